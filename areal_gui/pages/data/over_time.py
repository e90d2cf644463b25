"""How a log went over time: its activity, and how much of it is with items never seen before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Muted, TileGrid
from areal_gui.components.problem_text import problem_text
from areal_gui.context import AppContext
from areal_gui.pages.data.figure_card import FigureCard
from areal_gui.pages.data.profile_texts import ProfileTexts, TimeBar, read_profile

if TYPE_CHECKING:
    from areal_gui.plots.bars import BarPlot
    from engine.store.datasets import DatasetRow

PLOT_WIDTH = 44 * theme.SPACING
Key = tuple[int, int]
"""A data set by its number, and the moment its log last changed."""


class OverTime(QWidget):
    """Counts a log in the background the first time it is seen; after that its figures are there at once."""

    profiled = Signal(object)
    """The `ProfileTexts` of the data set that is shown."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row: DatasetRow | None = None
        self._known: dict[Key, ProfileTexts] = {}
        self._counting: set[Key] = set()
        self.activity: BarPlot | None = None
        self.drift: BarPlot | None = None
        self._activity_card = FigureCard(context, self.tr("When it happened"))
        self._drift_card = FigureCard(context, self.tr("How much of it was new"))
        self.cards = TileGrid([self._activity_card, self._drift_card], PLOT_WIDTH)
        self.status = Muted(wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.status)
        column.addWidget(self.cards)
        self.status.hide()

    def add_plots(self) -> None:
        """Take the figures in, once their library is loaded."""
        from areal_gui.plots.bars import BarPlot

        when = self.tr("time (UTC)")
        self.activity = BarPlot(self.tr("Activity"), when, self.tr("interactions"))
        self.drift = BarPlot(
            self.tr("Items never seen before"), when, self.tr("of the interactions"), percent=True
        )
        self._activity_card.set_figure(self.activity)
        self._drift_card.set_figure(self.drift)
        if self._row is not None:
            self.show_row(self._row)

    def show_row(self, row: DatasetRow) -> None:
        """Show a data set; it is counted once it can be seen."""
        self._row = row
        for card in (self._activity_card, self._drift_card):
            card.set_name(row.name)
        if _key(row) in self._known:
            self._show(self._known[_key(row)])
            return
        self._show_bars((), "", (), "")
        self._say("" if row.has_times else self.tr("The log has no times: nothing can be told over time."))
        if self.isVisible():
            self._count()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._row is not None and _key(self._row) not in self._known:
            self._count()

    def _count(self) -> None:
        row, workspace = self._row, self._context.workspace
        if row is None or _key(row) in self._counting:
            return
        key = _key(row)
        self._counting.add(key)
        self._context.tasks.query(
            lambda: read_profile(workspace, row),
            lambda texts: self._take(row, texts),
            lambda error: self._fail(key, error),
        )

    def _take(self, row: DatasetRow, texts: ProfileTexts) -> None:
        self._counting.discard(_key(row))
        self._known[_key(row)] = texts
        if self._row is not None and _key(self._row) == _key(row):
            self._show(texts)

    def _fail(self, key: Key, error: Exception) -> None:
        self._counting.discard(key)
        if self._row is not None and _key(self._row) == key:
            self._say(problem_text(error))

    def _show(self, texts: ProfileTexts) -> None:
        if texts.activity:
            self._say("")
            self._show_bars(texts.activity, texts.activity_summary, texts.drift, texts.drift_summary)
        self.profiled.emit(texts)

    def _show_bars(
        self, activity: tuple[TimeBar, ...], activity_said: str, drift: tuple[TimeBar, ...], drift_said: str
    ) -> None:
        if self.activity is None or self.drift is None:
            return
        from areal_gui.plots.bars import Bar

        self.activity.show_bars([Bar(*bar) for bar in activity], activity_said)
        self.drift.show_bars([Bar(*bar) for bar in drift], drift_said)

    def _say(self, text: str) -> None:
        """A sentence in the place of the figures, or the figures."""
        self.status.setText(text)
        self.status.setVisible(bool(text))
        self.cards.setVisible(not text)


def _key(row: DatasetRow) -> Key:
    return row.id, row.generation
