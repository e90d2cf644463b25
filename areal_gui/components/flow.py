"""Widgets side by side that go on in a new line where the room ends."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from areal_gui import theme


class Flow(QWidget):
    """As tall as its lines; takes no room while it is empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(0)
        self.hide()

    def show_parts(self, parts: Sequence[QWidget]) -> None:
        """Show these in place of the old ones, which are deleted."""
        for old in self._parts:
            old.hide()
            old.deleteLater()
        self._parts = list(parts)
        for part in self._parts:
            part.setParent(self)
            part.show()
        self.setVisible(bool(parts))
        self._place()

    @property
    def parts(self) -> list[QWidget]:
        return list(self._parts)

    def sizeHint(self) -> QSize:
        return QSize(0, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._place()  # only now the parts know what room they need
        return super().event(event)

    def _place(self) -> None:
        x = y = line = 0
        for part in self._parts:
            part.ensurePolished()
            size = part.sizeHint().expandedTo(part.minimumSize())
            width = min(size.width(), max(self.width(), 1))
            if x and x + width > self.width():
                x, y = 0, y + line + theme.SPACING
                line = 0
            part.setGeometry(x, y, width, size.height())
            x, line = x + width + theme.SPACING, max(line, size.height())
        if self.height() != y + line:
            self.setFixedHeight(y + line)
