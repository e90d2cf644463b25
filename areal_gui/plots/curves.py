"""A calm plot of curves: its own legend, named reference lines, a crosshair with values, zoom by dragging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.plots.curve import Curve, extremes, index_near
from areal_gui.plots.decimation import envelope, thinned
from areal_gui.plots.epoch_axis import EpochAxis
from areal_gui.plots.references import Reference, ReferenceLines
from areal_gui.plots.series import Values

LABEL_ROOM = 26
"""Pixels above the highest line, for its name."""
PADDING = 0.02
"""Of the length of the x axis, what is free at both ends: a dot at an end is seen whole."""


class CurvePlot(QWidget):
    """Shows curves over epochs. Dragging zooms into a rectangle, a double click shows everything."""

    def __init__(
        self,
        title: str,
        x_title: str,
        *,
        decimals: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title, self.x_title = title, x_title
        self.curves: list[Curve] = []
        self._decimals = decimals
        self._hovered: float | None = None
        self._zoomed = False
        self._drawn: object = None
        self._items: list[Any] = []
        self._legend = QLabel(self)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        self._legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._plot = self._make_plot()
        self._references = ReferenceLines(self._plot.getPlotItem())
        self._crosshair = pg.InfiniteLine(angle=90, movable=False)
        self._crosshair.setVisible(False)
        self._plot.addItem(self._crosshair, ignoreBounds=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SPACING // 2)
        layout.addWidget(self._legend)
        layout.addWidget(self._plot, 1)
        self.setAccessibleName(title)
        self.restyle()

    def show_curves(self, curves: Sequence[Curve], references: Sequence[Reference] = ()) -> None:
        """Draw these instead of what was there; the zoom stays. What is drawn already costs nothing."""
        stamp = ([curve.stamp for curve in curves], list(references))
        if stamp == self._drawn:
            return
        self._drawn = stamp
        self.curves = list(curves)
        ends = [float(curve.y[-1]) for curve in self.curves if len(curve.y)]
        self._references.set(references, max(ends, default=0.0))
        self._draw()
        if not self._zoomed:
            self._fit()
        self._write_legend()

    def show_all(self) -> None:
        """Leave the zoom."""
        self._zoomed = False
        self._fit()
        self._draw()

    def restyle(self) -> None:
        """Take the colours from the palette the widget has now."""
        colours = theme.colours(self)
        self._plot.setBackground(colours.surface)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(QPen(colours.border))
            axis.setTextPen(QPen(colours.muted))
            axis.setTickFont(theme.scaled_font(self, 0.85))
        self._crosshair.setPen(pg.mkPen(colours.muted, width=1))
        self._references.restyle(colours, theme.scaled_font(self, 0.85))
        self._draw()
        self._write_legend()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the user's font."""
        super().changeEvent(event)
        if event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.ApplicationPaletteChange,
            QEvent.Type.FontChange,
        ):
            self.restyle()

    def _make_plot(self) -> Any:
        plot = _Canvas(self)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMinimumHeight(12 * theme.SPACING)
        plot.showGrid(x=False, y=True, alpha=0.6)
        item = plot.getPlotItem()
        item.getAxis("left").setWidth(6 * theme.SPACING)
        item.getAxis("left").setStyle(maxTickLevel=0)
        item.getAxis("bottom").setStyle(maxTickLevel=0)
        item.getAxis("bottom").enableAutoSIPrefix(False)
        item.getAxis("left").enableAutoSIPrefix(False)
        item.getViewBox().setMouseMode(pg.ViewBox.RectMode)
        item.getViewBox().sigRangeChangedManually.connect(self._on_zoomed)
        item.getViewBox().sigResized.connect(self._on_resized)
        plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        return plot

    def _on_zoomed(self, _axes: object) -> None:
        self._zoomed = True
        self._draw()

    def _on_resized(self, _box: object) -> None:
        if not self._zoomed:
            self._fit()

    def _on_mouse_moved(self, position: QPointF) -> None:
        box = self._plot.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self._hovered = self._nearest_x(box.mapSceneToView(position).x()) if inside else None
        self._crosshair.setVisible(self._hovered is not None)
        if self._hovered is not None:
            self._crosshair.setPos(self._hovered)
        self._write_legend()

    def pointer_left(self) -> None:
        """The mouse is gone: no crosshair, and the legend shows the latest values again."""
        self._hovered = None
        self._crosshair.setVisible(False)
        self._write_legend()

    def _nearest_x(self, x: float) -> float | None:
        named = [curve for curve in self._named() if len(curve.x)]
        found = [float(curve.x[index_near(curve.x, x)]) for curve in named]
        return min(found, key=lambda place: abs(place - x), default=None)

    def _draw(self) -> None:
        for item in self._items[len(self.curves) :]:
            self._plot.removeItem(item)
        del self._items[len(self.curves) :]
        while len(self._items) < len(self.curves):
            self._items.append(self._plot.plot(skipFiniteCheck=True))
        for item, curve in zip(self._items, self.curves, strict=True):
            self._draw_one(item, curve)

    def _draw_one(self, item: Any, curve: Curve) -> None:
        colours = theme.colours(self)
        colour = colours.series[curve.colour % len(colours.series)]
        x, y = self._in_view(curve)
        if curve.raw:
            x, y = envelope(x, y)
            faint = pg.mkPen(_blend(colour, colours.surface, 0.35), width=1)
            # An item is used again for another curve: its symbols, one size for each point, must go.
            item.setData(x, y, pen=faint, antialias=False, symbol=None)
            return
        x, y = thinned(x, y)
        few = len(x) <= 60
        sizes = [0.0] * len(x)
        if len(x) == 1:
            sizes = [6.0]
        if few and curve.marked is not None:
            sizes = [9.0 if place == curve.marked else size for place, size in zip(x, sizes, strict=True)]
        item.setData(
            x,
            y,
            pen=pg.mkPen(colour, width=2 * self.devicePixelRatioF()),  # it is in pixels of the screen
            antialias=True,
            symbol="o" if few and any(sizes) else None,
            symbolSize=sizes,
            symbolBrush=colour,
            symbolPen=pg.mkPen(colours.surface, width=1),
        )

    def _in_view(self, curve: Curve) -> tuple[Values, Values]:
        """The part that can be seen, so that zooming in brings out detail; drawing a NaN would crash Qt."""
        known = np.isfinite(curve.y)
        if not known.all():
            return curve.x[known], curve.y[known]
        if not self._zoomed:
            return curve.x, curve.y
        low, high = self._plot.getPlotItem().getViewBox().viewRange()[0]
        first = max(0, int(np.searchsorted(curve.x, low)) - 1)
        last = int(np.searchsorted(curve.x, high)) + 1
        return curve.x[first:last], curve.y[first:last]

    def _fit(self) -> None:
        """Show everything; a raw line may leave the frame: its first spikes would flatten the rest."""
        smooth = [curve for curve in self.curves if not curve.raw and len(curve.x)]
        levels = [*self._references.values, *(level for curve in smooth for level in extremes(curve.y))]
        self._show_ticks(bool(levels))
        if not levels:
            return
        low, high = min(levels), max(levels)
        bottom = 0.0 if 0 <= low < 0.5 * high else low - (0.1 * (high - low) or 0.1 * abs(high) or 1.0)
        pixels = max(2.0 * LABEL_ROOM, self._plot.getPlotItem().getViewBox().height())
        top = bottom + (high - bottom) / (1 - LABEL_ROOM / pixels)
        left, right = _epochs_in_view(smooth)
        free = PADDING * (right - left)
        self._plot.setRange(
            xRange=(left - free, right + free),
            yRange=(bottom, top if top > bottom else bottom + 1),
            padding=0,
        )

    def _show_ticks(self, shown: bool) -> None:
        """Ticks of an empty plot would name values that nothing has."""
        for name in ("left", "bottom"):
            self._plot.getAxis(name).setTicks(None if shown else [])

    def _write_legend(self) -> None:
        colours = theme.colours(self)
        named = self._named()
        parts = [f"<b>{self.title}</b>"]
        for curve in named:
            colour = colours.series[curve.colour % len(colours.series)].name()
            dot = f'<span style="color:{colour}">●</span>&nbsp;' if len(named) > 1 else ""
            label = f"{curve.label} " if len(named) > 1 else ""
            parts.append(dot + f"{label}{self._value_text(curve)}".replace(" ", "&nbsp;"))
        place = self._hovered
        if place is None and named and len(named[0].x):
            place = float(named[0].x[-1])
        if place is not None:
            text = f"{self.x_title}&nbsp;{place:.3g}"
            parts.append(f'<span style="color:{colours.muted.name()}">{text}</span>')
        self._legend.setText("&nbsp;&nbsp; ".join(parts))

    def _named(self) -> list[Curve]:
        return [curve for curve in self.curves if not curve.raw]

    def _value_text(self, curve: Curve) -> str:
        if not len(curve.y):
            return ""
        index = len(curve.y) - 1 if self._hovered is None else index_near(curve.x, self._hovered)
        return f"{curve.y[index]:.{self._decimals}f}"


class _Canvas(pg.PlotWidget):
    """A plot that leaves the wheel to the page it stands on, and dropped files to the window."""

    def __init__(self, owner: CurvePlot) -> None:
        super().__init__(owner, enableMenu=False, axisItems={"bottom": EpochAxis()})
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
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._owner.pointer_left()


def _epochs_in_view(curves: Sequence[Curve]) -> tuple[float, float]:
    """From epoch 1, or from the start of it for values per step, over at least one epoch more."""
    first = min((float(curve.x[0]) for curve in curves), default=1.0)
    last = max((float(curve.x[-1]) for curve in curves), default=1.0)
    left = 0.0 if first < 1 else 1.0
    return left, max(last, left + 1)


def _blend(colour: QColor, ground: QColor, share: float) -> QColor:
    """An opaque mixture: transparent lines cost more to draw."""
    return QColor(
        round(share * colour.red() + (1 - share) * ground.red()),
        round(share * colour.green() + (1 - share) * ground.green()),
        round(share * colour.blue() + (1 - share) * ground.blue()),
    )
