"""Figures as files: a picture of points or of lines, and the values as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:  # brings the plots' library, which a page loads in the background
    from areal_gui.plots.curves import CurvePlot


@dataclass(frozen=True)
class FigureTable:
    """The values of a figure: a title for each column, and the rows."""

    headers: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> FigureTable:
        return cls(tuple(headers), tuple(tuple(row) for row in rows))

    def tab_separated(self) -> str:
        """What a spreadsheet takes from the clipboard."""
        from engine.formulas import harmless_row

        lines = ["\t".join(map(str, harmless_row(row))) for row in (self.headers, *self.rows)]
        return "\n".join([*lines, ""])


def picture(widget: QWidget, scale: float = 2.0) -> QPixmap:
    """What `widget` shows, at `scale` times the screen's resolution."""
    ratio = scale * widget.devicePixelRatioF()
    image = QPixmap(widget.size() * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(widget.palette().base().color())  # figures stand on cards
    QWidget.render(widget, image, QPoint(0, 0))  # a QGraphicsView has another method of that name
    return image


def save_image(widget: QWidget, path: Path, scale: float = 2.0) -> None:
    """Write what `widget` shows as a PNG; raises `OSError` when the file cannot be written."""
    if not picture(widget, scale).save(str(path), "PNG"):
        raise OSError(f"{path} cannot be written")


def save_drawing(widget: QWidget, path: Path, title: str) -> None:
    """Write what `widget` shows as an SVG of lines and letters; raises `OSError` as `save_image` does."""
    from PySide6.QtSvg import QSvgGenerator

    with path.open("wb"):  # the generator itself does not say what went wrong
        pass
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setTitle(title)
    generator.setSize(QSize(widget.size()))
    generator.setViewBox(QRect(QPoint(0, 0), widget.size()))
    generator.setResolution(widget.logicalDpiX())
    QWidget.render(widget, generator, QPoint(0, 0))


def save_table(table: FigureTable, path: Path) -> None:
    """Write the values as CSV; raises `OSError` when the file cannot be written."""
    from engine.formulas import harmless_row

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(harmless_row(table.headers))
        writer.writerows(map(harmless_row, table.rows))


def curves_table(plots: Sequence[CurvePlot]) -> FigureTable:
    """Every value of every curve as plot, curve, x, y; not what smoothed lines make of them."""
    rows = [
        (plot.title, curve.label, float(x), float(y))
        for plot in plots
        for curve in plot.curves
        for x, y in zip(curve.x, curve.y, strict=True)
    ]
    return FigureTable.of(("plot", "curve", "x", "y"), rows)
