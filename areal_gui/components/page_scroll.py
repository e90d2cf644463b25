"""A page that is taller than its window."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

ROUNDS, ROUND_MS = 10, 25
"""What unfolds has its size by then: layouts within layouts take several rounds."""


class PageScroll(QScrollArea):
    """Scrolls up and down only, and stays where it is when what had the keyboard is hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._revealed: QWidget | None = None
        self._rounds = 0
        self._round = QTimer(self, interval=ROUND_MS)
        self._round.timeout.connect(self._show_revealed)

    def reveal(self, part: QWidget) -> None:
        """Bring a part into view, its top before its bottom, also while it is still growing."""
        self._revealed, self._rounds = part, ROUNDS
        self._round.start()

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Qt calls this on Tab, and as well when the focused button hides itself: the keyboard then goes to
        # some other place, and the page would follow it there.
        focused, before = self.focusWidget(), self.verticalScrollBar().value()
        moved = super().focusNextPrevChild(forward)
        if focused is not None and not focused.isVisible():
            self.verticalScrollBar().setValue(before)
        return moved

    def _show_revealed(self) -> None:
        self._rounds -= 1
        part, content = self._revealed, self.widget()
        if self._rounds <= 0 or part is None or content is None or not content.isAncestorOf(part):
            self._round.stop()
            self._revealed = None
            return
        top = part.mapTo(content, part.rect().topLeft()).y()
        bar, room = self.verticalScrollBar(), self.viewport().height()
        lowest = top + part.height() - room
        bar.setValue(min(top, max(bar.value(), lowest)))
