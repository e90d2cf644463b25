"""The users page: click a user, see what the model proposes and how the proposal came about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.commands import Command
from areal_gui.components import Button, EmptyState, PageHeader
from areal_gui.pages.users.audience_choice import AudienceChoice
from areal_gui.pages.users.beside_window import BesideWindow
from areal_gui.pages.users.chain_view import chain_table
from areal_gui.pages.users.edited_history import Entries
from areal_gui.pages.users.exports import UserExports
from areal_gui.pages.users.history_panel import HistoryPanel
from areal_gui.pages.users.inspection import Inspection, held_out_place, usable_runs
from areal_gui.pages.users.inspector import Inspector
from areal_gui.pages.users.kept_split import KeptSplit
from areal_gui.pages.users.people import People
from areal_gui.pages.users.run_choice import RunChoice
from areal_gui.pages.users.top_panel import TopPanel
from areal_gui.pages.users.trajectory_panel import TrajectoryPanel
from areal_gui.pages.users.typed_history import TypedHistory
from areal_gui.pages.users.user_list import UserList
from areal_gui.pages.users.user_view import UserView
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.figure_export import FigureTable

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.recommending.recommender import Recommender
    from engine.store.datasets import DatasetRow
    from engine.store.runs import RunRow
    from engine.store.users import UserRow

LIST_WIDTH = 34 * theme.SPACING
LIST_SHARE = 0.24


class Page(QWidget):
    """A run at the top, its data set's users at the left, the chosen user at the right."""

    title = "Users"
    icon_name = "users"
    key = "users"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._dataset_id: int | None = None
        self._wanted_run = context.current_run_id
        self._carried: tuple[UserRow | TypedHistory, Entries] | None = None
        self.inspector = Inspector(context, self)
        self.runs = RunChoice()
        self.users = UserList(context)
        notify = context.notify
        self.view = UserView(context.settings, HistoryPanel(), TopPanel(notify.success), TrajectoryPanel())
        self._exports = UserExports(context, self.view)
        self.beside = BesideWindow(context, self.inspector.recommenders, self)
        self.people = People(context, lambda: list(self.view.history.history.entries), self)
        self.users.head.addWidget(self.people.button)
        self.audience = AudienceChoice(context)
        self.users.body.insertWidget(0, self.audience)
        self.view.about.insertWidget(1, self.people.star)
        self._build()
        self._connect()
        self._offer_figures()

    def shown(self) -> None:
        """Read which runs there are; called when the page becomes visible."""
        store = self._context.workspace.store

        def read() -> list[RunRow]:
            from engine.store.runs import list_runs

            return usable_runs(list_runs(store))

        self._context.tasks.query(read, self._take_runs, key="users.runs")

    # -- building

    def _build(self) -> None:
        header = PageHeader(
            self.tr("Users"), self.tr("What the model sees, proposes, and how it gets there"), [self.runs]
        )
        self._hint = EmptyState("users", "", "", [])
        self._right = QStackedWidget()
        self._right.addWidget(self._hint)
        self._right.addWidget(self.view)
        body = KeptSplit(
            Qt.Orientation.Horizontal,
            self._context.settings,
            "users",
            lambda room: min(LIST_WIDTH, int(LIST_SHARE * room)),
        )
        body.addWidget(self.users)
        body.addWidget(self._right)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(header)
        column.addWidget(body, 1)
        self._nobody = self._no_runs()
        self._stack = QStackedWidget()
        # Nothing is said of models before it is known whether there are any.
        for part in (QWidget(), self._nobody, self._content):
            self._stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def _no_runs(self) -> EmptyState:
        lead_on = Button(
            self.tr("Go to the train page"), lambda: self._context.page_wanted.emit("train"), kind="primary"
        )
        return EmptyState(
            "users",
            self.tr("No trained model yet"),
            self.tr("Train a model first. Then choose a user here, and see what it recommends and how."),
            [lead_on],
        )

    def _connect(self) -> None:
        self._context.runs_changed.connect(self._refresh)
        self._context.datasets_changed.connect(self._refresh)
        self._context.run_chosen.connect(self._want_run)
        self.runs.chosen.connect(self._use_run)
        self.users.chosen.connect(self.inspector.choose_user)
        self.people.chosen.connect(self._choose_kept)
        self.users.audience_known.connect(self._show_held_out)
        inspector, panel = self.inspector, self.view.trajectory
        inspector.loaded.connect(self._show_model)
        inspector.inspected.connect(self._show_inspection)
        inspector.reconsidered.connect(self.view.top.show_alternative)
        for shown_anew in (
            inspector.loading,
            inspector.inspected,
            inspector.relisted,
            inspector.reconsidered,
        ):
            shown_anew.connect(self._tell_beside)
        self.beside.opened.connect(self._tell_beside)
        self.view.top.length_chosen.connect(inspector.set_length)
        inspector.relisted.connect(self._show_relisted)
        self.view.top.beside_wanted.connect(self._show_beside)
        inspector.explained.connect(self.view.show_insight)
        inspector.mapped.connect(panel.show_trajectory)
        self.view.history.edited.connect(inspector.try_history)
        self.view.generation.changed.connect(inspector.try_generation)
        self.view.top.recommendation_chosen.connect(self.view.history.choose_recommendation)
        inspector.load_failed.connect(self._show_load_failure)
        inspector.failed.connect(self._fail)
        panel.wished.connect(inspector.set_wish)
        find, pick = self.tr("Find a user by id"), self.tr("Show a user chosen by chance")
        play = self.tr("Play or pause the denoising")
        self._add_command("search", find, "/", self.users.focus_search)
        self._add_command("random", pick, "R", self.users.choose_random)
        typed = self.tr("Type a history and see what follows it…")
        self._add_command("type", typed, "T", self.people.type_history)
        case = self.tr("Save the history shown as a case…")
        self._add_command("case", case, "S", self.people.ask_case)
        beside = self.tr("Hold the list side by side with others")
        self._add_command("beside", beside, "B", self._show_beside)
        self._add_command("play", play, "P", self._play)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(
            self.users.focus_search
        )

    def _add_command(self, verb: str, title: str, keys: str, do: Callable[[], None]) -> None:
        """Its key works while the page is shown; found in the palette, it leads to the page."""

        def run() -> None:
            if not self.isVisible():
                self._context.page_wanted.emit(self.key)
            do()

        command = Command(f"users.{verb}", title, run, self.tr("Users"), keys)
        self.addAction(self._context.commands.add(command))

    # -- runs

    def _refresh(self) -> None:
        if self.isVisible():
            self.shown()

    def _want_run(self, run_id: int) -> None:
        self._wanted_run = run_id
        self._refresh()

    def _take_runs(self, runs: Sequence[RunRow]) -> None:
        self._stack.setCurrentWidget(self._content if runs else self._nobody)
        self.runs.show_runs(runs, self._wanted_run)
        self.beside.show_runs(runs)
        self._wanted_run = None
        if self.runs.run is not None:
            self._context.look_at(self.runs.run.id)

    def _use_run(self, run: RunRow) -> None:
        self._context.look_at(run.id)
        same_users = run.users_of == self._dataset_id
        history, inspection = self.view.history.history, self._exports.inspection
        if inspection is not None and inspection.user is self.inspector.user:
            # A run that has shown nothing yet, for another was chosen, leaves what was changed before it.
            self._carried = (inspection.user, history.entries) if history.changed else None
        self.inspector.choose_run(run, keep_user=same_users)
        self.audience.show_run(run)
        self._say(self.tr("Loading the model"), run.name)
        if same_users:
            return
        self._dataset_id = run.users_of
        self.people.use_dataset(run.users_of)
        store = self._context.workspace.store

        def read() -> DatasetRow:
            from engine.store.datasets import get_dataset

            return get_dataset(store, run.users_of)

        self._context.tasks.query(read, self.users.show_dataset, key="users.dataset")

    # -- the chosen user

    def _show_model(self, recommender: Recommender) -> None:
        self._exports.show_model(recommender)
        self.view.show_model(recommender, recommender.attributes(self._context.workspace.store))
        self.people.use_model(recommender)
        self.users.show_model(recommender, self._context.workspace)
        if self.inspector.user is None:
            self._ask_for_somebody(recommender)

    def _ask_for_somebody(self, recommender: Recommender) -> None:
        if recommender.n_sequences:
            title, text = (
                self.tr("Choose a user"),
                self.tr("Click one in the list, type an id, or press R for any."),
            )
        else:  # of an imported run for which no data set is chosen
            title = self.tr("Type a history")
            text = self.tr(
                "Press T and type items that somebody has. Where a data set here has items that the model "
                "knows, its users can be chosen at the left."
            )
        self._say(title, text)

    def _offer_figures(self) -> None:
        """Every picture of the chain can be copied and saved, with its values."""
        panel = self.view.trajectory

        def values() -> FigureTable:
            if panel.mapped is None:
                return FigureTable((), ())
            return chain_table(panel.mapped, panel.item_name)

        for widget in (panel.plot, panel.ranks, panel.curves):
            FigureActions(self._context, widget, lambda: self.tr("Trajectory"), values)

    def _show_inspection(self, inspection: Inspection) -> None:
        self._exports.inspection = inspection
        self.people.look_at(inspection.user)
        self.view.show_inspection(inspection)
        self._show_held_out()
        self._right.setCurrentWidget(self.view)
        carried, self._carried = self._carried, None
        if carried is not None and carried[0] is inspection.user:
            self.view.history.carry(carried[1])

    def _show_relisted(self, inspection: Inspection) -> None:
        """The same user and history, a longer or shorter list."""
        self._exports.inspection = inspection
        self.view.top.show_inspection(inspection)
        self.view.history.choose_recommendation(0)

    def _choose_kept(self, user: UserRow | TypedHistory) -> None:
        """Show somebody who need not be in the list."""
        self.users.leave()
        self.inspector.choose_user(user)

    def _show_beside(self) -> None:
        self.beside.show()
        self.beside.activateWindow()

    def _play(self) -> None:
        """Play the chain, or say why there is none."""
        if self.view.without_chain:
            self._context.notify.info(self.view.without_chain)
        else:
            self.view.trajectory.player.toggle()

    def _tell_beside(self) -> None:
        inspector = self.inspector
        self.beside.follow(self.view.heading, inspector.recommender, inspector.subject)

    def hideEvent(self, event: QHideEvent) -> None:
        self.people.leave()
        self.beside.close()
        super().hideEvent(event)

    def _show_held_out(self) -> None:
        """Offer the history as it was in the test, for a user of whom something was held out."""
        inspection = self._exports.inspection
        if inspection is None:
            return
        place = held_out_place(inspection, self.users.audience)
        self.view.history.set_held_out(place)
        before = [] if place is None else inspection.items[:place]
        self.view.top.set_held_out(before, None if place is None else inspection.items[place])

    def _show_load_failure(self, error: Exception) -> None:
        self._say(self.tr("This model cannot be loaded"), self.tr("Choose another run, or train a new one."))
        self._context.notify.error(error, self.tr("The model cannot be loaded"))

    def _say(self, title: str, text: str) -> None:
        self._hint.set_texts(title, text)
        self._right.setCurrentWidget(self._hint)

    def _fail(self, error: Exception) -> None:
        self._context.notify.error(error, self.tr("The user cannot be shown"))
