"""The data page: the logs of the workspace, and what each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.commands import Command
from areal_gui.components import Button, Heading
from areal_gui.components.text_dialog import ask_text
from areal_gui.context import AppContext
from areal_gui.pages.data.dataset_actions import DatasetActions
from areal_gui.pages.data.dataset_list import DatasetList
from areal_gui.pages.data.dataset_view import DatasetView
from areal_gui.pages.data.deleted_datasets import DeletedDatasets
from areal_gui.pages.data.drop_area import DropArea
from areal_gui.pages.data.import_strip import ImportStrip
from areal_gui.read_only import needs_writing

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow

LIST_WIDTH, NARROW_LIST = 32 * theme.SPACING, 22 * theme.SPACING
NARROW_BELOW = 100 * theme.SPACING
NAME_WIDTH = 56 * theme.SPACING


class Page(QWidget):
    """A list of data sets at the left, the chosen one at the right; a drop area while there are none."""

    key = "data"
    icon_name = "data"
    title = QT_TRANSLATE_NOOP("Page", "Data")

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[int, DatasetRow] = {}
        self.changes = DatasetActions(context, self)
        self._list = DatasetList()
        self._view = DatasetView(context)
        self._nothing = DropArea(context.commands)
        needs_writing(context, self._nothing.open, self._nothing.demo)
        self._stack = QStackedWidget()
        self._split = self._build_split()
        for part in (QWidget(), self._nothing, self._split):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ImportStrip(context.tasks))
        column.addWidget(self._stack, 1)
        self._list.chosen.connect(context.dataset_chosen)
        self._connect()
        self._add_commands()
        context.datasets_changed.connect(self._load)
        context.dataset_chosen.connect(self._show)
        self._load()
        self.changes.read_deleted()

    def _connect(self) -> None:
        view, run = self._view, self._context.commands.run
        view.rename_wanted.connect(lambda: run("data.rename"))
        view.duplicate_wanted.connect(lambda: run("data.duplicate"))
        view.delete_wanted.connect(lambda: run("data.delete"))
        view.train_wanted.connect(self._train)
        view.notes_written.connect(self.changes.write_notes)
        self.changes.deleted_changed.connect(self._context.commands.refresh)

    def _add_commands(self) -> None:
        """What is done with the chosen set; the list offers the same in its context menu."""
        group = self.tr("Data sets")
        chosen, deleted = (lambda: self.current is not None), (lambda: bool(self.changes.deleted))
        for command_id, title, run, shortcut, icon_name, when in (
            ("data.rename", self.tr("Rename the data set…"), self._ask_name, "F2", "pencil", chosen),
            ("data.duplicate", self.tr("Duplicate the data set"), self._duplicate, "", "copy", chosen),
            ("data.delete", self.tr("Delete the data set"), self._delete, "Ctrl+Delete", "trash", chosen),
            (
                "data.restore",
                self.tr("Bring back the data set deleted last"),
                self.changes.restore_last,
                "Ctrl+Z",
                "undo",
                deleted,
            ),
        ):
            command = Command(command_id, title, run, group, shortcut, icon_name, when=when, writes=True)
            action = self._context.commands.add(command)
            self.addAction(action)
            if command_id != "data.restore":
                self._list.addAction(action)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _build_split(self) -> QWidget:
        open_log = Button(
            self.tr("Open log…"), lambda: self._context.commands.run("file.open"), icon_name="plus"
        )
        self._side = side = QWidget()
        side.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(2 * theme.SPACING, theme.MARGIN, 0, 2 * theme.SPACING)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(Heading(self.tr("Data sets")))
        needs_writing(self._context, open_log)
        column.addWidget(self._list, 1)
        column.addWidget(DeletedDatasets(self._context, self.changes))
        column.addWidget(open_log)
        split = QWidget()
        row = QHBoxLayout(split)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._view, 1)
        return split

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(LIST_WIDTH if self.width() >= NARROW_BELOW else NARROW_LIST)

    def shown(self) -> None:
        """Give the keyboard to the list."""
        if self._rows:
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def current(self) -> DatasetRow | None:
        """The data set that is shown."""
        chosen = self._context.current_dataset_id
        return self._rows.get(chosen) if chosen is not None else None

    def _load(self) -> None:
        from engine.store import datasets

        store = self._context.workspace.store
        self._context.tasks.query(lambda: datasets.list_datasets(store), self._show_all, key="data.list")

    def _show_all(self, rows: list[DatasetRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self._stack.setCurrentWidget(self._split if rows else self._nothing)
        current = self.current or (rows[0] if rows else None)
        self._list.show_rows(rows, current.id if current else None)
        if current is not None and current.id == self._context.current_dataset_id:
            self._view.show_row(current)
        elif current is not None:
            self._context.dataset_chosen.emit(current.id)
        self._context.commands.refresh()  # a shortcut works only where its command was seen to be possible

    def _show(self, dataset_id: int) -> None:
        if dataset_id in self._rows:
            self._list.show_rows(list(self._rows.values()), dataset_id)
            self._view.show_row(self._rows[dataset_id])
            self._context.commands.refresh()

    def _train(self) -> None:
        if self.current is not None:
            self._context.dataset_chosen.emit(self.current.id)
            self._context.page_wanted.emit("train")

    # What is done with the chosen set --------------------------------------------------------------------

    def _ask_name(self) -> None:
        row = self.current
        if row is None:
            return
        title, rename = self.tr("Rename the data set"), self.changes.rename
        ask_text(self, title, self.tr("Name"), lambda name: rename(row.id, name), row.name)

    def _duplicate(self) -> None:
        if self.current is not None:
            self.changes.duplicate(self.current)

    def _delete(self) -> None:
        if self.current is not None:
            self.changes.delete(self.current)
