"""A plot that can be read without seeing it: arrow keys walk its values, and a line of text names them."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import formats, theme
from areal_gui.components.labels import MutedLine
from areal_gui.components.tooltip import literal
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.focus import paint_focus

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


class ReadablePlot(QWidget):
    """A still picture of a few values; the one under the mouse or the keyboard's cursor is told in words.

    Subclasses draw in `draw` with the theme's colours, say in `nearest` and `describe` where and what their
    values are, and give all of them in `table`.
    """

    cursor_moved = Signal(int)

    def __init__(
        self,
        title: str,
        x_title: str,
        y_title: str,
        parent: QWidget | None = None,
        *,
        left_axis: type[pg.AxisItem] | None = None,
    ) -> None:
        """Args: left_axis: how the values are written; by default as counts."""
        super().__init__(parent)
        self.title = title
        self.count = 0
        self.summary = ""
        self.explained = ""
        self._cursor: int | None = None
        self._caption = MutedLine()
        self.canvas = _Canvas(left_axis or _CountAxis)
        self.item = self.canvas.getPlotItem()
        self.item.getViewBox().setMouseEnabled(x=False, y=False)
        self.item.layout.setContentsMargins(0, theme.SPACING, theme.SPACING, 0)  # for the outermost ticks
        self.item.setLabel("bottom", x_title)
        self.item.setLabel("left", y_title)
        self.canvas.scene().sigMouseMoved.connect(self._hover)
        self.canvas.left.connect(lambda: self.set_cursor(None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING // 2)
        column.addWidget(self._caption)
        column.addWidget(self.canvas, 1)
        self.setMinimumHeight(26 * theme.SPACING)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(title)
        theme.changed.connect(self._on_theme)

    def show_values(self, count: int, summary: str, explained: str = "") -> None:
        """Draw anew: `count` values, which `summary` sums up in a line and `explained` in sentences."""
        self.count, self.summary, self.explained = count, summary, explained or summary
        self._restyle()
        self.set_cursor(None)

    def set_cursor(self, index: int | None) -> None:
        """Point at one value, or at none."""
        self._cursor = index
        text = self.summary if index is None else self.describe(index)
        self._caption.setText(text)
        if index is None:
            self._caption.setToolTip(literal(self.explained))
        self.setAccessibleDescription(text)
        self.mark(index, theme.colours())
        if index is not None:
            self.cursor_moved.emit(index)

    @property
    def cursor_index(self) -> int | None:
        return self._cursor

    def draw(self, colours: theme.Colours) -> None:
        """Draw all values."""
        raise NotImplementedError

    def mark(self, index: int | None, colours: theme.Colours) -> None:
        """Show which value the cursor is at."""
        raise NotImplementedError

    def nearest(self, point: QPointF) -> int | None:
        """The value at a point in the coordinates of the plot."""
        raise NotImplementedError

    def describe(self, index: int) -> str:
        """One value in words."""
        raise NotImplementedError

    def table(self) -> FigureTable:
        """All values, as they are saved."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is None or not self.count:
            super().keyPressEvent(event)
            return
        start = self._cursor if self._cursor is not None else (-1 if step > 0 else self.count)
        self.set_cursor(max(0, min(self.count - 1, start + step)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_focus(self)

    def _hover(self, position: QPointF) -> None:
        box = self.item.getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self.set_cursor(self.nearest(box.mapSceneToView(position)) if inside and self.count else None)

    def _on_theme(self) -> None:
        self._restyle()
        if self.count:
            self.mark(self._cursor, theme.colours())  # drawing anew may have taken the marks away

    def _restyle(self) -> None:
        colours = theme.colours()  # a plot that was never shown has the palette of an earlier theme
        self.canvas.setBackground(colours.surface)
        for name in ("left", "bottom"):
            axis = self.item.getAxis(name)
            axis.setPen(QPen(colours.border))
            axis.setStyle(tickLength=0)
            axis.setTextPen(QPen(colours.muted))
            axis.setTickFont(theme.scaled_font(self, 0.85))
            axis.label.setFont(theme.scaled_font(self, 0.85))
        if self.count:
            self.draw(colours)


class _Canvas(pg.PlotWidget):
    """Leaves the wheel to the page it stands on, dropped files to the window, the keyboard to its owner."""

    left = Signal()

    def __init__(self, left_axis: type[pg.AxisItem]) -> None:
        super().__init__(enableMenu=False, axisItems={"left": left_axis("left")})
        self.hideButtons()
        self.setCacheMode(self.CacheModeFlag.CacheNone)  # a kept ground would be points in a drawing of lines
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.left.emit()


class _CountAxis(pg.AxisItem):
    """Whole numbers, written as everywhere in the program."""

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [formats.count(value) if float(value).is_integer() else "" for value in values]


class PercentAxis(pg.AxisItem):
    """Shares, given in percent."""

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [f"{value:g}%" for value in values]
