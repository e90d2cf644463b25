"""Horizontal dashed lines with a name: what a curve has to pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from areal_gui.theme import Colours


@dataclass(frozen=True)
class Reference:
    """A level to compare with."""

    label: str
    value: float


class ReferenceLines:
    """Draws references in a plot item.

    Names stand above their lines, alternately left and right, so that close lines keep readable names.
    """

    def __init__(self, plot_item: Any) -> None:
        self._plot_item = plot_item
        self._references: tuple[Reference, ...] = ()
        self._drawn: list[tuple[Any, Any]] = []
        self._colours: Colours | None = None
        self._font = QFont()
        plot_item.getViewBox().sigRangeChanged.connect(self._place)

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
        (left, right), _ = self._plot_item.getViewBox().viewRange()
        margin = 0.01 * (right - left)
        ordered = sorted(zip(self._references, self._drawn, strict=True), key=lambda pair: -pair[0].value)
        for place, (reference, (_line, name)) in enumerate(ordered):
            at_left = place % 2 == 0
            name.setAnchor((0, 1) if at_left else (1, 1))
            name.setPos(left + margin if at_left else right - margin, reference.value)
