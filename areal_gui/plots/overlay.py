"""Many lines over each other: the one under the mouse or the keyboard's cursor stands out and is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.labels import MutedLine, TextLabel
from areal_gui.plots.axes import RunAxis, ValueAxis, put_grid_behind
from areal_gui.plots.curve import extremes, index_near
from areal_gui.plots.decimation import envelope, thinned
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.focus import paint_focus
from areal_gui.plots.overlay_line import DASHES, OverlayLine, colour_of, look_of
from areal_gui.plots.series import Values
from areal_gui.plots.ticks import AxisKind, place_text

REACH = 30
"""Pixels from a line within which the mouse means it."""
FAINT = 0.3
"""What is left of the other lines while one stands out."""
ROUGH = 8
"""How many times its own height a line may go up and down before it counts as noisy."""
ZOOM = 1.5
MARGIN = 0.03
"""Of the width, free at both sides: the label of the last place needs room."""
WALK = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
CHANGE = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OverlayPlot(QWidget):
    """Shows lines of several runs. Dragging zooms, a double click or 0 shows everything.

    By keyboard: up and down choose a line, left and right walk along it, + and - zoom around the place.
    """

    pointed = Signal(object, object)
    """The user points at a line, by its place, and at a place on its axis; None for none."""

    def __init__(self, title: str, *, decimals: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[OverlayLine] = []
        self._axis: AxisKind = "epoch"
        self._note = ""
        self._hidden: frozenset[int] = frozenset()
        self._highlight: int | None = None
        self._cursor: float | None = None
        self._decimals, self._zoomed = decimals, False
        self._items: list[Any] = []
        self._title, self._caption = _PlotTitle(), MutedLine()
        self._canvas = _Canvas(self)
        self._plot = self._canvas.getPlotItem()
        self._box = self._plot.getViewBox()
        self._dot = pg.ScatterPlotItem(size=9)
        self._plot.addItem(self._dot, ignoreBounds=True)
        self._box.sigRangeChangedManually.connect(self._on_zoomed)
        self._box.sigResized.connect(self._on_resized)
        self._canvas.scene().sigMouseMoved.connect(self._on_mouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACING // 2] * 4)
        column.setSpacing(theme.SPACING // 2)
        column.addWidget(self._title)
        column.addWidget(self._caption)
        column.addWidget(self._canvas, 1)
        self.setMinimumHeight(24 * theme.SPACING)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_title(title)
        theme.changed.connect(self.restyle)
        self.restyle()

    @property
    def title(self) -> str:
        return self._title.text()

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self.setAccessibleName(title)

    def show_lines(self, lines: Sequence[OverlayLine], axis: AxisKind, note: str = "") -> None:
        """Draw these lines and no others; the zoom stays while the axis does.

        Args:
            note: what must not be overlooked; it stands where no line is told of.
        """
        if axis != self._axis:
            self._zoomed = False
        self.lines, self._axis, self._note = list(lines), axis, note
        self._plot.getAxis("bottom").kind = axis
        self._cursor = None
        self._draw()
        if not self._zoomed:
            self._fit()
        self._tell()

    def set_hidden(self, places: Collection[int]) -> None:
        """Leave out some of the lines."""
        self._hidden = frozenset(places)
        if self._highlight in self._hidden:
            self.highlight(None)
        for line, item in zip(self.lines, self._items, strict=True):
            item.setVisible(line.place not in self._hidden)
        if not self._zoomed:
            self._fit()
        self._tell()

    def highlight(self, place: int | None) -> None:
        """Let one line stand out, or none."""
        if place in self._hidden or place == self._highlight:
            return
        self._highlight = place
        self._style()
        self._tell()

    @property
    def highlighted_place(self) -> int | None:
        return self._highlight

    def show_all(self) -> None:
        """Leave the zoom."""
        self._zoomed = False
        self._draw()
        self._fit()

    def table(self) -> FigureTable:
        """Every point of every line that is shown."""
        rows = [
            (line.name, float(x), float(y))
            for line in self._shown()
            for x, y in zip(line.x, line.y, strict=True)
        ]
        return FigureTable.of((self.tr("run"), self._axis, self.title), rows)

    def restyle(self) -> None:
        """Take the colours of the theme as it is now."""
        colours = theme.colours()
        self._canvas.setBackground(colours.surface)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(QPen(colours.border))
            axis.setTextPen(QPen(colours.muted))
            axis.setTickFont(theme.scaled_font(self, 0.85))
        self._style()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in CHANGE:
            self._choose_next(CHANGE[key])
        elif key in WALK:
            self._walk(WALK[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._zoom(1 / ZOOM if key != Qt.Key.Key_Minus else ZOOM)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.show_all()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_focus(self)

    def pointer_left(self) -> None:
        """The mouse is gone: all lines are equal again."""
        self._cursor = None
        self._point_at(None)

    def _shown(self) -> list[OverlayLine]:
        return [line for line in self.lines if line.place not in self._hidden]

    def _line(self) -> OverlayLine | None:
        """The one that stands out."""
        return next((line for line in self._shown() if line.place == self._highlight), None)

    def _draw(self) -> None:
        for item in self._items[len(self.lines) :]:
            self._plot.removeItem(item)
        del self._items[len(self.lines) :]
        while len(self._items) < len(self.lines):
            self._items.append(self._plot.plot(skipFiniteCheck=True, antialias=True))
        for line, item in zip(self.lines, self._items, strict=True):
            x, y = self._in_view(line)
            item.setData(*_lean(x, y), antialias=not _rough(y))
            item.setVisible(line.place not in self._hidden)
        self._style()

    def _style(self) -> None:
        colours = theme.colours()
        for line, item in zip(self.lines, self._items, strict=True):
            colour = colours.series[colour_of(line.place) % len(colours.series)]
            chosen = line.place == self._highlight
            if self._highlight is not None and not chosen:
                colour = _blend(colour, colours.surface)
            # In pixels of the screen. A wide noisy line costs a hundred times as much as a thin one.
            thin = 1.0 if _rough(line.y) else 1.5 * self.devicePixelRatioF()
            width = 2.5 * self.devicePixelRatioF() if chosen and thin > 1 else thin + chosen
            dash = DASHES[look_of(line.place)]
            item.setPen(pg.mkPen(colour, width=width, dash=list(dash) if dash else None))
            item.setZValue(1 if chosen else 0)
            if len(line.x) == 1:
                item.setSymbol("o")
                item.setSymbolBrush(colour)
                item.setSymbolSize(7)
                item.setSymbolPen(None)
            elif item.opts["symbol"] is not None:
                item.setSymbol(None)

    def _in_view(self, line: OverlayLine) -> tuple[Values, Values]:
        """The part that can be seen, so that zooming in brings out detail."""
        if not self._zoomed:
            return line.x, line.y
        low, high = self._box.viewRange()[0]
        first = max(0, int(np.searchsorted(line.x, low)) - 1)
        last = int(np.searchsorted(line.x, high)) + 1
        return line.x[first:last], line.y[first:last]

    def _fit(self) -> None:
        shown = [line for line in self._shown() if len(line.x)]
        for name in ("left", "bottom"):  # ticks of an empty plot would name values that nothing has
            self._plot.getAxis(name).setTicks(None if shown else [])
        if not shown:
            return
        left = min(float(line.x[0]) for line in shown)
        right = max(float(line.x[-1]) for line in shown)
        levels = [level for line in shown for level in extremes(_settled(line.y))]
        low, high = min(levels), max(levels)
        room = 0.06 * ((high - low) or abs(high) or 1.0)
        width = (right - left) or 1.0
        self._plot.setRange(
            xRange=(left - MARGIN * width, right + MARGIN * width),
            yRange=(low - room, high + room),
            padding=0,
        )

    def _on_zoomed(self, _axes: object) -> None:
        self._zoomed = True
        self._draw()

    def _on_resized(self, _box: object) -> None:
        if not self._zoomed:
            self._fit()

    def _zoom(self, factor: float) -> None:
        left, right = self._box.viewRange()[0]
        middle = self._cursor if self._cursor is not None else (left + right) / 2
        self._zoomed = True
        self._plot.setXRange(middle - factor * (middle - left), middle + factor * (right - middle), padding=0)
        self._draw()

    def _on_mouse(self, position: QPointF) -> None:
        if not self._box.sceneBoundingRect().contains(position):
            return
        place = self._box.mapSceneToView(position)
        width, height = (float(size) for size in self._box.viewPixelSize())
        best, distance = None, float(REACH)
        for line in self._shown():
            if len(line.x):
                away = _distance(line, place.x(), place.y(), width, height)
                if away < distance:
                    best, distance = line, away
        self._cursor = place.x()
        self._point_at(None if best is None else best.place)

    def point_at(self, place: int | None, x: float | None = None) -> None:
        """Let a line stand out and tell its value at a place of its axis, or its last one."""
        self._cursor = x
        self.highlight(place)
        self._tell()

    def _point_at(self, place: int | None) -> None:
        self.point_at(place, self._cursor)
        self.pointed.emit(place, self._cursor)

    def _choose_next(self, step: int) -> None:
        shown = [line.place for line in self._shown() if len(line.x)]
        if not shown:
            return
        at = shown.index(self._highlight) + step if self._highlight in shown else (0 if step > 0 else -1)
        self._point_at(shown[at % len(shown)])

    def _walk(self, step: int) -> None:
        line = self._line()
        if line is None:
            self._choose_next(1)
            line = self._line()
        if line is None or not len(line.x):
            return
        at = len(line.x) - 1 if self._cursor is None else index_near(line.x, self._cursor) + step
        self._cursor = float(line.x[max(0, min(len(line.x) - 1, at))])
        self._point_at(line.place)

    def _tell(self) -> None:
        """The line that stands out in words, and a dot at the place that is told."""
        line = self._line()
        if line is None or not len(line.x):
            count = len([one for one in self._shown() if len(one.x)])
            text = self.tr("1 run") if count == 1 else self.tr("{} runs").format(count)
            text = f"{text}; {self._note}" if self._note else text
            self._dot.setData([], [])
        else:
            at = len(line.x) - 1 if self._cursor is None else index_near(line.x, self._cursor)
            x, y = float(line.x[at]), float(line.y[at])
            text = f"{line.name}: {y:.{self._decimals}f} · {self._position(x)}"
            colours = theme.colours()
            brush = colours.series[colour_of(line.place) % len(colours.series)]
            self._dot.setData([x], [y], brush=brush, pen=pg.mkPen(colours.surface, width=1))
        self._caption.setText(text)
        self.setAccessibleDescription(text)

    def _position(self, x: float) -> str:
        texts = {"time": self.tr("after {}"), "step": self.tr("step {}"), "epoch": self.tr("epoch {}")}
        return texts[self._axis].format(place_text(self._axis, x))


class _PlotTitle(TextLabel):
    strong = True


class _Canvas(pg.PlotWidget):
    """Leaves the wheel to the page it stands on, dropped files to the window, the keyboard to its owner."""

    def __init__(self, owner: OverlayPlot) -> None:
        super().__init__(owner, enableMenu=False, axisItems={"bottom": RunAxis(), "left": ValueAxis()})
        self._owner = owner
        self.hideButtons()
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # a kept ground would be points in a drawing of lines
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.showGrid(x=False, y=True, alpha=0.6)
        put_grid_behind(self.getPlotItem())
        item = self.getPlotItem()
        item.getAxis("left").setWidth(6 * theme.SPACING)
        item.getViewBox().setMouseMode(pg.ViewBox.RectMode)
        for name in ("left", "bottom"):
            item.getAxis(name).setStyle(maxTickLevel=0)
            item.getAxis(name).enableAutoSIPrefix(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._owner.show_all()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._owner.pointer_left()


def _lean(x: Values, y: Values) -> tuple[Values, Values]:
    """Few enough points to draw at once: those of a noisy line keep its spikes."""
    if len(x) <= 400:
        return x, y
    return envelope(x, y, 200) if _rough(y) else thinned(x, y)


def _rough(y: Values) -> bool:
    """Whether a line goes up and down so often that it is more of a band."""
    return len(y) > 2 and float(np.abs(np.diff(y)).sum()) > ROUGH * float(np.ptp(y) or 1.0)


def _settled(values: Values) -> Values:
    """Without the first hundredth of a long line: its first spikes would flatten the rest."""
    return values[len(values) // 100 :] if len(values) >= 200 else values


def _distance(line: OverlayLine, x: float, y: float, width: float, height: float) -> float:
    """Pixels from a place to a line, straight up or down, and to its end where it does not come so far."""
    inside = min(max(x, float(line.x[0])), float(line.x[-1]))
    return abs(inside - x) / width + abs(float(np.interp(inside, line.x, line.y)) - y) / height


def _blend(colour: QColor, ground: QColor) -> QColor:
    """An opaque mixture: transparent lines cost more to draw."""
    return QColor(
        round(FAINT * colour.red() + (1 - FAINT) * ground.red()),
        round(FAINT * colour.green() + (1 - FAINT) * ground.green()),
        round(FAINT * colour.blue() + (1 - FAINT) * ground.blue()),
    )
