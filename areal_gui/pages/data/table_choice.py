"""Which of several sheets, tables or files is the log."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, TextLabel
from areal_gui.pages.data.import_draft import ImportDraft


class TableChoice(QWidget):
    """A question with a list; what is proposed is chosen already."""

    chosen = Signal()

    def __init__(self, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.combo = ComboBox()
        label = TextLabel(self.tr("&Which of its tables is the log?"))
        label.setBuddy(self.combo)
        self.combo.setAccessibleName(self.tr("Which of its tables is the log?"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        row.addWidget(label)
        row.addWidget(self.combo, 1)
        self.combo.currentIndexChanged.connect(self._take)

    def show_draft(self) -> None:
        """Offer the tables there are."""
        tables = self._draft.preview.tables if self._draft.preview is not None else []
        with QSignalBlocker(self.combo):
            self.combo.clear()
            self.combo.addItems(tables)
            self.combo.setCurrentText(self._draft.table or "")

    def _take(self) -> None:
        self._draft.form = replace(self._draft.form, table=self.combo.currentText())
        self.chosen.emit()
