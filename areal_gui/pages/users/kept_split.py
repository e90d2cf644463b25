"""Two parts beside each other, divided as the analyst dragged them, also in the next session."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from areal_gui import theme
from areal_gui.settings import Settings

KEY = "users.split."
"""In `Settings.extra`, before the name of a split: which share its first part has."""
WRITING_PAUSE_MS = 400


class KeptSplit(QSplitter):
    """Divides by a rule until its handle is dragged; a double click on the handle goes back to the rule."""

    def __init__(
        self, orientation: Qt.Orientation, settings: Settings, name: str, usual: Callable[[int], int]
    ) -> None:
        """Args: usual: the size of the first part, in pixels, by the rule, out of so many for both."""
        super().__init__(orientation)
        self._settings, self._key, self._usual = settings, KEY + name, usual
        self._pause = QTimer(self, singleShot=True, interval=WRITING_PAUSE_MS)
        self._pause.timeout.connect(settings.save)
        self._divisible = True
        self.setChildrenCollapsible(False)
        self.setHandleWidth(2 * theme.SPACING)
        self.splitterMoved.connect(lambda _at, _index: self._keep())

    @property
    def share(self) -> float | None:
        """Which part of the room the first widget was given by hand; None by the rule."""
        share = self._settings.extra.get(self._key)
        return share if isinstance(share, float) and 0 < share < 1 else None

    def forget(self) -> None:
        """Divide by the rule again."""
        if self._settings.extra.pop(self._key, None) is not None:
            self._pause.start()
        self.divide()

    def set_divisible(self, divisible: bool) -> None:
        """Whether there is anything to divide; a part of one size leaves nothing to drag."""
        self._divisible = divisible
        self.divide()

    def divide(self) -> None:
        """Give both parts their share of the present room; in a narrow window they are elsewhere."""
        if self.count() == 2:
            self.handle(1).setEnabled(self._divisible)
            across = self.orientation() == Qt.Orientation.Horizontal
            room = (self.width() if across else self.height()) - self.handleWidth()
            first = self._usual(room) if self.share is None else round(self.share * room)
            self.setSizes([max(1, first), max(1, room - first)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.divide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.divide()

    def createHandle(self) -> QSplitterHandle:
        return _Handle(self.orientation(), self)

    def _keep(self) -> None:
        sizes = self.sizes()
        if sum(sizes) > 0:
            self._settings.extra[self._key] = sizes[0] / sum(sizes)
            self._pause.start()


class _Handle(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, split: KeptSplit) -> None:
        super().__init__(orientation, split)
        self._split = split
        self.setToolTip(self.tr("Drag to divide the room; a double click divides it as usual"))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.isEnabled():
            super().paintEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._split.forget()
        event.accept()
