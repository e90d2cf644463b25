"""What every page gets: the workspace, the ways to work and to talk, and what the user is looking at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from areal_gui.commands import CommandRegistry
from areal_gui.notify import Notifier
from areal_gui.settings import Settings
from areal_gui.tasks import TaskRunner

if TYPE_CHECKING:  # the workspace brings the store's libraries, which load after the first paint
    from areal_gui.pages.train.training_queue import TrainingQueue
    from engine.workspace import Workspace


class AppContext(QObject):
    """Shared by the pages; they speak with each other only through its signals."""

    datasets_changed = Signal()
    """Data sets were added, renamed or deleted."""
    runs_changed = Signal()
    """Runs were added, changed or deleted."""
    queue_changed = Signal()
    """Trainings were put into the queue, moved, or taken out; unless it is on hold, what waits is trained."""
    training_ready = Signal(object)
    """`training` was made: whoever watches trainings can connect to it, once it is first needed."""
    dataset_chosen = Signal(int)
    """The user chose the data set to work with."""
    run_chosen = Signal(int)
    """The user chose the run to look at."""
    resume_wanted = Signal(int)
    """The user wants a run to go on that was stopped or interrupted; the train page does it."""
    settings_wanted = Signal(int)
    """The user wants to train again as this run did; the train page, once shown, fills its form with its
    data set and settings."""
    comparison_wanted = Signal(list)
    """The user wants to see these runs beside each other; the runs page, once shown, does it."""
    page_wanted = Signal(str)
    """A page asks to show another one, by its key."""

    def __init__(
        self,
        workspace: Workspace,
        settings: Settings,
        tasks: TaskRunner,
        notify: Notifier,
        commands: CommandRegistry,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.settings = settings
        self.tasks = tasks
        self.notify = notify
        self.commands = commands
        self._run_id: int | None = None
        if not self.writable:
            commands.close_writing(self.read_only_reason)
        self.dataset_chosen.connect(self._remember_dataset)
        self.run_chosen.connect(self.look_at)

    @property
    def writable(self) -> bool:
        """Whether this window may change the workspace; `read_only.needs_writing` closes what would."""
        return self.workspace.store.writable

    @property
    def read_only_reason(self) -> str:
        """What the tooltip of everything says that is closed because of that."""
        return self.tr("Open for reading only: another window or command is writing to this workspace.")

    @cached_property
    def training(self) -> TrainingQueue:
        """The trainings of this window: the one that runs, and those that wait."""
        from areal_gui.pages.train.training_queue import TrainingQueue

        made = TrainingQueue(self)
        self.training_ready.emit(made)
        return made

    @property
    def current_dataset_id(self) -> int | None:
        """The data set chosen last, also in an earlier session; it may have been deleted since."""
        return self.settings.dataset

    @property
    def current_run_id(self) -> int | None:
        """The run chosen or looked at last in this session."""
        return self._run_id

    def look_at(self, run_id: int) -> None:
        """Remember the run that is looked at, where other pages need not follow."""
        self._run_id = run_id

    def _remember_dataset(self, dataset_id: int) -> None:
        self.settings.dataset = dataset_id
