"""The file that knows the items' titles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from areal_gui import formats, theme
from areal_gui.components import Button, ComboBox, Muted
from areal_gui.pages.data.fields import choose, field_grid
from areal_gui.pages.data.import_draft import ImportDraft
from areal_gui.pages.data.import_section import ImportSection

if TYPE_CHECKING:
    from areal_gui.pages.data.import_look import ItemsLook


class ItemsSection(ImportSection):
    """Which file, which of its columns, and how many of the log's items it knows."""

    file_changed = Signal()
    """Another file, or another column of it: it is to be looked at again."""

    def __init__(self, title: str, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(title, draft, parent)
        self.file = QLineEdit(str(draft.items or ""))
        self.file.setPlaceholderText(self.tr("none"))
        self.file.setClearButtonEnabled(True)
        self.browse = Button(self.tr("Browse…"), self._browse)
        self.browse.setAccessibleName(self.tr("Browse for a file with titles"))
        self.key, self.title = ComboBox(), ComboBox()
        self.match = Muted(wrap=True)
        self._lay_out()
        self.file.textChanged.connect(self._take_file)
        self.key.currentIndexChanged.connect(self._take_columns)
        self.title.currentIndexChanged.connect(self._take_columns)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addLayout(field_grid([(self.tr("&File with the titles of the items"), self.file, 1)]), 1)
        row.addWidget(self.browse, 0, Qt.AlignmentFlag.AlignBottom)
        self._columns = QWidget()
        grid = field_grid(
            [(self.tr("Column of &ids"), self.key, 1), (self.tr("Column of &titles"), self.title, 1)]
        )
        grid.setContentsMargins(0, 0, 0, 0)
        self._columns.setLayout(grid)
        self.body.addLayout(row)
        self.body.addWidget(self._columns)
        self.body.addWidget(self.match)
        self._columns.hide()

    def show_draft(self) -> None:
        items = self.draft.items
        if (items or Path()) != Path(self.file.text()):
            with QSignalBlocker(self.file):
                self.file.setText(str(items or ""))
        if items is None:
            self.show_look(None)
        elif items.name not in self.summary:
            self.show_summary(items.name)

    def show_look(self, look: ItemsLook | None) -> None:
        """Show what was found in the file; None while there is none."""
        self._columns.setVisible(look is not None and bool(look.columns))
        if look is None or self.draft.items is None:
            self.match.setText("")
            self.show_summary(self.tr("none: items are shown by their ids"))
            return
        for combo, chosen in ((self.key, self.draft.items_key), (self.title, self.draft.items_title)):
            self._offer(combo, look.columns, chosen)
        self.match.setText(look.trouble or self._matched(look))
        self.show_summary(" · ".join((self.draft.items.name, look.trouble or self._matched(look))))

    def _offer(self, combo: ComboBox, columns: list[str], chosen: str | None) -> None:
        combo.blockSignals(True)
        combo.clear()
        combo.addItem(self.tr("as detected"), None)
        for column in columns:
            combo.addItem(column, column)
        combo.blockSignals(False)
        choose(combo, chosen, chosen or "")

    def _matched(self, look: ItemsLook) -> str:
        if look.share is None:
            return self.tr("without ids to compare")
        return self.tr("knows {0} of the items in the sample").format(formats.percent(look.share))

    def _take_file(self) -> None:
        text = self.file.text().strip()
        self.draft.items = Path(text) if text else None
        self.draft.items_key = self.draft.items_title = None
        self.file_changed.emit()

    def _take_columns(self) -> None:
        self.draft.items_key, self.draft.items_title = self.key.currentData(), self.title.currentData()
        self.file_changed.emit()

    def _browse(self) -> None:
        folder = str(self.draft.items or self.draft.paths[0].parent)
        dialog = QFileDialog(self, self.tr("File with the titles of the items"), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.file.setText)
        dialog.open()
