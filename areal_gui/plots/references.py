"""Horizontal dashed lines with a name: what a curve has to pass."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from areal_gui.plots.name_places import places
from areal_gui.plots.series import Values
from areal_gui.theme import Colours

ABOVE_CURVES = 2
"""Where a name has to cover a curve, it is the name that is read."""

PADDING = 4
"""Pixels that the drawing of a name leaves free around it."""

CLEAR = 2
"""Pixels between the ground of a name and its line, which it would pale, and a curve that runs along it."""


@dataclass(frozen=True)
class Reference:
    """A level to compare with; a `rival` is drawn to stand out from the usual ones."""

    label: str
    value: float
    rival: bool = False


class ReferenceLines:
    """Draws references in a plot item.

    Their names stand where they cover neither each other nor the curves.
    """

    def __init__(self, plot_item: Any) -> None:
        self._plot_item = plot_item
        self._references: tuple[Reference, ...] = ()
        self._drawn: list[tuple[Any, Any]] = []
        self._colours: Colours | None = None
        self._font = QFont()
        self._curves: Sequence[tuple[Values, Values]] = ()
        self._logarithmic = False
        box = plot_item.getViewBox()
        box.sigRangeChanged.connect(self._place)
        box.sigResized.connect(self._place)

    @property
    def values(self) -> list[float]:
        return [reference.value for reference in self._references]

    def set(self, references: Sequence[Reference]) -> None:
        """Show these references and no others."""
        if tuple(references) == self._references:
            return
        self._references = tuple(references)
        for line, name in self._drawn:
            self._plot_item.removeItem(line)
            self._plot_item.removeItem(name)
        self._drawn = [self._draw(reference) for reference in self._references]
        self._style()
        self._place()

    def keep_clear_of(self, curves: Sequence[tuple[Values, Values]]) -> None:
        """Put the names where they do not cover these lines, given as they are drawn."""
        self._curves = curves
        self._place()

    def set_logarithmic(self, logarithmic: bool) -> None:
        """Stand at the logarithms of the values, or at the values."""
        self._logarithmic = logarithmic
        for reference, (line, _name) in zip(self._references, self._drawn, strict=True):
            line.setPos(self._level(reference))
        self._place()

    def restyle(self, colours: Colours, font: QFont) -> None:
        """Use these colours and this font from now on."""
        self._colours, self._font = colours, font
        self._style()

    def _draw(self, reference: Reference) -> tuple[Any, Any]:
        line = pg.InfiniteLine(pos=self._level(reference), angle=0, movable=False)
        name = pg.TextItem(_named(reference))
        name.setZValue(ABOVE_CURVES)
        self._plot_item.addItem(line, ignoreBounds=True)
        self._plot_item.addItem(name, ignoreBounds=True)
        return line, name

    def _style(self) -> None:
        if self._colours is None:
            return
        ground = QColor(self._colours.surface)
        ground.setAlpha(190)
        for reference, (line, name) in zip(self._references, self._drawn, strict=True):
            colour = self._colours.accent if reference.rival else self._colours.muted
            line.setPen(pg.mkPen(colour, width=1, style=Qt.PenStyle.DashLine))
            name.setColor(colour)
            name.setFont(self._font)
            name.fill = pg.mkBrush(ground)

    def _place(self, *_range: object) -> None:
        box = self._plot_item.getViewBox()
        if not self._drawn or box.width() <= 0:
            return
        (left, right), (bottom, top) = box.viewRange()
        across, up = box.width() / (right - left), box.height() / (top - bottom)
        measure = QFontMetrics(self._font)
        lines = [((x - left) * across, (top - y) * up) for x, y in self._curves]
        names = [
            ((top - self._level(reference)) * up, measure.horizontalAdvance(_named(reference)) + 2 * PADDING)
            for reference in self._references
        ]
        found = places(names, measure.height() + 2 * PADDING + CLEAR, (box.width(), box.height()), lines)
        for reference, (_line, name), place in zip(self._references, self._drawn, found, strict=True):
            name.setAnchor((0, 1 if place.above else 0))
            clear = CLEAR / up if place.above else -CLEAR / up
            name.setPos(left + place.left / across, self._level(reference) + clear)

    def _level(self, reference: Reference) -> float:
        return math.log10(max(reference.value, 1e-12)) if self._logarithmic else reference.value


def _named(reference: Reference) -> str:
    return f"{reference.label} {reference.value:.2f}"
