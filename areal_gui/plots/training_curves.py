"""The curves of one training: loss, validation metrics with what they have to pass, pace and memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.formats import count, loss_text
from areal_gui.plots.curve import Curve
from areal_gui.plots.curve_options import CurveOptions
from areal_gui.plots.curves import CurvePlot
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.plot_grid import PlotGrid
from areal_gui.plots.references import Reference
from areal_gui.plots.ticks import AxisKind

PULLS_PER_SECOND = 10
SLOW = 3
"""Of so many pulls, one draws a small plot or one of dense curves: what they show changes slowly."""
SOON = 10
"""Milliseconds."""
NEVER = -1
"""No version: of what was not drawn yet."""
METRIC_TITLES = {"ndcg@20": "NDCG@20", "hr@20": "HR@20"}
LOGARITHMIC = ("loss", "gradient_norm")


@dataclass(frozen=True)
class Drawing:
    """What one plot shows; metrics in percent, memory in MB.

    Attributes:
        note: what must not be overlooked about it.
    """

    curves: Sequence[Curve] = ()
    references: Sequence[Reference] = ()
    note: str = ""


Picture = Mapping[str, Drawing]
"""Drawings by the names of plots: those of `engine.training.step_series`, and those of metrics."""


class CurveSource(Protocol):
    """What the curves pull from.

    Attributes:
        version: changes whenever there is something new to draw.
        busy: False once nothing more will come.
    """

    @property
    def version(self) -> int: ...

    @property
    def busy(self) -> bool: ...

    def picture(self, axis: AxisKind, names: Sequence[str]) -> Picture:
        """The drawings of these plots; a plot that has nothing to show may be missing."""
        ...

    def table(self) -> FigureTable:
        """All values as they are saved; asked for on another thread."""
        ...


class TrainingCurves(QWidget):
    """Pulls from its source ten times a second while it can be seen, and not at all otherwise.

    Zoom and crosshair of one plot are those of all. Plots that a source has nothing for are hidden once
    nothing more will come.
    """

    options_changed = Signal()
    """The user chose another axis, scale or smoothing."""
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source: CurveSource | None = None
        self._drawn: dict[str, int | None] = {}
        self._waiting: dict[str, Drawing] = {}
        self._pulls = 0
        self._pointed: tuple[CurvePlot, float | None] | None = None
        self.setAccessibleName(self.tr("Curves of the training"))
        self.by_name = self._make_plots()
        self.options = CurveOptions()
        names = list(self.by_name)
        large, middle, small = names[0], names[1:3], names[3:]
        self.grid = PlotGrid(
            self.by_name[large],
            [self.by_name[name] for name in middle],
            [self.by_name[name] for name in small],
        )
        self.grid.setAccessibleName(self.accessibleName())
        self._quick = {large, *middle}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACING)
        layout.addWidget(self.options)
        layout.addWidget(self.grid, 1)
        self._timer = self._make_timer(1000 // PULLS_PER_SECOND, self._pull)
        self._pointer = self._make_timer(40, self._share_pointer)
        self._pointer.setSingleShot(True)
        self._connect()

    @property
    def plots(self) -> list[CurvePlot]:
        return list(self.by_name.values())

    @property
    def pulling(self) -> bool:
        """Whether the timer runs."""
        return self._timer.isActive()

    @property
    def zoomed(self) -> bool:
        return any(plot.is_zoomed for plot in self.plots)

    def follow(self, source: CurveSource | None, *, same: bool = False) -> None:
        """Show another training, or none; where it is the same one as before, a zoom stays."""
        self._source = source
        if not same:
            self.show_all()
            self._point_all(None)
        self.refresh()

    def refresh(self) -> None:
        """Draw everything anew, also what the source says has not changed."""
        self._drawn, self._waiting = {}, {}
        self.wake()

    def wake(self) -> None:
        """Draw what is new, and go on pulling while more can come."""
        if self.isVisible():
            self._pull()
            if self._source is not None and self._source.busy:
                self._timer.start(1000 // PULLS_PER_SECOND)

    def table(self) -> FigureTable:
        """All values of what is shown."""
        return FigureTable((), ()) if self._source is None else self._source.table()

    def show_all(self) -> None:
        """Leave the zoom of every plot."""
        for plot in self.plots:
            plot.show_all()
        self.options.set_zoomed(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()
        self.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._pointer.stop()

    def _pull(self) -> None:
        source = self._source
        busy = source is not None and source.busy
        if busy and not self._on_screen():
            return
        version = None if source is None else source.version
        stale = [name for name in self.by_name if self._drawn.get(name, NEVER) != version]
        wanted = self._turn(stale) if busy else stale
        if wanted:
            picture = {} if source is None else source.picture(self.options.axis, wanted)
            self._waiting |= {name: picture.get(name, Drawing()) for name in wanted}
            self._choose_small(picture, keep_all=busy or source is None)
            for name in wanted:
                self._drawn.pop(name, None)  # it goes to the end of the queue
                self._drawn[name] = version
        self._draw_waiting(len(self._quick) if wanted else 1)
        if not busy:  # what is left is drawn one by one, so that no run holds the window up
            self._timer.start(SOON) if self._waiting else self._timer.stop()

    def _turn(self, stale: Sequence[str]) -> list[str]:
        """Those in sight that are drawn now: one small or dense plot at most, so that no pull is long."""
        self._pulls += 1
        seen = [name for name in stale if not self.by_name[name].visibleRegion().isEmpty()]
        quick = [name for name in seen if name in self._quick and not self.by_name[name].is_dense]
        last_drawn = list(self._drawn)
        slow = [name for name in seen if name not in quick]
        if self._pulls % SLOW and all(name in last_drawn for name in slow):
            return quick
        longest = min(slow, key=lambda name: last_drawn.index(name) if name in last_drawn else -1, default="")
        return [*quick, longest] if longest else quick

    def _on_screen(self) -> bool:
        """Not in a window that is minimised, or on a desktop that is not shown."""
        handle = self.window().windowHandle()
        return handle is not None and handle.isExposed() and not self.window().isMinimized()

    def _draw_waiting(self, most: int) -> None:
        for name in list(self._waiting)[:most]:
            drawing = self._waiting.pop(name)
            self.by_name[name].show_curves(drawing.curves, drawing.references, drawing.note)

    def _choose_small(self, picture: Picture, *, keep_all: bool) -> None:
        def shows(name: str) -> bool:
            return bool(picture[name].curves if name in picture else self.by_name[name].curves)

        self.grid.show_small([plot for name, plot in self.by_name.items() if keep_all or shows(name)])

    def _make_plots(self) -> dict[str, CurvePlot]:
        percent = self.tr("Validation {}, %")
        short = "{:.3g}".format
        return {
            "loss": CurvePlot(self.tr("Loss"), write=loss_text),
            **{name: CurvePlot(percent.format(title)) for name, title in METRIC_TITLES.items()},
            "learning_rate": CurvePlot(self.tr("Learning rate"), write=short, small=True),
            "gradient_norm": CurvePlot(self.tr("Gradient norm"), write=short, small=True),
            "embedding_spread": CurvePlot(
                self.tr("Embedding spread"), write="{:.3f}".format, small=True, from_zero=True
            ),
            "samples_per_second": CurvePlot(self.tr("Samples/s"), write=count, small=True, from_zero=True),
            "memory": CurvePlot(self.tr("Memory in MB"), write=count, small=True, from_zero=True),
        }

    def _make_timer(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(act)
        return timer

    def _connect(self) -> None:
        for plot in self.plots:
            plot.zoomed.connect(lambda left, right, plot=plot: self._zoom(plot, left, right))
            plot.unzoomed.connect(self.show_all)
            plot.hovered.connect(lambda place, plot=plot: self._point(plot, place))
            plot.set_smoothing(self.options.memory)
        options = self.options
        options.everything_wanted.connect(self.show_all)
        options.changed.connect(self._on_option)

    def _zoom(self, source: CurvePlot, left: float, right: float) -> None:
        for plot in self.plots:
            if plot is not source:
                plot.zoom_to(left, right)
        self.options.set_zoomed(True)

    def _point(self, source: CurvePlot, place: float | None) -> None:
        """The other plots follow the pointer a little later: each has to be painted again for it."""
        self._pointed = (source, place)
        if not self._pointer.isActive():
            self._pointer.start()

    def _share_pointer(self) -> None:
        if self._pointed is not None:
            self._point_all(self._pointed[1])

    def _point_all(self, place: float | None) -> None:
        """Point at a place in what can be seen; what is out of sight must not keep an earlier one."""
        for plot in self.plots:
            plot.point_at(None if plot.visibleRegion().isEmpty() else place)

    def take_options(self) -> None:
        """Show the curves as the options say."""
        options = self.options
        other_axis = any(plot.axis != options.axis for plot in self.plots)
        for name, plot in self.by_name.items():
            plot.set_axis(options.axis)
            plot.set_smoothing(options.memory)
            plot.set_logarithmic(options.logarithmic and name in LOGARITHMIC)
        if other_axis:
            self.options.set_zoomed(False)
            self.refresh()

    def _on_option(self) -> None:
        self.take_options()
        self.options_changed.emit()
