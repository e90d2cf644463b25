"""A page that is taller than its window."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class PageScroll(QScrollArea):
    """Scrolls up and down only, and stays where it is when what had the keyboard is hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def reveal(self, part: QWidget) -> None:
        """Bring a part into view once it has its size, its top before its bottom."""
        QTimer.singleShot(0, part, lambda: self._show_whole(part))

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Qt calls this on Tab, and as well when the focused button hides itself: the keyboard then goes to
        # some other place, and the page would follow it there.
        focused, before = self.focusWidget(), self.verticalScrollBar().value()
        moved = super().focusNextPrevChild(forward)
        if focused is not None and not focused.isVisible():
            self.verticalScrollBar().setValue(before)
        return moved

    def _show_whole(self, part: QWidget) -> None:
        content = self.widget()
        if content is None or not content.isAncestorOf(part):
            return
        top = part.mapTo(content, part.rect().topLeft()).y()
        bar, room = self.verticalScrollBar(), self.viewport().height()
        lowest = top + part.height() - room
        bar.setValue(min(top, max(bar.value(), lowest)))
