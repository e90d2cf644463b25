"""How the file is written: detected, shown, and corrected where that went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from areal_gui.components import ComboBox
from areal_gui.pages.data import facts
from areal_gui.pages.data.fields import choose, field_grid
from areal_gui.pages.data.import_draft import ENCODINGS, Form, ImportDraft
from areal_gui.pages.data.import_section import ImportSection
from areal_gui.pages.data.import_texts import kind_name
from areal_gui.pages.data.table_choice import TableChoice

if TYPE_CHECKING:
    from engine.importing.form import Delimiter
    from engine.importing.preview import Preview

DELIMITERS = (",", "\t", ";", "|", "::", "whitespace")


class FormSection(ImportSection):
    """Separator, encoding and header of a text; other kinds of files say themselves how they are written."""

    form_changed = Signal()
    """The file is to be read again, in the draft's form."""

    def __init__(self, title: str, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(title, draft, parent)
        self.delimiter, self.encoding = ComboBox(), ComboBox()
        for delimiter in DELIMITERS:
            self.delimiter.addItem(facts.delimiter_name(delimiter, self.tr), delimiter)
        for encoding in ENCODINGS:
            self.encoding.addItem(encoding.upper(), encoding)
        self.header = QCheckBox(self.tr("The first line names the columns"))
        self.body.addLayout(
            field_grid([(self.tr("&Delimiter"), self.delimiter, 1), (self.tr("&Encoding"), self.encoding, 1)])
        )
        self.body.addWidget(self.header)
        self.tables = TableChoice(draft)
        self.body.addWidget(self.tables)
        self.tables.chosen.connect(self.form_changed)
        self.delimiter.currentIndexChanged.connect(self._take)
        self.encoding.currentIndexChanged.connect(self._take)
        self.header.toggled.connect(self._take)

    def show_draft(self) -> None:
        preview = self.draft.preview
        if preview is None:
            self.fold.set_open(True)
            return
        form = preview.form
        is_text = form.kind == "delimited"
        for field in (self.delimiter, self.encoding, self.header):
            field.setEnabled(is_text)
        if is_text:
            choose(self.delimiter, form.delimiter)
            choose(self.encoding, form.encoding.lower(), form.encoding.upper())
            with QSignalBlocker(self.header):
                self.header.setChecked(form.has_header)
        self.tables.setVisible(self.draft.table is not None and not self.draft.asks_table)
        self.tables.show_draft()
        self.show_summary(self._said(preview))

    def _said(self, preview: Preview) -> str:
        form = preview.form
        if form.kind != "delimited":
            return kind_name(form.kind, self.tr)
        names = self.tr("with names of columns") if form.has_header else self.tr("without names of columns")
        delimiter = facts.delimiter_name(form.delimiter, self.tr)
        return " · ".join((delimiter, form.encoding.upper(), names))

    def _take(self) -> None:
        self.draft.form = Form(
            cast("Delimiter", self.delimiter.currentData()),
            self.header.isChecked(),
            cast(str, self.encoding.currentData()),
            self.draft.form.table,
        )
        self.form_changed.emit()
