"""Follows what the user chose: loads the run's model, asks it about the user, and tells the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from areal_gui.pages.users.inspection import (
    Inspection,
    Recommenders,
    inspect,
    load,
    map_trajectory,
)
from areal_gui.pages.users.latest import LatestQuery

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.recommending.recommender import Recommender
    from engine.store.runs import RunRow
    from engine.store.users import UserRow


class Inspector(QObject):
    """Nothing here blocks, and nothing stale is told: only the newest choice brings a signal."""

    loading = Signal(object)
    """A `RunRow` whose model is being loaded."""
    loaded = Signal(object)
    """The `Recommender` of the run chosen last."""
    inspected = Signal(object)
    """An `Inspection`: history and list; the trajectory follows."""
    mapped = Signal(object)
    """A `MappedTrajectory` of the user inspected last."""
    load_failed = Signal(object)
    """The exception that kept a model from being loaded."""
    failed = Signal(object)
    """The exception that kept a user from being inspected."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = context.workspace
        self._recommenders = Recommenders(context.workspace)
        self._loads = LatestQuery(context.tasks, "users.load")
        self._lists = LatestQuery(context.tasks, "users.inspect")
        self._paths = LatestQuery(context.tasks, "users.trajectory")
        self._recommender: Recommender | None = None
        self._user: UserRow | None = None
        self._inspection: Inspection | None = None
        self._seed = 0

    @property
    def user(self) -> UserRow | None:
        """The user chosen last."""
        return self._user

    def choose_run(self, run: RunRow, *, keep_user: bool) -> None:
        """Load a run's model, then inspect the user with it if the user is kept."""
        self._recommender = None
        self._lists.forget()
        self._paths.forget()
        if not keep_user:
            self._user = self._inspection = None
        self.loading.emit(run)
        self._loads.ask(lambda: load(self._recommenders, run), self._take_model, self.load_failed.emit)

    def choose_user(self, user: UserRow) -> None:
        """Inspect a user, at once or as soon as the model is there."""
        self._user = user
        self._paths.forget()
        recommender = self._recommender
        if recommender is not None:
            workspace = self._workspace
            self._lists.ask(
                lambda: inspect(workspace, recommender, user), self._take_inspection, self.failed.emit
            )

    def set_seed(self, seed: int) -> None:
        """Start the trajectory from another noise sample."""
        self._seed = seed
        self._follow()

    def _take_model(self, recommender: Recommender) -> None:
        self._recommender = recommender
        self.loaded.emit(recommender)
        if self._user is not None:
            self.choose_user(self._user)

    def _take_inspection(self, inspection: Inspection) -> None:
        self._inspection = inspection
        self.inspected.emit(inspection)
        self._follow()

    def _follow(self) -> None:
        recommender, inspection, seed = self._recommender, self._inspection, self._seed
        if recommender is None or inspection is None or inspection.user is not self._user:
            return
        self._paths.ask(
            lambda: map_trajectory(recommender, inspection, seed), self.mapped.emit, self.failed.emit
        )
