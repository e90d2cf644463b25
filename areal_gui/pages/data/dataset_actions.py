"""What can be done with a whole data set: rename, duplicate, delete and bring back, write notes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from areal_gui import formats
from areal_gui.components.toast import Offer
from areal_gui.context import AppContext
from engine.events import CancelToken, Event, Progress, retold

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow


class DatasetActions(QObject):
    """Changes the store in the background, tells what came of it, and lets every page read anew.

    Attributes:
        deleted: the data sets that can be brought back, the last deleted first.
    """

    deleted_changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.deleted: list[DatasetRow] = []
        context.datasets_changed.connect(self.read_deleted)

    def read_deleted(self) -> None:
        """Bring `deleted` up to date."""
        from engine.store import datasets

        store = self._context.workspace.store

        def show(rows: list[DatasetRow]) -> None:
            self.deleted = rows
            self.deleted_changed.emit()

        self._context.tasks.query(lambda: datasets.list_deleted(store), show, key="data.deleted")

    def rename(self, dataset_id: int, name: str) -> None:
        """Give a data set another name."""
        from engine.store import datasets

        store = self._context.workspace.store
        self._change(
            lambda: datasets.rename_dataset(store, dataset_id, name),
            self.tr("The data set was not renamed"),
            self._tell_changed,
        )

    def write_notes(self, dataset_id: int, notes: str) -> None:
        """Keep what the user wrote about a data set."""
        from engine.store import datasets

        store = self._context.workspace.store
        self._change(
            lambda: datasets.set_notes(store, dataset_id, notes),
            self.tr("The notes were not saved"),
            self._tell_changed,
        )

    def duplicate(self, row: DatasetRow) -> None:
        """Copy a data set with its whole log, under a name that is free, and show the copy."""
        store, wished = self._context.workspace.store, self.tr("{0} copy").format(row.name)
        made: list[int] = []

        def copy(cancel: CancelToken) -> Iterator[Event]:
            from engine.store.copying import duplicate_dataset
            from engine.store.datasets import list_datasets, list_deleted

            taken = {known.name for known in (*list_datasets(store), *list_deleted(store))}
            said = self.tr("{0} of {1} interactions")

            def tell(done: int) -> Iterator[Event]:
                cancel.raise_if_cancelled()
                text = said.format(formats.count(done), formats.count(row.n_interactions))
                yield Progress(text=text, done=done, total=row.n_interactions, unit="rows")

            copying = duplicate_dataset(store, row.id, free_name(wished, taken))
            made.append((yield from retold(copying, tell)))

        def show(_last: object) -> None:
            self._context.settings.dataset = made[0]
            self._context.datasets_changed.emit()
            self._context.dataset_chosen.emit(made[0])

        self._context.tasks.start(
            self.tr("Duplicating {0}").format(row.name),
            copy,
            on_finished=show,
            on_failed=lambda error: self._context.notify.error(
                error, self.tr("{0} was not duplicated").format(row.name)
            ),
        )

    def delete(self, row: DatasetRow) -> None:
        """Take a data set and its runs out of every list; they are gone for good when the window closes."""
        from engine.store import datasets, runs

        store = self._context.workspace.store

        def hide() -> int:
            trained = len(runs.list_runs(store, row.id))
            datasets.hide_dataset(store, row.id, with_runs=True)
            return trained

        def told(trained: Any) -> None:
            what = self.tr("{0} was deleted").format(row.name)
            if trained:
                number = self.tr("1 run") if trained == 1 else self.tr("{0} runs").format(trained)
                what = self.tr("{0}, with the {1} trained on it").format(what, number)
            said = self.tr("{0}. It can be brought back until AREAL is closed.").format(what)
            self._tell_changed(None)
            self._context.runs_changed.emit()
            self._context.notify.info(said, Offer(self.tr("Undo"), partial(self.restore, row.id)))

        self._change(hide, self.tr("{0} was not deleted").format(row.name), told)

    def restore(self, dataset_id: int) -> None:
        """Bring a deleted data set back, with its runs, and show it."""
        from engine.store import datasets

        store = self._context.workspace.store

        def back(_: object) -> None:
            self._context.settings.dataset = dataset_id
            self._tell_changed(None)
            self._context.runs_changed.emit()
            self._context.dataset_chosen.emit(dataset_id)

        self._change(
            lambda: datasets.restore_dataset(store, dataset_id),
            self.tr("The data set was not brought back"),
            back,
        )

    def restore_last(self) -> None:
        """Bring back what was deleted last."""
        if self.deleted:
            self.restore(self.deleted[0].id)

    def _tell_changed(self, _: object) -> None:
        self._context.datasets_changed.emit()

    def _change(self, change: Callable[[], object], failed: str, then: Callable[[Any], None]) -> None:
        self._context.tasks.query(change, then, lambda error: self._context.notify.error(error, failed))


def free_name(wished: str, taken: Collection[str]) -> str:
    """The wished name, with a number behind it where it is taken."""
    names = (wished, *(f"{wished} {number}" for number in range(2, len(taken) + 2)))
    return next(name for name in names if name not in taken)
