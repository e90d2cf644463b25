"""The data page: the logs of the workspace, and what each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Heading
from areal_gui.context import AppContext
from areal_gui.pages.data.dataset_list import DatasetList
from areal_gui.pages.data.dataset_view import DatasetView
from areal_gui.pages.data.drop_area import DropArea
from areal_gui.pages.data.import_strip import ImportStrip

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow

LIST_WIDTH = 32 * theme.SPACING


class Page(QWidget):
    """A list of data sets at the left, the chosen one at the right; a drop area while there are none."""

    key = "data"
    icon_name = "data"
    title = QT_TRANSLATE_NOOP("Page", "Data")

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[int, DatasetRow] = {}
        self._list = DatasetList()
        self._view = DatasetView(context)
        self._nothing = DropArea(context.commands)
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
        self._view.rename_wanted.connect(self._ask_name)
        self._view.delete_wanted.connect(self._ask_delete)
        self._view.train_wanted.connect(self._train)
        context.datasets_changed.connect(self._load)
        context.dataset_chosen.connect(self._show)
        self._load()

    def _build_split(self) -> QWidget:
        open_log = Button(
            self.tr("Open log…"), lambda: self._context.commands.run("file.open"), icon_name="plus"
        )
        side = QWidget()
        side.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(2 * theme.SPACING, theme.MARGIN, 0, 2 * theme.SPACING)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(Heading(self.tr("Data sets")))
        column.addWidget(self._list, 1)
        column.addWidget(open_log)
        split = QWidget()
        row = QHBoxLayout(split)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._view, 1)
        return split

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
        if current is None:
            return
        if current.id == self._context.current_dataset_id:
            self._view.show_row(current)
        else:
            self._context.dataset_chosen.emit(current.id)

    def _show(self, dataset_id: int) -> None:
        if dataset_id in self._rows:
            self._list.show_rows(list(self._rows.values()), dataset_id)
            self._view.show_row(self._rows[dataset_id])

    def _train(self) -> None:
        if self.current is not None:
            self._context.dataset_chosen.emit(self.current.id)
            self._context.page_wanted.emit("train")

    # Rename and delete -----------------------------------------------------------------------------------

    def _ask_name(self) -> None:
        row = self.current
        if row is None:
            return
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Rename the data set"))
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(row.name)
        dialog.textValueSelected.connect(lambda name: self._rename(row.id, name))
        dialog.open()

    def _rename(self, dataset_id: int, name: str) -> None:
        from engine.store import datasets

        store = self._context.workspace.store
        self._context.tasks.query(
            lambda: datasets.rename_dataset(store, dataset_id, name),
            lambda _: self._context.datasets_changed.emit(),
            lambda error: self._context.notify.error(error, self.tr("The data set was not renamed")),
        )

    def _ask_delete(self) -> None:
        from engine.store import runs

        row, store = self.current, self._context.workspace.store
        if row is not None:
            self._context.tasks.query(
                lambda: len(runs.list_runs(store, row.id)), lambda number: self._confirm_delete(row, number)
            )

    def _confirm_delete(self, row: DatasetRow, runs: int) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Delete the data set?"))
        box.setText(self.tr("Delete {0} from the workspace?").format(row.name))
        lost = self.tr("The {0} runs trained on it are deleted too. ").format(runs) if runs else ""
        box.setInformativeText(
            lost + self.tr("This cannot be undone. The file it came from stays where it is.")
        )
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        delete.setProperty("kind", "danger")
        delete.clicked.connect(lambda: self._delete(row.id))
        box.open()

    def _delete(self, dataset_id: int) -> None:
        workspace = self._context.workspace

        def gone(_: object) -> None:
            self._context.datasets_changed.emit()
            self._context.runs_changed.emit()

        self._context.tasks.query(lambda: workspace.delete_dataset(dataset_id, with_runs=True), gone)
