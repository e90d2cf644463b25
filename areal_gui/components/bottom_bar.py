"""The bar at the bottom of a page that holds what the page is for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from areal_gui import theme


class BottomBar(QWidget):
    """Set off from what scrolls above it by a line; toasts keep clear of it."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, theme.colours(self).border)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_window()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_window()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_window()

    def _tell_window(self) -> None:
        """What floats above the window's layout finds its place anew."""
        QCoreApplication.postEvent(self.window(), QEvent(QEvent.Type.LayoutRequest))
