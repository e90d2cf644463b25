"""A calm plot of curves: its own legend, named reference lines, a crosshair with values, zoom by dragging."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.plots.axes import RunAxis, ValueAxis, put_grid_behind
from areal_gui.plots.curve import Curve, index_near
from areal_gui.plots.curve_lines import CurveLines, frame
from areal_gui.plots.focus import paint_focus
from areal_gui.plots.legend import Entry, Legend
from areal_gui.plots.references import Reference, ReferenceLines
from areal_gui.plots.ticks import AxisKind, place_text

LABEL_ROOM = 26
"""Pixels above the highest line, for its name."""
PADDING = 0.02
"""Of the length of the x axis, what is free at both ends: a dot at an end is seen whole."""
DENSE = 2
"""Points to a pixel from which on a curve is dense."""
KEY_STEPS = {
    Qt.Key.Key_Left: -0.01,
    Qt.Key.Key_Right: 0.01,
    Qt.Key.Key_PageUp: -0.1,
    Qt.Key.Key_PageDown: 0.1,
}
"""How far keys move the crosshair, as shares of what is in view."""
KEY_ZOOMS = {Qt.Key.Key_Plus: 0.5, Qt.Key.Key_Equal: 0.5, Qt.Key.Key_Minus: 2.0}


class CurvePlot(QWidget):
    """Shows curves over epochs, steps or time.

    Dragging zooms into a rectangle; a double click or Escape shows everything. With the keyboard, arrows
    move the crosshair, plus and minus zoom about it.
    """

    zoomed = Signal(float, float)
    """The user chose what of the x axis to see, from one place to another."""
    unzoomed = Signal()
    hovered = Signal(object)
    """The place on the x axis that is pointed at, or None."""

    def __init__(
        self,
        title: str,
        *,
        write: Callable[[float], str] = "{:.2f}".format,
        small: bool = False,
        from_zero: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty plot.

        Args:
            write: a value as the legend says it.
            small: its legend has the value alone; where that is read, a larger plot beside it says.
            from_zero: zero is always in view: differences look as large as they are.
        """
        super().__init__(parent)
        self.title, self.note = title, ""
        self.axis: AxisKind = "epoch"
        self._write, self._small, self._from_zero = write, small, from_zero
        self._pointed: float | None = None
        self._zoomed, self._ticks_shown = False, True
        self._drawn: object = None
        self._legend = Legend(self)
        self._plot = self._make_plot()
        self._lines = CurveLines(self._plot.getPlotItem())
        self._references = ReferenceLines(self._plot.getPlotItem())
        self._crosshair = pg.InfiniteLine(angle=90, movable=False)
        self._crosshair.setVisible(False)
        self._plot.addItem(self._crosshair, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.SPACING // 2] * 4)
        layout.setSpacing(theme.SPACING // 2)
        layout.addWidget(self._legend)
        layout.addWidget(self._plot, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        self.restyle()

    @property
    def curves(self) -> list[Curve]:
        return self._lines.curves

    @property
    def is_zoomed(self) -> bool:
        return self._zoomed

    @property
    def is_dense(self) -> bool:
        """Whether so many points share a pixel that a few more hardly show."""
        pixels = max(1.0, self._plot.getPlotItem().getViewBox().width())
        return max((len(curve.x) for curve in self.curves), default=0) > DENSE * pixels

    def show_curves(
        self, curves: Sequence[Curve], references: Sequence[Reference] = (), note: str = ""
    ) -> None:
        """Draw these instead of what was there; the zoom stays. What is drawn already costs nothing.

        Args:
            note: what must not be overlooked about them; it stands beside the title.
        """
        stamp = ([curve.stamp for curve in curves], list(references), note, self.axis)
        if stamp == self._drawn:
            return
        self._drawn, self.note = stamp, note
        self._lines.curves = list(curves)
        self._references.set(references)
        self._redraw()

    def set_axis(self, axis: AxisKind) -> None:
        """Say what the x of the next curves is; a zoom is left."""
        if axis != self.axis:
            self.axis = self._plot.getAxis("bottom").kind = axis
            self._zoomed, self._pointed = False, None
            self._crosshair.setVisible(False)

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Give every factor of the values the same height, or every difference."""
        if logarithmic != self._lines.logarithmic:
            self._lines.logarithmic = self._plot.getAxis("left").logarithmic = logarithmic
            self._references.set_logarithmic(logarithmic)
            self._redraw()

    def set_smoothing(self, memory: float) -> None:
        """Choose how many values the lines of noisy curves average; 1 for no line but the values."""
        if memory != self._lines.memory:
            self._lines.memory = memory
            self._redraw()

    def zoom_to(self, left: float, right: float) -> None:
        """Show a part of the x axis, and all heights in it."""
        self._zoomed = True
        self._plot.setXRange(left, right, padding=0)
        self._redraw()
        if (heights := self._heights()) is not None:
            self._plot.setYRange(*heights, padding=0)

    def show_all(self) -> None:
        """Leave the zoom."""
        self._zoomed = False
        self._redraw()

    def point_at(self, place: float | None) -> None:
        """Show the crosshair there and the values at it; without one, the latest values."""
        nearest = None if place is None else self._nearest_x(place)
        if nearest != self._pointed:
            self._pointed = nearest
            self._crosshair.setVisible(nearest is not None)
            if nearest is not None:
                self._crosshair.setPos(nearest)
            self._write_legend()

    def restyle(self) -> None:
        """Take the colours from the palette the widget has now."""
        colours = theme.colours(self)
        self._plot.setBackground(colours.surface)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(QPen(colours.border))
            axis.setTextPen(QPen(colours.muted))
            font = theme.scaled_font(self, 0.85)
            axis.setTickFont(font)
            # Of one height in every plot: measured from what was last drawn, neighbours did not line up.
            axis.setStyle(autoExpandTextSpace=False, tickTextHeight=QFontMetrics(font).height())
        self._crosshair.setPen(pg.mkPen(colours.muted, width=1))
        self._references.restyle(colours, theme.scaled_font(self, 0.85))
        self._legend.update()
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the user's font."""
        super().changeEvent(event)
        if event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.ApplicationPaletteChange,
            QEvent.Type.FontChange,
        ):
            self.restyle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        left, right = self._plot.viewRange()[0]
        place = self._pointed if self._pointed is not None else right
        if key in KEY_STEPS:
            self.point_at(self._stepped(place, KEY_STEPS[key] * (right - left)))
            self.hovered.emit(self._pointed)
        elif key in KEY_ZOOMS:
            half = 0.5 * KEY_ZOOMS[key] * (right - left)
            self.zoom_to(place - half, place + half)
            self.zoomed.emit(place - half, place + half)
        elif key == Qt.Key.Key_Escape and (self._zoomed or self._pointed is not None):
            self.point_at(None)
            self.hovered.emit(None)
            self.show_all()
            self.unzoomed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_focus(self)

    def _stepped(self, place: float, distance: float) -> float:
        """A place so far away, or the next one that has a value."""
        target = self._nearest_x(place + distance)
        if target is None or target != self._nearest_x(place):
            return place if target is None else target
        steps = [float(x[_neighbour(x, place, distance > 0)]) for x in self._xs()]
        return min(steps, key=lambda step: abs(step - place))

    def _make_plot(self) -> Any:
        plot = _Canvas(self)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMinimumHeight(9 * theme.SPACING)
        plot.showGrid(x=False, y=True, alpha=0.6)
        put_grid_behind(plot)
        item = plot.getPlotItem()
        item.getAxis("left").setWidth(6 * theme.SPACING)
        for name in ("left", "bottom"):
            item.getAxis(name).setStyle(maxTickLevel=0)
            item.getAxis(name).enableAutoSIPrefix(False)
        item.getViewBox().disableAutoRange()
        item.getViewBox().setMouseMode(pg.ViewBox.RectMode)
        item.getViewBox().sigRangeChangedManually.connect(self._on_zoomed)
        item.getViewBox().sigResized.connect(self._on_resized)
        plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        return plot

    def _on_zoomed(self, _axes: object) -> None:
        """The mouse chose a rectangle, heights and all."""
        self._zoomed = True
        self._draw()
        self.zoomed.emit(*self._plot.viewRange()[0])

    def _on_resized(self, _box: object) -> None:
        """There is room for other points, and for other labels."""
        self._redraw()

    def _on_mouse_moved(self, position: QPointF) -> None:
        box = self._plot.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        place = box.mapSceneToView(position).x() if inside else None
        self.point_at(place)
        self.hovered.emit(place)

    def pointer_left(self) -> None:
        """The mouse is gone: no crosshair, and the legend shows the latest values again."""
        self.point_at(None)
        self.hovered.emit(None)

    def _nearest_x(self, place: float) -> float | None:
        found = [float(x[index_near(x, place)]) for x in self._xs()]
        return min(found, key=lambda x: abs(x - place), default=None)

    def _xs(self) -> list[Any]:
        lines = (self._lines.line(index)[0] for index in range(len(self.curves)))
        return [x for x in lines if len(x)]

    def _redraw(self) -> None:
        self._draw()
        if not self._zoomed:
            self._fit()
        self._references.keep_clear_of(self._lines.placed())
        self._write_legend()

    def _draw(self) -> None:
        view = tuple(self._plot.viewRange()[0]) if self._zoomed else None
        width = int(self._plot.getPlotItem().getViewBox().width())
        self._lines.draw(theme.colours(self), self.devicePixelRatioF(), view, width)

    def _fit(self) -> None:
        """Show everything; a raw line may leave the frame: its first spikes would flatten the rest."""
        heights = self._heights()
        if heights is not None:
            left, right = self._whole_range()
            free = PADDING * (right - left)
            self._plot.setRange(xRange=(left - free, right + free), yRange=heights, padding=0)

    def _heights(self) -> tuple[float, float] | None:
        """From where to where the value axis goes; None where there is nothing to show."""
        levels = [*self._references.values, *self._lines.levels()]
        if levels and self._from_zero:
            levels.append(0.0)
        if self._lines.logarithmic:
            levels = [level for level in levels if level > 0]
        self._show_ticks(bool(levels))
        if not levels:
            return None
        pixels = max(2.0 * LABEL_ROOM, self._plot.getPlotItem().getViewBox().height())
        return frame(levels, self._lines.logarithmic, LABEL_ROOM / pixels)

    def _whole_range(self) -> tuple[float, float]:
        """Epochs from the first, or from its start for values per step, over one epoch at least."""
        xs = self._xs()
        first = min((float(x[0]) for x in xs), default=1.0)
        last = max((float(x[-1]) for x in xs), default=1.0)
        left = 1.0 if self.axis == "epoch" and first >= 1 else 0.0
        return left, max(last, left + 1)

    def _show_ticks(self, shown: bool) -> None:
        """Ticks of an empty plot would name values that nothing has."""
        if shown == self._ticks_shown:
            return
        self._ticks_shown = shown
        for name in ("left", "bottom"):
            self._plot.getAxis(name).setTicks(None if shown else [])

    def _write_legend(self) -> None:
        entries = [Entry(self.title, role="title")]
        many = len(self.curves) > 1
        for index, curve in enumerate(self.curves):
            text = self._value_text(index)
            entries.append(Entry(f"{curve.label} {text}" if many else text, curve.colour if many else None))
        place = self._pointed
        if place is None and (xs := self._xs()):
            place = max(float(x[-1]) for x in xs)
        if place is not None and not self._small:
            entries.append(Entry(f"{self._axis_title()} {place_text(self.axis, place)}", role="muted"))
        if self.note:
            entries.append(Entry(self.note, role="warning"))
        self._legend.show_entries(entries)
        self.setAccessibleDescription(self._legend.text)

    def _axis_title(self) -> str:
        return {"epoch": self.tr("epoch"), "step": self.tr("step"), "time": self.tr("after")}[self.axis]

    def _value_text(self, index: int) -> str:
        x, y = self._lines.line(index)
        if not len(y):
            return ""
        return self._write(float(y[len(y) - 1 if self._pointed is None else index_near(x, self._pointed)]))


class _Canvas(pg.PlotWidget):
    """A plot that leaves the wheel to the page it stands on, and dropped files to the window."""

    def __init__(self, owner: CurvePlot) -> None:
        axes = {"bottom": RunAxis(), "left": ValueAxis()}
        super().__init__(owner, enableMenu=False, axisItems=axes)
        self._owner = owner
        self.hideButtons()
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # a kept ground would be points in a drawing of lines
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setFrameShape(self.Shape.NoFrame)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._owner.show_all()
        self._owner.unzoomed.emit()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._owner.pointer_left()


def _neighbour(x: Any, place: float, after: bool) -> int:
    return max(0, min(len(x) - 1, index_near(x, place) + (1 if after else -1)))
