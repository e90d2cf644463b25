"""All runs: the table with what is above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, EmptyState, PageHeader
from areal_gui.context import AppContext
from areal_gui.formats import count
from areal_gui.pages.runs.run_lines import Lines, status_reason
from areal_gui.pages.runs.table.arrangement import arranged
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import column, columns_to_choose
from areal_gui.pages.runs.table.columns_dialog import ColumnsDialog
from areal_gui.pages.runs.table.condition_dialog import ConditionDialog
from areal_gui.pages.runs.table.filter_menu import header_menu
from areal_gui.pages.runs.table.filters import Condition, RunFilter, can_be_compared
from areal_gui.pages.runs.table.model import RunModel
from areal_gui.pages.runs.table.table_bar import TableBar
from areal_gui.pages.runs.table.view import RunTable
from engine.store.runs import RunRow

SETTING = "runs.table"
FEWEST, MOST = 2, 20
"""Runs that can be compared at once."""


class RunList(QWidget):
    """Filters, sorts and groups what it was given."""

    compare_wanted = Signal(list)
    more_wanted = Signal()
    """Figures or settings are to be shown that were not read."""
    chosen_changed = Signal()

    def __init__(
        self, context: AppContext, more: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._lines = Lines([])
        self._read: frozenset[object] = frozenset()
        self.choices = TableChoices.from_json(context.settings.extra.get(SETTING))
        self.model = RunModel()
        self.table = RunTable(self.model, self.tr("Runs"))
        self.bar = TableBar()
        self.compare_button = Button(self.tr("Compare"), self._compare, kind="primary", icon_name="chart")
        self.header = PageHeader(self.tr("Runs"), "", [*more, self.compare_button])
        self._lay_out()
        self._connect()
        self._show_chosen()

    def show_lines(self, lines: Lines, wanted: int | None = None) -> None:
        """Show these runs; what was chosen stays chosen, else `wanted` or the first is."""
        self._lines, self._read = lines, _needed(self.choices)
        self._arrange(wanted)

    @property
    def chosen(self) -> list[RunRow]:
        """The chosen runs from top to bottom."""
        return [line.row for line in self.table.chosen]

    @property
    def order(self) -> list[int]:
        """The numbers of the shown runs from top to bottom."""
        return [line.row.id for line in self.model.lines]

    def choose(self, run_id: int) -> None:
        """Choose one run, where it is shown."""
        if self.model.row_of(run_id) is not None:
            self.table.choose([run_id], run_id)

    def can_compare(self) -> bool:
        return FEWEST <= len(self.table.chosen) <= MOST

    def change(self, choices: TableChoices) -> None:
        """Show the runs otherwise from now on; in another order from its beginning."""
        before, self.choices = self.choices, choices
        order = (choices.sort, choices.descending, choices.group)
        self._context.settings.extra[SETTING] = choices.as_json()
        self._context.settings.save()
        self._arrange(to_top=order != (before.sort, before.descending, before.group))
        if not self._read >= _needed(choices):
            self.more_wanted.emit()

    def ask_columns(self) -> ColumnsDialog:
        """Let the user choose columns."""
        offered = columns_to_choose(self._lines.offered)
        dialog = ColumnsDialog(offered, self.choices.columns, self)
        dialog.changed.connect(lambda keys: self.change(self.choices.with_columns(keys)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def ask_condition(self, key: str = "") -> ConditionDialog:
        """Let the user set a condition, proposed for a column."""
        figures = (
            one for one in (self.choices.sort, *self.choices.columns) if one.startswith(("test/", "val/"))
        )
        proposed = key or next(figures, "")
        dialog = ConditionDialog(columns_to_choose(self._lines.offered), proposed, self)
        dialog.made.connect(self._add_condition)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def filter_by(self, new: RunFilter) -> None:
        """Show only runs that are like this."""
        self.change(replace(self.choices, filter=new))

    def _add_condition(self, condition: Condition) -> None:
        now = self.choices.filter
        if condition not in now.conditions:
            self.filter_by(replace(now, conditions=(*now.conditions, condition)))

    def _arrange(self, wanted: int | None = None, *, to_top: bool = False) -> None:
        """Show what the choices make of the runs; what is chosen stays chosen, and the table where it is."""
        chosen, current, place = [row.id for row in self.chosen], self.table.current, self._scrolled
        columns = [found for key in self.choices.columns if (found := column(key)) is not None]
        self.model.show(arranged(self._lines.runs, self.choices), columns)
        self.table.fit_columns(gives_way=self.choices.has_usual_columns)
        self.table.show_order(self.choices.sort, self.choices.descending)
        self.bar.show_choices(self.choices, self._lines.runs)
        left = [run_id for run_id in chosen if self.model.row_of(run_id) is not None]
        if wanted is not None and self.model.row_of(wanted) is not None:
            self.table.choose([wanted], wanted)
        else:
            first = [line.row.id for line in self.model.lines[:1]]
            keep = left or first
            here = current.row.id if current and current.row.id in keep else next(iter(keep), None)
            self.table.choose(keep, here, scroll=False)
            self._scrolled = 0 if to_top else place
        self._room.setCurrentIndex(0 if self.model.lines or not self._lines.runs else 1)
        self._show_chosen()

    @property
    def _scrolled(self) -> int:
        return self.table.verticalScrollBar().value()

    @_scrolled.setter
    def _scrolled(self, value: int) -> None:
        self.table.verticalScrollBar().setValue(value)

    def _about(self, row: RunRow) -> str:
        """What the columns do not tell of a run."""
        tags = self.tr("tagged {0}").format(", ".join(row.tags)) if row.tags else ""
        told = " · ".join(part for part in (tags, status_reason(row)) if part)
        return self.tr(" · #{0}: {1}").format(row.id, told) if told else ""

    def _show_chosen(self) -> None:
        total, shown, chosen = len(self._lines.runs), len(self.model.lines), len(self.table.chosen)
        runs = self.tr("1 run") if total == 1 else self.tr("{0} runs").format(count(total))
        if shown < total:
            runs = self.tr("{0} of {1}").format(count(shown), runs)
        if chosen > 1:
            runs = self.tr("{0} · {1} chosen").format(runs, count(chosen))
        elif chosen:
            runs += self._about(self.chosen[0])
        self.header.set_texts(self.tr("Runs"), runs)
        several = chosen >= FEWEST
        self.compare_button.setText(self.tr("Compare {0}").format(chosen) if several else self.tr("Compare"))
        self.compare_button.setEnabled(self.can_compare())
        hint = self.tr(
            "Choose {0} to {1} runs: with Shift or Ctrl and the mouse, or Shift and the arrow keys"
        )
        self.compare_button.setToolTip("" if self.can_compare() else hint.format(FEWEST, MOST))
        self.chosen_changed.emit()

    def _compare(self) -> None:
        if self.can_compare():
            self.compare_wanted.emit([row.id for row in self.chosen])

    def _ask_header(self, key: str, where: QPoint) -> None:
        shown = column(key)
        if shown is None:
            return
        menu = QMenu(self)
        rest = [one for one in self.choices.columns if one != key]
        header_menu(
            menu,
            shown,
            sort=lambda descending: self.change(self.choices.sorted_by(key, descending)),
            group=lambda: self.change(replace(self.choices, group=key)),
            condition=(lambda: self.ask_condition(key)) if can_be_compared(shown) else None,
            hide=(lambda: self.change(self.choices.with_columns(rest))) if key != "name" else None,
            choose=self.ask_columns,
        )
        menu.popup(where)

    def _go_to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _connect(self) -> None:
        table, bar = self.table, self.bar
        table.chosen_changed.connect(self._show_chosen)
        table.sort_wanted.connect(lambda key: self.change(self.choices.sorted_by(key)))
        table.columns_moved.connect(lambda keys: self.change(self.choices.with_columns(keys)))
        table.header_menu_wanted.connect(self._ask_header)
        bar.filtered.connect(self.filter_by)
        bar.grouped.connect(lambda key: self.change(replace(self.choices, group=key)))
        bar.condition_wanted.connect(self.ask_condition)
        bar.columns_wanted.connect(self.ask_columns)
        bar.table_wanted.connect(self._go_to_table)

    def _lay_out(self) -> None:
        nothing = EmptyState(
            "search",
            self.tr("No run is like that"),
            self.tr("Other words, or fewer filters, find more."),
            [Button(self.tr("Show all runs"), lambda: self.filter_by(RunFilter()))],
        )
        room = QWidget()
        self._room = QStackedLayout(room)
        for view in (self.table, nothing):
            self._room.addWidget(view)
        card = Card()
        card.body.addWidget(room)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*[theme.MARGIN] * 4)
        rows.setSpacing(2 * theme.SPACING)
        rows.addWidget(self.header)
        rows.addWidget(self.bar)
        rows.addWidget(card, 1)


def _needed(choices: TableChoices) -> frozenset[object]:
    return frozenset((*choices.figures, *choices.settings))
