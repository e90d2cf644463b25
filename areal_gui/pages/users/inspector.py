"""Follows what the user chose: loads the run's model, asks it about the user, and tells the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from areal_gui.pages.users.insight import Alternative, chain_of, explain, reconsider
from areal_gui.pages.users.inspection import (
    TOP,
    Inspection,
    PathWish,
    Recommenders,
    inspect,
    load,
    map_trajectory,
    relisted,
)
from areal_gui.pages.users.latest import LatestQuery

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from areal_gui.pages.users.typed_history import TypedHistory
    from engine.recommending.generation import Generation
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
    """An `Inspection`: history and list; the rest follows."""
    relisted = Signal(object)
    """The `Inspection` shown before with a shorter or longer list."""
    reconsidered = Signal(object)
    """An `Alternative` to the list inspected last; None where that counts again."""
    explained = Signal(object)
    """The `Insight` into the list that is shown."""
    mapped = Signal(object)
    """A `MappedTrajectory` towards the list that is shown."""
    load_failed = Signal(object)
    """The exception that kept a model from being loaded."""
    failed = Signal(object)
    """The exception that kept a user from being inspected."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = context.workspace
        self.recommenders = Recommenders(context.workspace)
        self._loads = LatestQuery(context.tasks, "users.load")
        self._lists = LatestQuery(context.tasks, "users.inspect")
        self._insights = LatestQuery(context.tasks, "users.insight")
        self._paths = LatestQuery(context.tasks, "users.trajectory")
        self._recommender: Recommender | None = None
        self._user: UserRow | TypedHistory | None = None
        self._inspection: Inspection | None = None
        self._alternative: Alternative | None = None
        self._items: list[int] | None = None
        self._generation: Generation | None = None
        self._wish = PathWish()
        self._k = TOP

    @property
    def user(self) -> UserRow | TypedHistory | None:
        """The user, or the typed history, chosen last."""
        return self._user

    @property
    def recommender(self) -> Recommender | None:
        """The model that is asked; None while it is loaded."""
        return self._recommender

    @property
    def subject(self) -> Inspection | Alternative | None:
        """What is shown: the list after the log's history, or the alternative to it."""
        return self._alternative or self._inspection

    def choose_run(self, run: RunRow, *, keep_user: bool) -> None:
        """Load a run's model, then inspect the user with it if the user is kept."""
        self._recommender = self._generation = None
        for queries in (self._lists, self._insights, self._paths):
            queries.forget()
        if not keep_user:
            self._user = self._inspection = None
        self.loading.emit(run)
        workspace, known = self._workspace, self.recommenders
        self._loads.ask(lambda: load(workspace, known, run), self._take_model, self.load_failed.emit)

    def choose_user(self, user: UserRow | TypedHistory) -> None:
        """Inspect a user, or a history that was typed, at once or as soon as the model is there."""
        self._user, self._items = user, None
        self._insights.forget()
        self._paths.forget()
        recommender = self._recommender
        if recommender is not None:
            workspace, k = self._workspace, self._k
            self._lists.ask(
                lambda: inspect(workspace, recommender, user, k), self._take_inspection, self.failed.emit
            )

    def set_length(self, k: int) -> None:
        """Let lists have so many items; what was changed of the history stays."""
        self._k = k
        recommender, inspection = self._recommender, self._inspection
        if recommender is None or self._user is None:
            return
        if inspection is None or inspection.user is not self._user:
            self.choose_user(self._user)
            return
        self._lists.ask(lambda: relisted(recommender, inspection, k), self._take_relisted, self.failed.emit)

    def try_history(self, items: list[int] | None) -> None:
        """See what the model makes of another history; None: that of the log."""
        self._items = items
        self._reconsider()

    def try_generation(self, generation: Generation | None) -> None:
        """See what comes of another way of drawing; None: the run's own. It stays until the next run."""
        self._generation = generation
        self._reconsider()

    def set_wish(self, wish: PathWish) -> None:
        """Follow other chains."""
        self._wish = wish
        self._follow()

    def _take_model(self, recommender: Recommender) -> None:
        self._recommender = recommender
        self.loaded.emit(recommender)
        if self._user is not None:
            self.choose_user(self._user)

    def _take_inspection(self, inspection: Inspection) -> None:
        # What was changed while this was on its way belongs to the user before.
        self._inspection, self._alternative, self._items = inspection, None, None
        self.inspected.emit(inspection)
        if self._generation is None:
            self._look_behind()
        else:
            self._reconsider()

    def _take_relisted(self, inspection: Inspection) -> None:
        self._inspection, self._alternative = inspection, None
        self.relisted.emit(inspection)
        self._reconsider()

    def _reconsider(self) -> None:
        recommender, inspection = self._recommender, self._inspection
        if recommender is None or inspection is None or inspection.user is not self._user:
            return
        items, generation, k = self._items, self._generation, self._k
        if generation is None and items in (None, inspection.items):
            self._lists.forget()
            self._take_alternative(None)
            return
        wanted = inspection.items if items is None else items
        self._lists.ask(
            lambda: reconsider(recommender, inspection.recommendations, wanted, generation, k),
            self._take_alternative,
            self.failed.emit,
        )

    def _take_alternative(self, alternative: Alternative | None) -> None:
        self._alternative = alternative
        self.reconsidered.emit(alternative)
        self._look_behind()

    def _look_behind(self) -> None:
        recommender, subject = self._recommender, self.subject
        if recommender is None or subject is None:
            return
        generation = subject.generation if isinstance(subject, Alternative) else None
        self._insights.ask(
            lambda: explain(recommender, subject.items, subject.recommendations, generation),
            self.explained.emit,
            self.failed.emit,
        )
        self._follow()

    def _follow(self) -> None:
        recommender, inspection, wish = self._recommender, self._inspection, self._wish
        if recommender is None or inspection is None or inspection.user is not self._user:
            return
        chain = chain_of(recommender)
        if chain is None:
            return
        subject = self._alternative or inspection
        self._paths.ask(lambda: map_trajectory(chain, subject, wish), self.mapped.emit, self.failed.emit)
