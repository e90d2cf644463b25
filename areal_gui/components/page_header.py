"""The top of a page: its title, a line about it, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.labels import MutedLine, Title


class PageHeader(QWidget):
    """Title and subtitle at the left, actions at the right."""

    def __init__(
        self, title: str, subtitle: str = "", actions: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title, self._subtitle = Title(title), MutedLine(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.beside_title = QHBoxLayout()
        """For a badge right after the title."""
        first = QHBoxLayout()
        first.setSpacing(theme.SPACING + theme.SPACING // 2)
        first.addWidget(self._title)
        first.addLayout(self.beside_title)
        first.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACING // 2)
        texts.addLayout(first)
        texts.addWidget(self._subtitle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        row.addLayout(texts, 1)
        for action in actions:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_texts(self, title: str, subtitle: str = "") -> None:
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
