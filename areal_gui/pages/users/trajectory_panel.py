"""How the proposal came out of noise: the path over the map of items, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, ComboBox, Muted, Slider, SpinBox, icon
from areal_gui.formats import percent
from areal_gui.pages.users.chain_view import ChainPlots, ChainTable
from areal_gui.pages.users.inspection import PathWish
from areal_gui.pages.users.list_models import item_name
from areal_gui.pages.users.nearest_model import Near, NearestModel
from areal_gui.pages.users.path_menu import PathMenu
from areal_gui.pages.users.step_player import StepPlayer
from areal_gui.pages.users.tables import HEAD_HEIGHT, ShareBar, Table
from areal_gui.plots.bump_chart import BumpChart
from areal_gui.plots.settled import settled
from areal_gui.plots.trajectory import KINDS, TrajectoryPlot

if TYPE_CHECKING:
    from areal_gui.pages.users.inspection import MappedTrajectory
    from engine.recommending.item_attributes import ItemAttribute
    from engine.recommending.recommender import Recommender

FAN = 8
"""Draws of the noise that are followed at once."""
HIGHLIGHTED = 8
NEAREST_WIDTH = 36 * theme.SPACING
LARGEST_SEED = 999_999
NAMED_ENDS = 68 * theme.SPACING
WIDE = 68 * theme.SPACING
"""So wide, all choices stand in one row, and the nearest items beside the picture."""
LOWEST = 16 * theme.SPACING
"""Of a picture: the history above it keeps its rows."""
NO_BREAK = "\u00a0"


class TrajectoryPanel(Card):
    """Map, ranks, curves and table of a chain; slider and nearest items; what to show of the path."""

    wished = Signal(object)
    """A `PathWish`: which chains to follow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.header.addStrut(HEAD_HEIGHT)
        self.plot = TrajectoryPlot()
        self.ranks = BumpChart(self.tr("Ranks of the first items over the steps"))
        self.curves = ChainPlots()
        self.steps_table = ChainTable(self.item_name)
        self.views = QStackedWidget()
        for view in (self.plot, self.ranks, self.curves, self.steps_table):
            self.views.addWidget(view)
        self.views.setMinimumHeight(LOWEST)
        self.nearest = NearestModel()
        self.nearest.setParent(self)
        self.table = Table(self.nearest, self.tr("Nearest items at the step"), stretch=NearestModel.ITEM)
        self.slider = Slider()
        self.player = StepPlayer(self.slider)
        self._wide: bool | None = None
        self._recommender: Recommender | None = None
        self._mapped: MappedTrajectory | None = None
        self._attributes: dict[str, ItemAttribute] = {}
        self._told: list[int] = []
        self._add_options()
        self._add_content()
        self._add_steps()
        self._arrange(wide=True)
        self.setEnabled(False)

    # -- building

    def _add_options(self) -> None:
        self.path_choice = ComboBox()
        self.path_choice.addItem(self.tr("State xₜ"), "state")
        self.path_choice.addItem(self.tr("Prediction x̂₀"), "prediction")
        self.path_choice.currentIndexChanged.connect(self._show_path)
        self.view_choice = ComboBox()
        self.view_choice.addItem(self.tr("Whole path"), "path")
        self.view_choice.addItem(self.tr("All items"), "items")
        self.view_choice.addItem(self.tr("Closing in"), "follow")
        self.view_choice.currentIndexChanged.connect(
            lambda: self.plot.set_view(self.view_choice.currentData())
        )
        self.seed = SpinBox()
        self.seed.setRange(0, LARGEST_SEED)
        self.seed.valueChanged.connect(lambda _seed: self._wish())
        self.seed.setPrefix(self.tr("Seed "))
        self.figure_choice = ComboBox()
        for text in (self.tr("Map"), self.tr("Ranks"), self.tr("Curves"), self.tr("Table")):
            self.figure_choice.addItem(text)
        self.figure_choice.currentIndexChanged.connect(self._show_figure)
        for field, name, hint in (
            (
                self.figure_choice,
                self.tr("Show the chain as"),
                self.tr("The path over the map of items, ranks of the first items, curves, or a table"),
            ),
            (
                self.path_choice,
                self.tr("Path of"),
                self.tr("What moves: the noisy state or the prediction"),
            ),
            (
                self.view_choice,
                self.tr("View"),
                self.tr("What fills the map; a double click fits again"),
            ),
            (self.seed, self.tr("Seed"), self.tr("Which noise sample x_T the path starts from")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(hint)
        # The figure's choice stands where other cards have their title.
        self.header.addWidget(self.figure_choice)
        self.header.addStretch(1)
        self._second_row = QHBoxLayout()
        self._second_row.setSpacing(theme.SPACING)
        self._second_row.addStretch(1)
        self.body.addLayout(self._second_row)

    def _add_content(self) -> None:
        self.table.setItemDelegateForColumn(NearestModel.PROBABILITY, ShareBar(self.table))
        self.table.fit_column(NearestModel.PROBABILITY, "100.00% ––––––––")
        self.table.setMinimumWidth(30 * theme.SPACING)
        content = QSplitter(Qt.Orientation.Horizontal)
        content.setChildrenCollapsible(False)
        content.addWidget(self.views)
        self._content, self._beside = content, self._with_position()
        content.setHandleWidth(theme.SPACING)
        content.setStretchFactor(0, 1)
        self.body.addWidget(content, 1)

    def _with_position(self) -> QWidget:
        """The nearest items under the step they belong to."""
        side = QWidget()
        column = self._beside_column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._where = Muted(wrap=True)
        self._where.setContentsMargins(theme.SPACING, 0, 0, 0)
        column.addWidget(self._where)
        column.addWidget(self.table, 1)
        return side

    def _add_steps(self) -> None:
        self.play_button = Button("", self.player.toggle, kind="quiet", icon_name="play")
        self.play_button.setToolTip(self.tr("Play from noise to clear (P)"))
        self.player.playing_changed.connect(self._show_playing)
        self._show_playing(False)
        self.slider.setAccessibleName(self.tr("Step of the denoising"))
        self.slider.setToolTip(self.tr("Left is noise, right is clear; arrow keys move by one step"))
        self.slider.valueChanged.connect(self._show_step)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        self.whole_button = self._toggle(
            self.tr("All steps"),
            self.tr("Follow all T steps of the ancestral chain, not the few of the sampler"),
        )
        self.fan_button = self._toggle(
            self.tr("Fan"), self.tr("Follow {n} draws of the noise at once").format(n=FAN)
        )
        self._ends = (Muted(self.tr("noise")), Muted(self.tr("clear")))
        self.menu_button = PathMenu(self.player)
        self.menu_button.coloured.connect(self._recolour_map)
        for widget, stretch in (
            (self.play_button, 0),
            (self._ends[0], 0),
            (self.slider, 1),
            (self._ends[1], 0),
            (self.whole_button, 0),
            (self.fan_button, 0),
            (self.menu_button, 0),
        ):
            row.addWidget(widget, stretch)
        self.body.addLayout(row)

    def _toggle(self, text: str, hint: str) -> Button:
        button = Button(text, self._wish, kind="quiet")
        button.setCheckable(True)
        button.setToolTip(hint)
        return button

    def _wish(self) -> None:
        draws = FAN if self.fan_button.isChecked() else 1
        self.wished.emit(PathWish(self.seed.value(), self.whole_button.isChecked(), draws))

    # -- content

    @property
    def mapped(self) -> MappedTrajectory | None:
        """The chain that is shown."""
        return self._mapped

    @property
    def summary(self) -> str:
        """Where the chain is at the chosen step."""
        return self._where.text()

    def show_model(self, recommender: Recommender, attributes: Sequence[ItemAttribute] = ()) -> None:
        """Show the map of another model's items, and what they have in common; a user's path follows."""
        self._recommender, self._mapped = recommender, None
        self._attributes = {attribute.name: attribute for attribute in attributes}
        self.menu_button.offer_attributes(tuple(self._attributes))
        self.plot.set_map(recommender.item_map.points, self.item_name)
        self._recolour_map()
        self.nearest.show([])
        self.setEnabled(False)

    def _recolour_map(self) -> None:
        """The colours are to say something else."""
        self._told = []
        self._colour_map()

    def _colour_map(self) -> None:
        wanted, recommender = self.menu_button.colour, self._recommender
        if wanted:
            self._colour_kinds(self._attributes[wanted])
        else:
            self._told = []
            by_popularity = wanted is None and recommender is not None
            self.plot.set_popularity(recommender.popularity_rank if by_popularity and recommender else None)

    def _colour_kinds(self, attribute: ItemAttribute) -> None:
        """First what the list has, then the history, then the log; a colour stays where its kind does."""
        mapped = self._mapped
        groups = [] if mapped is None else [mapped.top, mapped.history]
        told = settled(self._told, attribute.told_apart(groups, KINDS))
        if told == self._told:
            return
        self._told = told
        names = [attribute.values[code] for code in told]
        self.plot.set_kinds(
            names, attribute.places_among(told), lambda item: ", ".join(attribute.of_item(item))
        )

    def show_trajectory(self, mapped: MappedTrajectory) -> None:
        """Show a path; the step stays where it is relative to the end."""
        self.player.stop()
        at_end = self._mapped is None or self.slider.value() == self.slider.maximum()
        self._mapped = mapped
        last = mapped.steps - 1
        self.slider.blockSignals(True)
        self.slider.setMaximum(last)
        self.slider.setPageStep(max(1, last // 10))
        self.slider.setValue(last if at_end else min(self.slider.value(), last))
        self.slider.blockSignals(False)
        self.setEnabled(True)
        if self.menu_button.colour:
            self._colour_map()
        names = [self.item_name(item) for item in mapped.top[: mapped.curves.ranks.shape[1]]]
        self.ranks.show_ranks(mapped.curves.places, mapped.curves.ranks, names)
        self.curves.show_trajectory(mapped)
        self.steps_table.show_trajectory(mapped)
        self._show_path()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the slider needs it more than the names of its ends."""
        super().resizeEvent(event)
        for label in self._ends:
            label.setVisible(event.size().width() >= NAMED_ENDS)
        self._arrange(wide=event.size().width() >= WIDE)

    def _arrange(self, *, wide: bool) -> None:
        """In a narrow panel the nearest items are a picture of their own, and choices need a second row."""
        if wide == self._wide:
            return
        self._wide = wide
        row = self.header if wide else self._second_row
        row.addWidget(self.path_choice)
        row.addWidget(self.view_choice)
        self.header.addWidget(self.seed)
        if wide:
            self.figure_choice.removeItem(self.views.indexOf(self._beside))
            self._beside_column.insertWidget(0, self._where)
            self._content.addWidget(self._beside)
            self._content.setSizes([720, NEAREST_WIDTH])
            self._beside.show()
        else:
            self.body.insertWidget(1, self._where)  # under the choices, over every picture
            self.views.addWidget(self._beside)
            self.figure_choice.addItem(self.tr("Nearest items"))

    def hideEvent(self, event: QHideEvent) -> None:
        self.player.stop()
        super().hideEvent(event)

    def item_name(self, item: int) -> str:
        """What an item is called."""
        assert self._recommender is not None
        items = self._recommender.items
        return item_name(items.titles[item], items.external_ids[item])

    def _show_path(self) -> None:
        if self._mapped is None:
            return
        states = self.path_choice.currentData() == "state"
        path = self._mapped.states if states else self._mapped.predictions
        self.plot.set_path(path, self._mapped.top[:HIGHLIGHTED])
        fan = self._mapped.fan if states else self._mapped.fan_predictions
        if fan is not None:
            self.plot.set_fan(fan)
        self._show_step()

    def _show_figure(self, at: int) -> None:
        """Another picture of the same chain; what only the map can show is offered with the map alone."""
        self.views.setCurrentIndex(at)
        for field in (self.path_choice, self.view_choice):
            field.setVisible(at == 0)

    def _show_step(self) -> None:
        if self._mapped is None:
            return
        step, path, known = self.slider.value(), self._mapped.trajectory, self._mapped.history
        items = path.nearest[step].tolist()
        chances = path.nearest_probability[step].tolist()
        self.plot.set_step(step, items)
        self.ranks.set_step(step)
        rows = [Near(self.item_name(i), p, i in known) for i, p in zip(items, chances, strict=True)]
        self.nearest.show(rows, largest=float(path.nearest_probability.max()))
        text = self.tr("Step {step} of {last} · t = {t} · signal {signal}")
        last, signal = self._mapped.steps - 1, percent(float(path.alpha_bar[step])).replace(" ", NO_BREAK)
        where = text.format(step=step, last=last, t=int(path.timesteps[step]), signal=signal)
        if self._mapped.fan is not None:
            where += self.tr(" · spread of the ends {spread:.3f}").format(spread=self._mapped.spread)
        self._where.setText(where)

    def _show_playing(self, playing: bool) -> None:
        self.play_button.setIcon(icon("pause" if playing else "play"))
        self.play_button.setAccessibleName(self.tr("Pause") if playing else self.tr("Play the denoising"))
