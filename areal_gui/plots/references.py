"""Horizontal dashed lines with a name: what a curve has to pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics

from areal_gui import theme
from areal_gui.theme import Colours


@dataclass(frozen=True)
class Reference:
    """A level to compare with."""

    label: str
    value: float


class ReferenceLines:
    """Draws references in a plot item.

    The names of lines that are close to each other stand at different ends.
    """

    def __init__(self, plot_item: Any) -> None:
        self._plot_item = plot_item
        self._references: tuple[Reference, ...] = ()
        self._drawn: list[tuple[Any, Any]] = []
        self._colours: Colours | None = None
        self._font = QFont()
        self._curve_end = 0.0
        plot_item.getViewBox().sigRangeChanged.connect(self._place)

    @property
    def values(self) -> list[float]:
        return [reference.value for reference in self._references]

    def set(self, references: Sequence[Reference], curve_end: float) -> None:
        """Show these references and no others, beside a curve that ends at the height `curve_end`."""
        self._curve_end = curve_end
        if tuple(references) == self._references:
            self._place()
            return
        self._references = tuple(references)
        for line, name in self._drawn:
            self._plot_item.removeItem(line)
            self._plot_item.removeItem(name)
        self._drawn = [self._draw(reference) for reference in self._references]
        self._style()
        self._place()

    def restyle(self, colours: Colours, font: QFont) -> None:
        """Use these colours and this font from now on."""
        self._colours, self._font = colours, font
        self._style()

    def _draw(self, reference: Reference) -> tuple[Any, Any]:
        line = pg.InfiniteLine(pos=reference.value, angle=0, movable=False)
        name = pg.TextItem(f"{reference.label} {reference.value:.2f}")
        self._plot_item.addItem(line, ignoreBounds=True)
        self._plot_item.addItem(name, ignoreBounds=True)
        return line, name

    def _style(self) -> None:
        if self._colours is None:
            return
        ground = QColor(self._colours.surface)
        ground.setAlpha(190)
        for line, name in self._drawn:
            line.setPen(pg.mkPen(self._colours.muted, width=1, style=Qt.PenStyle.DashLine))
            name.setColor(self._colours.muted)
            name.setFont(self._font)
            name.fill = pg.mkBrush(ground)

    def _place(self, *_range: object) -> None:
        """Names stand at the right, on the side of their line that the end of the curve leaves free."""
        box = self._plot_item.getViewBox()
        (left, right), (bottom, _top) = box.viewRange()
        margin, pixel = 0.01 * (right - left), box.viewPixelSize()[1]
        room = 2 * (QFontMetrics(self._font).height() + theme.SPACING // 2) * pixel
        taken = float("inf")
        ordered = sorted(zip(self._references, self._drawn, strict=True), key=lambda pair: -pair[0].value)
        lower = [reference.value for reference, _ in ordered[1:]] + [bottom]
        for (reference, (_line, name)), next_below in zip(ordered, lower, strict=False):
            below = self._curve_end > reference.value and reference.value - next_below > room
            middle = reference.value + (-0.25 if below else 0.25) * room
            at_right = abs(taken - middle) > 0.5 * room
            name.setAnchor((1 if at_right else 0, 0 if below else 1))
            name.setPos(right - margin if at_right else left + margin, reference.value)
            taken = middle
