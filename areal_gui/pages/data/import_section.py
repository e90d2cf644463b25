"""A part of the import dialog that is folded away, with its choices in a few words beside the title."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import FoldButton
from areal_gui.components.labels import MutedLine
from areal_gui.pages.data.import_draft import ImportDraft

INDENT = 3 * theme.SPACING


class ImportSection(QWidget):
    """Its fields change the draft; whoever shows the dialog hears of it.

    Attributes:
        fold: the title that opens it.
        body: where the fields go.
    """

    changed = Signal()

    def __init__(self, title: str, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = draft
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(INDENT, 0, 0, theme.SPACING)
        self.body.setSpacing(theme.SPACING)
        self.fold = FoldButton(title, content)
        self._summary = MutedLine()
        top = QHBoxLayout()
        top.setSpacing(theme.SPACING)
        top.addWidget(self.fold)
        top.addWidget(self._summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(top)
        column.addWidget(content)

    @property
    def summary(self) -> str:
        """The choices in a few words."""
        return self._summary.text()

    def show_summary(self, text: str) -> None:
        """Say the choices in a few words, for who does not open it."""
        self._summary.setText(text)

    def show_draft(self) -> None:
        """Show what the draft says now."""
        raise NotImplementedError
