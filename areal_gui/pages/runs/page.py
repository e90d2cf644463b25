"""The runs page: every run in a table, one of them opened, or several compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QInputDialog, QMenu, QStackedLayout, QWidget

from areal_gui import loading
from areal_gui.components import Button, EmptyState
from areal_gui.components.text_dialog import ask_text
from areal_gui.context import AppContext
from areal_gui.exporting.dialog import ask_export
from areal_gui.pages.runs import run_commands
from areal_gui.pages.runs.deleted_runs import DeletedRuns
from areal_gui.pages.runs.run_actions import RunActions
from areal_gui.pages.runs.run_lines import Lines, read_lines
from areal_gui.pages.runs.table.run_list import RunList
from areal_gui.pages.runs.tag_menu import ask_tags
from areal_gui.read_only import needs_writing
from areal_gui.run_folder import can_resume
from engine.events import CancelToken, Event
from engine.store.runs import RunRow

if TYPE_CHECKING:
    from areal_gui.pages.runs.comparison.view import ComparisonView
    from areal_gui.pages.runs.opened.view import OpenedRun
    from areal_gui.pages.runs.stored import StoredRun


class Page(QWidget):
    """Views: no run yet, the table, one run, several beside each other."""

    title = "Runs"
    icon_name = "runs"
    key = "runs"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = context.current_run_id
        self.changes = RunActions(context, self)
        self.list = RunList(context, [DeletedRuns(context, self.changes)])
        self._detail: OpenedRun | None = None
        self._comparison: ComparisonView | None = None
        self.views = QStackedLayout(self)
        for view in (self._make_empty(), self.list):
            self.views.addWidget(view)
        self._actions = run_commands.add_commands(self, context.commands, self)
        self._connect()
        self.changes.read_deleted()

    @property
    def detail(self) -> OpenedRun:
        """The view of one run; made at its first use, for its plots take as long as the table."""
        if self._detail is None:
            from areal_gui.pages.runs.opened.view import OpenedRun

            self._detail = OpenedRun(self._context, self.changes)
            self.views.addWidget(self._detail)
            self._connect_opened(self._detail)
        return self._detail

    @property
    def comparison(self) -> ComparisonView:
        """Runs beside each other; made at its first use, too."""
        if self._comparison is None:
            from areal_gui.pages.runs.comparison.view import ComparisonView

            self._comparison = ComparisonView(self._context)
            self.views.addWidget(self._comparison)
            self._comparison.back_wanted.connect(self.show_table)
        return self._comparison

    @property
    def opened(self) -> RunRow | None:
        """The run that is open; None while the table is shown."""
        detail = self._detail
        if detail is None or self.views.currentWidget() is not detail or detail.run is None:
            return None
        return detail.run.row

    def shown(self) -> None:
        """The page became visible: bring it up to date."""
        self._read()
        self._look()
        if self.shows_table():
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, run_id: int) -> None:
        """Show a run in the table, as soon as it is known; where a run is open, open this one."""
        self._wanted = run_id
        self.list.choose(run_id)
        if self.opened is not None:
            self.open(run_id)

    def open(self, run_id: int) -> None:
        """Show one run with everything that is kept of it."""
        self._wanted = run_id
        workspace = self._context.workspace

        def read() -> StoredRun:
            from areal_gui.pages.runs.stored import read_run  # loads the libraries of the plots

            return read_run(workspace, run_id)

        self._context.tasks.query(read, self._show_opened, key="runs.detail")

    def _show_opened(self, run: StoredRun) -> None:
        self.detail.show_run(run)
        if self.views.currentWidget() is not self.detail:  # else somebody may be writing notes
            self.views.setCurrentWidget(self.detail)
            self.detail.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()
        self._context.commands.refresh()

    def _look(self) -> None:
        """Tell which run is looked at: the one that an export would be of."""
        if self.isVisible() and len(self.chosen) == 1:
            self._context.look_at(self.chosen[0].id)

    def show_table(self) -> None:
        """Go back to all runs, to where the opened one stands."""
        if self.opened is not None:
            self.list.choose(self.opened.id)
        self.views.setCurrentWidget(self.list)
        self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._context.commands.refresh()

    # What the commands ask -------------------------------------------------------------------------------

    @property
    def chosen(self) -> list[RunRow]:
        """The runs that are meant: the opened one, or those chosen in the table."""
        if self.opened is not None:
            return [self.opened]
        return self.list.chosen if self.shows_table() else []

    def shows_table(self) -> bool:
        return self.views.currentWidget() is self.list

    def open_chosen(self) -> None:
        self.open(self.chosen[0].id)

    def can_compare(self) -> bool:
        return self.shows_table() and self.list.can_compare()

    def compare_chosen(self) -> None:
        self.compare([row.id for row in self.chosen])

    def compare(self, run_ids: list[int]) -> None:
        """Show runs beside each other."""
        self.comparison.show_runs(run_ids)
        self.views.setCurrentWidget(self.comparison)
        self.comparison.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self._context.commands.refresh()

    def see_users(self) -> None:
        self._context.run_chosen.emit(self.chosen[0].id)
        self._context.page_wanted.emit("users")

    def train_again(self) -> None:
        """The train page fills its form with the settings of the run, once it is there to be asked."""
        run_id = self.chosen[0].id
        self._context.page_wanted.emit("train")
        self._context.settings_wanted.emit(run_id)

    def can_resume(self) -> bool:
        return len(self.chosen) == 1 and can_resume(self._context.workspace, self.chosen[0])

    def resume(self) -> None:
        """The train page goes on with it, once it is there to be asked."""
        run_id = self.chosen[0].id
        self._context.page_wanted.emit("train")
        self._context.resume_wanted.emit(run_id)

    def export(self) -> None:
        ask_export(self._context, self, self.chosen[0].id)

    def switch_star(self) -> None:
        """Star the chosen runs; where all have one, take it away."""
        rows = self.chosen
        self.changes.star([row.id for row in rows], not all(row.starred for row in rows))

    def ask_tag(self) -> QInputDialog:
        return ask_tags(self, self.chosen, self.changes)

    def ask_name(self) -> QInputDialog:
        row = self.chosen[0]
        title, rename = self.tr("Rename the run"), self.changes.rename
        return ask_text(self, title, self.tr("Name"), lambda name: rename(row.id, name), row.name)

    def delete_chosen(self) -> None:
        self.changes.delete(self.chosen)
        if self.opened is not None:
            self.show_table()

    def restore_last(self) -> None:
        self.changes.restore_last()

    def can_restore(self) -> bool:
        return bool(self.changes.deleted)

    def search(self) -> None:
        self.list.bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.bar.search.selectAll()

    def choose_columns(self) -> object:
        return self.list.ask_columns()

    # Reading ---------------------------------------------------------------------------------------------

    def _read_if_visible(self) -> None:
        """What is not seen is read when it is shown."""
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        store, choices = self._context.workspace.store, self.list.choices
        self._context.tasks.query(
            lambda: read_lines(store, choices.figures, choices.settings), self._show_lines, key="runs.lines"
        )

    def _show_lines(self, lines: Lines) -> None:
        self.list.show_lines(lines, self._wanted)
        self._wanted = None
        known = {line.row.id for line in lines.runs}
        if self.opened is not None and self.opened.id in known:
            self.open(self.opened.id)
            return
        before = self.views.currentWidget()
        if before is not None and before is self._comparison and lines.runs:
            return
        self.views.setCurrentIndex(1 if lines.runs else 0)
        if before is not self.list and self.shows_table() and self.isVisible():
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._context.commands.refresh()

    def _make_empty(self) -> EmptyState:
        lead_on = Button(
            self.tr("Train a model"), lambda: self._context.page_wanted.emit("train"), kind="primary"
        )
        text = self.tr(
            "Every training is kept here with its curves, its test result and its settings. "
            "A model from elsewhere comes as a bundle: drop it on the window."
        )
        bundle = Button(self.tr("Import a bundle…"), lambda: self._context.commands.run("file.bundle"))
        needs_writing(self._context, bundle)
        actions = [lead_on, bundle, DeletedRuns(self._context, self.changes)]
        return EmptyState("runs", self.tr("No runs yet"), text, actions)

    def _connect(self) -> None:
        context, table = self._context, self.list.table
        context.runs_changed.connect(self._read_if_visible)
        context.datasets_changed.connect(self._read_if_visible)
        context.run_chosen.connect(self.choose)
        self.list.more_wanted.connect(self._read)
        self.list.compare_wanted.connect(self.compare)
        self._context.comparison_wanted.connect(self.compare)
        self.list.chosen_changed.connect(context.commands.refresh)
        self.list.chosen_changed.connect(self._look)
        self.changes.deleted_changed.connect(context.commands.refresh)
        table.opened.connect(self.open)
        table.star_switched.connect(self._switch_star_of)
        table.menu_wanted.connect(self._show_menu)

    def _connect_opened(self, detail: OpenedRun) -> None:
        header, run = detail.header, self._context.commands.run
        header.back_wanted.connect(self.show_table)
        header.step_wanted.connect(self._step)
        header.users_wanted.connect(lambda: run(run_commands.USERS))
        header.again_wanted.connect(lambda: run(run_commands.AGAIN))
        header.resume_wanted.connect(lambda: run(run_commands.RESUME))
        header.export_wanted.connect(lambda: run(run_commands.EXPORT))
        header.rename_wanted.connect(lambda: run(run_commands.RENAME))
        header.star_wanted.connect(lambda: run(run_commands.STAR))
        header.delete_wanted.connect(lambda: run(run_commands.DELETE))
        header.test_wanted.connect(self.test)

    def _show_menu(self, where: QPoint) -> None:
        self.context_menu().popup(where)

    def context_menu(self) -> QMenu:
        """What can be done with the chosen runs."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self._context.commands.refresh()
        for command_id in run_commands.CONTEXT_MENU:
            if command_id:
                menu.addAction(self._actions[command_id])
            else:
                menu.addSeparator()
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _switch_star_of(self, run_id: int) -> None:
        row = next(line.row for line in self.list.model.lines if line.row.id == run_id)
        if self._context.writable:
            self.changes.star([run_id], not row.starred)
        else:
            self._context.notify.info(self._context.read_only_reason)

    def _step(self, by: int) -> None:
        """Open the run above or below the opened one."""
        order, row = self.list.order, self.opened
        if row is None or row.id not in order:
            return
        place = order.index(row.id) + by
        if 0 <= place < len(order):
            self.open(order[place])

    def test(self) -> None:
        """The test of a run that was stopped or interrupted before its own."""
        if not self.chosen:
            return
        workspace, row = self._context.workspace, self.chosen[0]

        def test(cancel: CancelToken) -> Iterator[Event]:
            with loading.one_at_a_time:
                from engine.training.evaluate_run import evaluate_run  # loads torch

            return evaluate_run(workspace, row.id, "test", cancel, keep=True)

        self._context.tasks.start(
            self.tr("Testing {}").format(row.name),
            test,
            on_finished=lambda _last: self._context.runs_changed.emit(),
        )
