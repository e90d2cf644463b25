"""The backups of the workspace, to open one beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import formats, theme
from areal_gui.components import Button, DataTable, EmptyState, Heading, Muted, TextTableModel
from areal_gui.pages.users.tables import Table

if TYPE_CHECKING:
    from engine.store.backup import Backup

SIZE = (76 * theme.SPACING, 52 * theme.SPACING)
WHEN_COLUMN, WHY_COLUMN, SIZE_COLUMN, NAME_COLUMN = range(4)


class BackupDialog(QDialog):
    """Newest first. Opening one leaves the present workspace as it is."""

    opened = Signal(object)
    """The chosen backup."""

    def __init__(self, backups: Sequence[Backup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._backups = list(backups)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Open a backup"))
        self.resize(*SIZE)
        self.table = self._make_table()
        self.open_button = Button(self.tr("Open…"), self._open, kind="primary", icon_name="open")
        self.open_button.setVisible(bool(backups))
        close = Button(self.tr("Cancel") if backups else self.tr("Close"), self.reject)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        if backups:
            column.addWidget(Heading(self.tr("Backups of this workspace")))
            text = self.tr("A backup opens as a workspace of its own, in a new folder and a new window.")
            column.addWidget(Muted(text, wrap=True))
            column.addWidget(self.table, 1)
            self.table.selectRow(0)
            self.table.setFocus()
        else:
            column.addWidget(
                EmptyState(
                    "history",
                    self.tr("No backups yet"),
                    self.tr("One is made before each update of the store, and by File > Back up now."),
                ),
                1,
            )
        column.addLayout(row)

    def _make_table(self) -> DataTable:
        model = TextTableModel(
            [self.tr("When (UTC)"), self.tr("Why"), self.tr("Size"), self.tr("Name")], (SIZE_COLUMN,), self
        )
        model.set_rows(
            [
                (
                    formats.second(backup.made_at),
                    self.tr("before an update") if backup.automatic else self.tr("asked for"),
                    formats.size(backup.size),
                    backup.name,
                )
                for backup in self._backups
            ]
        )
        table = Table(model, self.tr("Backups"), stretch=NAME_COLUMN)
        for column in (WHEN_COLUMN, WHY_COLUMN, SIZE_COLUMN):
            texts = [str(model.index(row, column).data()) for row in range(model.rowCount())]
            table.fit_column(column, max(texts, key=len, default=""))
        table.activated.connect(lambda _index: self._open())
        return table

    def _open(self) -> None:
        chosen = self.table.currentIndex().row()
        if chosen >= 0:
            self.accept()
            self.opened.emit(self._backups[chosen])
