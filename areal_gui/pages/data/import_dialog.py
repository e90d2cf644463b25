"""The dialog between a dropped file and the import: is it read as it is meant?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from areal_gui import formats, loading, theme
from areal_gui.components import Button, Card, ComboBox, Muted, PageHeader, TextLabel
from areal_gui.components.tooltip import literal
from areal_gui.context import AppContext
from areal_gui.pages.data import facts, items_file
from areal_gui.pages.data.import_draft import ENCODINGS, ROLES, Form, ImportDraft
from areal_gui.pages.data.importing import start_import
from areal_gui.pages.data.preview_table import PreviewTable
from areal_gui.pages.data.role_header import RoleHeader

if TYPE_CHECKING:
    from engine.importing.form import Delimiter
    from engine.importing.roles import Role
    from engine.importing.sniff import Preview

SIZE = (112 * theme.SPACING, 84 * theme.SPACING)
DELIMITERS = (",", "\t", ";", "|", "::", "whitespace")


class ImportDialog(QDialog):
    """Shows an `ImportDraft`, lets the user correct it, and starts the import."""

    @classmethod
    def ask(cls, context: AppContext, paths: list[Path], window: QWidget) -> None:
        """Look at the files, then open the dialog; files that are no log are refused with the reason."""

        def look() -> tuple[Preview, frozenset[str]]:
            with loading.one_at_a_time:
                from engine.importing.sniff import sniff
                from engine.store.datasets import list_datasets

            logs, _ = items_file.separate(paths)
            return sniff(logs[0]), frozenset(row.name for row in list_datasets(context.workspace.store))

        def show(seen: tuple[Preview, frozenset[str]]) -> None:
            cls(context, ImportDraft(paths, *seen), window).open()

        def refuse(error: Exception) -> None:
            context.notify.error(error, context.tr("This file cannot be imported"))

        context.tasks.query(look, show, refuse, key="import.look")

    def __init__(self, context: AppContext, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self.draft = context, draft
        self.setWindowTitle(self.tr("Import a log"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._make_fields()
        self._lay_out()
        self._connect()
        self.resize(*SIZE)
        self._refresh()

    # Building --------------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        titles = {
            "user": self.tr("User or session"),
            "item": self.tr("Item"),
            "time": self.tr("Time"),
            "order": self.tr("Order"),
            "value": self.tr("Value"),
            "split": self.tr("Split"),
            "event": self.tr("Event"),
            "ignored": self.tr("Ignored"),
        }
        self.delimiter, self.encoding = ComboBox(), ComboBox()
        for delimiter in DELIMITERS:
            self.delimiter.addItem(facts.delimiter_name(delimiter, self.tr), delimiter)
        for encoding in ENCODINGS:
            self.encoding.addItem(encoding.upper(), encoding)
        self.header = QCheckBox(self.tr("The first line names the columns"))
        self.table = PreviewTable(RoleHeader({role: titles[role] for role in ROLES}))
        self.name = QLineEdit(self.draft.name)
        self.items = QLineEdit(str(self.draft.items or ""))
        self.items.setPlaceholderText(self.tr("none"))
        self.items.setClearButtonEnabled(True)
        self.browse = Button(self.tr("Browse…"), self._browse)
        self.browse.setAccessibleName(self.tr("Browse for a file with titles"))
        self.notes = Muted(wrap=True)
        self.reason = TextLabel(wrap=True)
        self.reason.set_colour("warning")
        self.cancel = Button(self.tr("Cancel"), self.reject)
        self.start = Button(self.tr("Import"), self._start, kind="primary", icon_name="import")
        self.start.setDefault(True)

    def _lay_out(self) -> None:
        form = self._form_grid()
        preview = Card()
        preview.body.addWidget(self.table, 1)
        preview.body.addWidget(self.notes)
        bottom = QHBoxLayout()
        bottom.setSpacing(theme.SPACING)
        bottom.addWidget(self.reason, 1)
        for button in (self.cancel, self.start):
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self._page_header())
        column.addLayout(form)
        column.addWidget(preview, 1)
        column.addLayout(bottom)

    def _page_header(self) -> PageHeader:
        paths = self.draft.paths
        size = formats.size(sum(path.stat().st_size for path in paths if path.exists()))
        more = self.tr(" and {0} more").format(len(paths) - 1) if len(paths) > 1 else ""
        return PageHeader(paths[0].name + more, self.tr("{0} in {1}").format(size, paths[0].parent))

    def _form_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.SPACING)
        grid.setVerticalSpacing(theme.SPACING // 2)
        items = QWidget()
        row = QHBoxLayout(items)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.items, 1)
        row.addWidget(self.browse)
        fields: tuple[tuple[str, QWidget, QWidget], ...] = (
            (self.tr("&Name"), self.name, self.name),
            (self.tr("&Titles of the items from"), self.items, items),
            (self.tr("&Delimiter"), self.delimiter, self.delimiter),
            (self.tr("&Encoding"), self.encoding, self.encoding),
        )
        for column, (title, buddy, field) in enumerate(fields):
            label = Muted(title)
            label.setBuddy(buddy)
            buddy.setAccessibleName(title.replace("&", ""))
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        grid.addWidget(self.header, 2, 2, 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        return grid

    def _connect(self) -> None:
        self.delimiter.currentIndexChanged.connect(self._reread)
        self.encoding.currentIndexChanged.connect(self._reread)
        self.header.toggled.connect(self._reread)
        self.table.role_header.role_chosen.connect(self._set_role)
        self.name.textChanged.connect(self._take_texts)
        self.items.textChanged.connect(self._take_texts)

    # A dropped file is one with titles: the log is chosen already.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.items.setText(event.mimeData().urls()[0].toLocalFile())

    # What the user does ----------------------------------------------------------------------------------

    def _set_role(self, column: int, role: str) -> None:
        self.draft.set_role(column, cast("Role", role))
        self._refresh()

    def _take_texts(self) -> None:
        self.draft.name = self.name.text()
        self.draft.items = Path(self.items.text()) if self.items.text().strip() else None
        self._refresh_reason()

    def _browse(self) -> None:
        folder = str(self.draft.items or self.draft.paths[0].parent)
        dialog = QFileDialog(self, self.tr("File with the titles of the items"), folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.items.setText)
        dialog.open()

    def _reread(self) -> None:
        """Read the file again in the form that the fields say now."""
        form = Form(
            cast("Delimiter", self.delimiter.currentData()),
            self.header.isChecked(),
            cast(str, self.encoding.currentData()),
        )
        self.draft.form = form
        path = self.draft.paths[0]

        def read() -> Preview:
            with loading.one_at_a_time:
                from engine.importing.sniff import sniff

            return sniff(path, delimiter=form.delimiter, has_header=form.has_header, encoding=form.encoding)

        self._context.tasks.query(read, self._take_preview, self._take_trouble, key="import.reread")

    def _take_preview(self, preview: Preview) -> None:
        self.draft.take(preview)
        self._refresh()

    def _take_trouble(self, error: Exception) -> None:
        self.draft.refuse(str(error))
        self._refresh()

    def _start(self) -> None:
        self._context.settings.remember_file(self.draft.paths[0])
        start_import(self._context, self.draft.paths, self.draft.recipe())
        self.accept()

    # Showing ---------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        preview = self.draft.preview
        self.table.setEnabled(preview is not None)
        if preview is not None:
            for combo, value in (
                (self.delimiter, preview.form.delimiter),
                (self.encoding, preview.form.encoding.lower()),
            ):
                self._choose(combo, value)
            self.header.blockSignals(True)
            self.header.setChecked(preview.form.has_header)
            self.header.blockSignals(False)
            names = preview.form.columns
            if not preview.form.has_header:
                names = [self.tr("Column {0}").format(number) for number in names]
            self.table.show_preview(preview.rows, names, self.draft.roles)
            self.notes.setText("\n".join([self.draft.order_text(self.tr), *preview.warnings]))
        self._refresh_reason()

    def _refresh_reason(self) -> None:
        problem = self.draft.problem(self.tr)
        self.reason.setText(problem)
        self.start.setEnabled(not problem)
        self.start.setToolTip(literal(problem))

    def _choose(self, combo: ComboBox, value: str) -> None:
        combo.blockSignals(True)
        if combo.findData(value) < 0:
            combo.addItem(value.upper(), value)
        combo.setCurrentIndex(combo.findData(value))
        combo.blockSignals(False)
