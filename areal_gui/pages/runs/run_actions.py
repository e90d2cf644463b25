"""What can be done with runs as a whole: rename, star, tag, note, delete and bring back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from areal_gui.components.toast import Offer
from areal_gui.context import AppContext
from engine.store import run_marks, run_removal, runs
from engine.store.runs import RunRow


class RunActions(QObject):
    """Changes the store in the background, tells what came of it, and lets every page read anew.

    Attributes:
        deleted: the runs that can be brought back, the last deleted first.
    """

    deleted_changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._store = context.workspace.store
        self.deleted: list[RunRow] = []
        for changed in (context.runs_changed, context.datasets_changed):
            changed.connect(self.read_deleted)

    def read_deleted(self) -> None:
        """Bring `deleted` up to date."""

        def show(rows: list[RunRow]) -> None:
            self.deleted = rows
            self.deleted_changed.emit()

        store = self._store
        self._context.tasks.query(lambda: runs.list_deleted_runs(store), show, key="runs.deleted")

    def rename(self, run_id: int, name: str) -> None:
        """Give a run another name."""
        self._change(lambda: runs.rename_run(self._store, run_id, name), self.tr("The run was not renamed"))

    def star(self, run_ids: Collection[int], starred: bool) -> None:
        """Give runs a star, or take it from them."""
        self._change(
            lambda: run_marks.star_runs(self._store, run_ids, starred), self.tr("The star was not kept")
        )

    def tag(self, run_ids: Collection[int], add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        """Give tags to runs, and take others from them."""
        self._change(
            lambda: run_marks.tag_runs(self._store, run_ids, add, remove), self.tr("The tags were not kept")
        )

    def note(self, run_id: int, notes: str) -> None:
        """Keep what the user wrote about a run."""
        self._change(
            lambda: run_marks.note_run(self._store, run_id, notes), self.tr("The notes were not saved")
        )

    def delete(self, rows: Sequence[RunRow]) -> None:
        """Take runs out of every list; they are gone for good when the window closes."""
        ids = [row.id for row in rows]

        def told(_: object) -> None:
            self._context.runs_changed.emit()
            what = (
                self.tr("“{0}” was deleted").format(rows[0].name)
                if len(rows) == 1
                else self.tr("{0} runs were deleted").format(len(rows))
            )
            said = self.tr("{0}. There is a way back until AREAL is closed.").format(what)
            self._context.notify.info(said, Offer(self.tr("Undo"), partial(self.restore, ids)))

        failed = self.tr("Nothing was deleted")
        self._change(lambda: run_removal.hide_runs(self._store, ids), failed, told)

    def restore(self, run_ids: Collection[int]) -> None:
        """Bring deleted runs back."""
        self._change(
            lambda: run_removal.restore_runs(self._store, run_ids),
            self.tr("The runs were not brought back")
            if len(run_ids) > 1
            else self.tr("The run was not brought back"),
        )

    def restore_last(self) -> None:
        """Bring back what was deleted last, all that was deleted together."""
        if self.deleted:
            last = self.deleted[0].deleted_at
            self.restore([row.id for row in self.deleted if row.deleted_at == last])

    def _change(
        self, change: Callable[[], object], failed: str, then: Callable[[Any], None] | None = None
    ) -> None:
        self._context.tasks.query(
            change,
            then or (lambda _: self._context.runs_changed.emit()),
            lambda error: self._context.notify.error(error, failed),
        )
