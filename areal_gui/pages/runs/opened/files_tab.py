"""The files of a run as a table, and the way to them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, DataTable, TextTableModel
from areal_gui.components.labels import MutedLine
from areal_gui.context import AppContext
from areal_gui.formats import size
from areal_gui.pages.runs.opened.files import RunFile, files_of, purpose


class FilesTab(QWidget):
    """Reads the folder each time it is seen: a running training writes to it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._folder: Path | None = None
        self.files: list[RunFile] = []
        self.model = TextTableModel(
            [self.tr("File"), self.tr("What it is"), self.tr("Size"), self.tr("Changed")], (2, 3), self
        )
        self.table = DataTable(self.tr("Files of the run"))
        self.table.setModel(self.model)
        self.path = MutedLine()
        self.open_button = Button(self.tr("Open folder"), self._open, icon_name="open")
        self.copy_button = Button(self.tr("Copy path"), self._copy, icon_name="copy")
        self.table.doubleClicked.connect(self._open_file)
        self._lay_out()

    def show_run(self, folder: Path) -> None:
        """Show the files of another run."""
        if folder != self._folder:
            self.model.set_rows([])
        self._folder = folder
        self.path.setText(str(folder))
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        folder = self._folder
        if folder is not None:
            self._context.tasks.query(lambda: files_of(folder), self._show, key="runs.files")

    def _show(self, files: list[RunFile]) -> None:
        self.files = files
        self.model.set_rows(
            [(file.name, purpose(file.name), size(file.size), file.changed_text) for file in files]
        )
        total = size(sum(file.size for file in files))
        number = self.tr("1 file") if len(files) == 1 else self.tr("{0} files").format(len(files))
        told = self.tr("{0}, {1}").format(number, total) if files else self.tr("No files are left")
        self.path.setText(f"{told} · {self._folder}")
        self.open_button.setEnabled(bool(files))

    def _open(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _open_file(self, index: QModelIndex) -> None:
        if self._folder is not None:
            path = self._folder / self.files[index.row()].name
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(str(self._folder))
        self._context.notify.info(self.tr("The path of the folder is on the clipboard."))

    def _lay_out(self) -> None:
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addWidget(self.path, 1)
        for button in (self.copy_button, self.open_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(row)
        column.addWidget(self.table, 1)
