"""What can be done with a study: begin, go on, pause, stop, rename, delete and bring back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from areal_gui import loading
from areal_gui.components.toast import Offer
from areal_gui.context import AppContext
from areal_gui.pages.train.session import State

if TYPE_CHECKING:
    from engine.store.studies import StudyRow
    from engine.studies.plan import Plan

T = TypeVar("T")
NewStudy = tuple[int, str, str, "Plan"]
"""Data set, kind, name and plan."""


class StudyActions(QObject):
    """Changes the store in the background; the queue of the window trains what waits.

    Attributes:
        deleted: the studies that can be brought back, the last deleted first.
    """

    changed = Signal()
    """Studies were begun, stopped, renamed, deleted or brought back."""
    deleted_changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.deleted: list[StudyRow] = []

    # Trainings --------------------------------------------------------------------------------------------

    def begin(
        self,
        studies: Sequence[NewStudy],
        on_begun: Callable[[int], None],
        on_failed: Callable[[], None] = lambda: None,
    ) -> None:
        """Write studies down, or none of them, and train them in their order; the first is told of."""
        workspace = self._context.workspace

        def begin() -> int:
            with loading.one_at_a_time:
                from engine.studies.lifecycle import begin_study, check_study, go_on
            for _, _, _, plan in studies:
                check_study(plan)
            begun = [begin_study(workspace, *study) for study in studies]
            for number in begun:
                go_on(workspace, number)
            return begun[0]

        def begun(study_id: int) -> None:
            on_begun(study_id)
            self._queue_filled()

        self._change(begin, self.tr("The study was not begun"), begun, on_failed)

    def go_on(self, study_id: int) -> None:
        """Train what is missing."""
        workspace = self._context.workspace

        def put() -> int:
            with loading.one_at_a_time:
                from engine.studies.lifecycle import go_on
            return go_on(workspace, study_id)

        def done(number: int) -> None:
            if number:
                self._queue_filled()
            else:
                self._context.notify.info(self.tr("Nothing of this study is missing."))

        self._change(put, self.tr("The study does not go on"), done)

    def stop(self, study_id: int) -> None:
        """Take what waits out of the queue, and stop what runs; all of it can go on later."""
        from engine.store.studies import withdraw_study

        running, store = self.is_running(study_id), self._context.workspace.store

        def stopped(_number: int) -> None:
            if running:
                self._context.training.control.stop()
            self._context.queue_changed.emit()

        self._change(lambda: withdraw_study(store, study_id), self.tr("The study was not stopped"), stopped)

    def is_running(self, study_id: int) -> bool:
        """Whether the training that this window runs is one of the study."""
        queue = self._context.training
        number = queue.control.number if queue.control.busy else None
        return any(entry.id == number and entry.study_id == study_id for entry in queue.entries)

    def is_paused(self, study_id: int) -> bool:
        """Whether it rests, or will after its step."""
        return self.is_running(study_id) and self._context.training.control.resting

    def can_rest(self, study_id: int) -> bool:
        """Whether it can be paused, or go on after a pause, now."""
        session = self._context.training.control.session
        state = None if session is None else session.state
        can = state in (State.RUNNING, State.PAUSING, State.PAUSED)
        return can and self.is_running(study_id)

    @property
    def is_held(self) -> bool:
        """Whether what waits goes on waiting."""
        return self._context.training.held

    def start_queue(self) -> None:
        """Train what waits, of studies or not."""
        self._context.training.go_on()

    def pause_or_go_on(self) -> None:
        """Pause the training that runs, or let it go on."""
        self._context.training.control.pause_or_go_on()

    def _queue_filled(self) -> None:
        """Have it trained; a queue that is on hold for something else is the user's to start."""
        queue = self._context.training
        others = len(queue.waiting)
        self._context.queue_changed.emit()
        if not queue.held:
            return
        if others:
            offer = Offer(self.tr("Start the queue"), queue.go_on)
            self._context.notify.info(self.tr("The study waits: the queue is on hold."), offer)
        else:
            queue.go_on()

    # The study itself -------------------------------------------------------------------------------------

    def rename(self, study_id: int, name: str) -> None:
        """Give a study another name."""
        from engine.store.studies import rename_study

        store = self._context.workspace.store
        self._change(lambda: rename_study(store, study_id, name), self.tr("The study was not renamed"))

    def delete(self, study: StudyRow) -> None:
        """Delete a study, with a way back; its runs stay."""
        from engine.store.studies import hide_study

        store = self._context.workspace.store

        def deleted(_nothing: None) -> None:
            self._context.queue_changed.emit()
            offer = Offer(self.tr("Undo"), lambda: self.restore(study.id))
            self._context.notify.info(self.tr("“{0}” was deleted; its runs stay.").format(study.name), offer)

        self._change(lambda: hide_study(store, study.id), self.tr("The study was not deleted"), deleted)

    def restore(self, study_id: int) -> None:
        """Bring a deleted study back."""
        from engine.store.studies import restore_study

        store = self._context.workspace.store
        self._change(lambda: restore_study(store, study_id), self.tr("The study was not brought back"))

    def read_deleted(self) -> None:
        """Bring `deleted` up to date."""
        from engine.store.studies import list_deleted_studies

        store = self._context.workspace.store

        def show(rows: list[StudyRow]) -> None:
            self.deleted = rows
            self.deleted_changed.emit()

        self._context.tasks.query(lambda: list_deleted_studies(store), show, key="studies.deleted")

    def _change(
        self,
        change: Callable[[], T],
        said: str,
        then: Callable[[T], None] = lambda _result: None,
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        def done(value: T) -> None:
            then(value)
            self.changed.emit()

        def failed(error: Exception) -> None:
            otherwise()
            self._context.notify.error(error, said)

        self._context.tasks.query(change, done, failed)
