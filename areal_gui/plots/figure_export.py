"""Curves as files: an image at twice the screen's resolution, and the values as a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from areal_gui.plots.curves import CurvePlot


def save_image(widget: QWidget, path: Path, scale: float = 2.0) -> None:
    """Write what `widget` shows as a PNG; raises `OSError` when the file cannot be written."""
    ratio = scale * widget.devicePixelRatioF()
    image = QPixmap(widget.size() * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(widget.palette().window().color())
    widget.render(image, QPoint(0, 0))
    if not image.save(str(path), "PNG"):
        raise OSError(f"{path} cannot be written")


def save_values(plots: Sequence[CurvePlot], path: Path) -> None:
    """Write every point of every named curve as plot, curve, x, y."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["plot", "curve", "x", "y"])
        for plot in plots:
            for curve in plot.curves:
                name = f"{curve.label} (raw)" if curve.raw else curve.label
                writer.writerows(
                    (plot.title, name, float(x), float(y)) for x, y in zip(curve.x, curve.y, strict=True)
                )
