"""The queue of trainings as the window works with it: begins the next, and changes what waits.

Unless it is on hold, what waits is trained as soon as nothing else is. Whether it is on hold outlives the
program, as the queue itself does.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from areal_gui.components.toast import Offer
from areal_gui.pages.train.control import TrainingControl
from areal_gui.pages.train.queue_start import Way, way_on
from areal_gui.pages.train.session import State
from areal_gui.settings import QUEUE_HELD
from engine.errors import EngineError
from engine.store import queue
from engine.store.queue import QueuedRun
from engine.training.config import RunConfig
from engine.training.naming import queued_name
from engine.training.no_use import no_use_after

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.store.connection import Store
    from engine.store.datasets import DatasetRow
    from engine.store.runs import RunRow

HELD, GO_ON_WITH = QUEUE_HELD, "train.go_on_with"
"""Among the settings: whether it is on hold, and what the next start goes on with."""

HELD_BEFORE = "train.queue_held_before"
"""Whether the user had put it on hold, while it is on hold because a question waits for its answer."""

Change = Callable[["Store"], object]


class TrainingQueue(QObject):
    """What waits, what runs and what failed, in order.

    Attributes:
        control: the one training that runs.
        entries: the queue as it was read last.
    """

    changed = Signal()
    """The order, what is in it, or whether it is on hold."""
    offered = Signal(object)
    """The program had died in a training; the `Way` on is the user's to choose."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._changes: deque[tuple[Change, Callable[[Any], None]]] = deque()
        self._changing = False
        self._asking = True  # until `take_up`: nothing begins before it is known how the last session ended
        self._held_before = False
        self.control = TrainingControl(context)
        self.entries: list[QueuedRun] = []
        self.control.ended.connect(self._on_ended)
        self.control.failed.connect(self._tell)
        self.control.state_changed.connect(self.changed)
        context.queue_changed.connect(self.read)
        context.datasets_changed.connect(self.read)
        context.runs_changed.connect(self.read)
        if context.writable:
            self.take_up()
        else:
            self.read()

    # What there is ----------------------------------------------------------------------------------------

    @property
    def held(self) -> bool:
        """Whether what waits goes on waiting."""
        return bool(self._context.settings.extra.get(HELD, False))

    @property
    def waiting(self) -> list[QueuedRun]:
        return [entry for entry in self.entries if entry.status == "waiting"]

    @property
    def failed(self) -> list[QueuedRun]:
        return [entry for entry in self.entries if entry.status == "failed"]

    def read(self) -> None:
        """Read the queue again, and begin what is next where nothing runs."""
        store = self._context.workspace.store
        self._context.tasks.query(lambda: queue.list_queue(store), self._take, key="train.queue")

    def _take(self, read: list[QueuedRun]) -> None:
        entries = [self._as_it_is(entry) for entry in read]
        if entries != self.entries:
            self.entries = entries
            self.changed.emit()
        self._begin_next()

    def _as_it_is(self, entry: QueuedRun) -> QueuedRun:
        """An entry; one that does not run any more has failed, whatever a full disk did not take."""
        if entry.status != "running" or self.control.busy or not self._context.writable:
            return entry
        return replace(
            entry, status="failed", error=self.tr("It ended, and the reason was not written down.")
        )

    # What is trained --------------------------------------------------------------------------------------

    def add(self, dataset: DatasetRow, config: RunConfig, preset: str) -> None:
        """Put a training at the end."""
        values = config.model_dump(mode="json")
        self._change(lambda store: queue.add_to_queue(store, dataset.id, values, preset))

    def add_run(self, run: RunRow) -> None:
        """Have a run that did not come to its end go on when it is its turn."""

        def add(store: Store) -> None:
            if queue.queued_for_run(store, run.id) is None:
                queue.add_to_queue(
                    store, run.dataset_id, run.config, run.preset, name=run.name, run_id=run.id
                )

        self._change(add)

    def resume(self, run: RunRow) -> None:
        """Go on with a run now; where it waited in a queue that was held to free the device, so does that."""
        if any(entry.run_id == run.id for entry in self.waiting):
            self._set_held(False)
        self.control.resume(run)

    def hold(self) -> None:
        """Begin nothing more by itself; what runs goes on."""
        self._set_held(True)

    def go_on(self) -> None:
        """Train what waits, one after the other."""
        self._asking = False
        self._set_held(False)
        self.read()

    def pause_and_free(self) -> None:
        """Put what runs back to the front, with a checkpoint, and hold the queue: the device is wanted."""
        self.hold()
        self.control.pause_and_free()

    def leave(self, *, for_good: bool = False) -> None:
        """The program ends: what runs is put back with a checkpoint, and the next start goes on with it.

        Args:
            for_good: what runs ends instead, as by `control.stop`; the next start goes on with the others.
        """
        self._asking = True
        if for_good:
            self.control.stop()
        elif self.control.busy:
            self._remember(GO_ON_WITH, self.control.number)
            self.control.pause_and_free()

    def _begin_next(self) -> None:
        idle = not (self._changing or self._asking or self.control.busy)
        if self._context.writable and idle and not self.held and self.waiting:
            self.begin(self.waiting[0])

    def begin(self, entry: QueuedRun, *, by_hand: bool = False) -> None:
        """Train this one now; nothing else may be running."""
        self.control.start_queued(entry, by_hand=by_hand)

    def _on_ended(self, state: State) -> None:
        if state is State.FAILED:
            number = self.control.number
            self._change(lambda store: _still_waits(store, number), self._hold_if)
        else:
            self.read()

    def _tell(self, error: Exception) -> None:
        """That a training failed; a study goes on without one that diverged, and shows the reason itself."""
        entry = next((entry for entry in self.entries if entry.id == self.control.number), None)
        if entry is None or entry.study_id is None or not no_use_after(str(error)):
            self._context.notify.error(error, self.tr("The training failed"))
            return
        what = error.what if isinstance(error, EngineError) else str(error)
        offer = Offer(self.tr("Go to the studies"), lambda: self._context.page_wanted.emit("studies"))
        self._context.notify.info(f"{queued_name(entry)}: {what}", offer)

    def _hold_if(self, still_waits: bool) -> None:
        """One that could not even begin would be tried for ever."""
        if still_waits:
            self._set_held(True)

    # How the last session ended ---------------------------------------------------------------------------

    def take_up(self) -> None:
        """At the start: go on as it was, or, where the program had died in a training, ask."""
        workspace = self._context.workspace
        wanted = self._context.settings.extra.get(GO_ON_WITH)
        self._context.tasks.query(lambda: way_on(workspace, self.held, wanted), self._go_way)

    def _go_way(self, way: Way) -> None:
        self._remember(GO_ON_WITH, None)
        unanswered = self._context.settings.extra.get(HELD_BEFORE)
        if way.ask:
            # Also if the answer never comes: what ended the program once could do so again.
            self._held_before = self.held if unanswered is None else bool(unanswered)
            self._remember(HELD_BEFORE, self._held_before)
            self._remember(HELD, True)
            self.offered.emit(way)
        else:
            self._asking = False
            if unanswered is not None:
                self._set_held(bool(unanswered))
            if way.said:
                self._context.notify.info(way.said)
            if way.entry is not None and not self.control.busy:
                self.begin(way.entry)
        self.read()

    def accept(self, way: Way) -> None:
        """Go on with what was cut off, and then with the queue as it was."""
        self._asking = False
        self._set_held(self._held_before)
        if self.control.busy:
            return
        if way.entry is not None:
            self.begin(way.entry, by_hand=True)
        elif way.run is not None:
            self.control.resume(way.run)
        self._context.page_wanted.emit("train")

    def decline(self, way: Way) -> None:
        """Leave it; where it waits in the queue, the queue stays on hold."""
        self._asking = False
        self._set_held(self._held_before or way.entry is not None)
        self.read()

    # Changing the order -----------------------------------------------------------------------------------

    def move(self, number: int, to: int) -> None:
        """Let a training be the `to`th, from 0."""
        self._change(lambda store: queue.move_in_queue(store, number, to))

    def remove(self, number: int) -> None:
        """Take one out that does not run; its run, where it has one, stays."""
        self._change(lambda store: queue.remove_from_queue(store, number))

    def retry(self, number: int) -> None:
        """Let one that failed wait again."""
        self._change(lambda store: queue.retry_queued(store, number))

    def forget_failed(self) -> None:
        """Take out all that failed."""
        self._change(queue.forget_failed)

    def _change(self, change: Change, then: Callable[[Any], None] = lambda _result: None) -> None:
        """Change the store in the background, and go on with what came of it in the window's thread."""
        self._changes.append((change, then))
        self._work()

    def _work(self) -> None:
        """One change after the other, in the order in which they were asked for."""
        if self._changing or not self._changes:
            return
        self._changing = True
        (change, then), store = self._changes.popleft(), self._context.workspace.store

        def worked(result: object) -> None:
            then(result)
            self._worked()

        self._context.tasks.query(lambda: change(store), worked, self._not_worked)

    def _worked(self) -> None:
        self._changing = False
        if self._changes:
            self._work()
        else:
            self.read()

    def _not_worked(self, error: Exception) -> None:
        self._context.notify.error(error, self.tr("The queue was not changed"))
        self._worked()

    def _set_held(self, held: bool) -> None:
        self._remember(HELD, held)
        self._remember(HELD_BEFORE, None)
        self.changed.emit()

    def _remember(self, key: str, value: Any) -> None:
        if self._context.settings.extra.get(key) != value:
            self._context.settings.extra[key] = value
            self._context.settings.save()


def _still_waits(store: Store, number: int | None) -> bool:
    """Put back what is marked as running and does not; tells whether the one of this number waits again."""
    queue.release_queue(store)
    return any(entry.id == number and entry.status == "waiting" for entry in queue.list_queue(store))
