"""Views of one thing behind tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget


class Tabs(QTabWidget):
    """Tabs without a frame; the wheel scrolls the page and does not change them."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(CalmTabBar())
        self.tabBar().setAccessibleName(accessible_name)
        self.setDocumentMode(True)


class CalmTabBar(QTabBar):
    """The bar alone: room for every text, and no change by the wheel."""

    def tabSizeHint(self, index: int) -> QSize:
        # Fusion draws the text of tabs that are not chosen lower, and would cut off its feet.
        return super().tabSizeHint(index) + QSize(0, 4)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
