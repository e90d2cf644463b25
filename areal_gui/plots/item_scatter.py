"""Many points as one picture: thousands of items cost one image blit per frame."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

Array = NDArray[np.float64]

MOST_OPAQUE = 0.7
"""Even the densest place stays a ground for what is drawn over it."""
SMALLEST_FLAT = 1.8
"""Radius in pixels below which the colour of a dot is not seen."""


class ItemScatter(pg.GraphicsObject):
    """Dots whose overlap adds up, so that dense places are darker.

    The picture is made by numpy for the present zoom and kept until zoom, size or colour changes: moving
    a path over it does not draw the dots again.
    """

    def __init__(self) -> None:
        super().__init__()
        self._points: Array = np.empty((0, 2))
        self._colour = QColor("#888888")
        self._flat = False
        self._bounds = QRectF()
        self._picture: QImage | None = None
        self._made_for: tuple[object, ...] = ()

    def set_points(self, points: Array) -> None:
        """Show other points, [n, 2] in plot coordinates."""
        self.prepareGeometryChange()
        self._points = np.asarray(points, dtype=np.float64)
        self._bounds = bounds_of(self._points)
        self._picture = None
        self.update()

    def set_colour(self, colour: QColor, *, flat: bool = False) -> None:
        """Use another colour for the dots.

        Args:
            flat: every dot has just this colour, as a legend shows it, however many lie over each other.
        """
        self._colour, self._flat = colour, flat
        self._picture = None
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if len(self._points) == 0:
            return
        transform = painter.worldTransform()
        frame = transform.mapRect(self.viewRect()).toAlignedRect()
        ratio = painter.device().devicePixelRatioF()
        state = (frame.getRect(), ratio, coefficients(transform))
        if self._picture is None or state != self._made_for:
            self._picture = self._make(transform, frame, ratio)
            self._made_for = state
        painter.resetTransform()
        painter.drawImage(frame.topLeft(), self._picture)

    def _make(self, transform: QTransform, frame: QRect, ratio: float) -> QImage:
        size = (math.ceil(frame.height() * ratio), math.ceil(frame.width() * ratio))
        pixels = (to_pixels(self._points, transform) - (frame.x(), frame.y())) * ratio
        spread = transform.mapRect(self._bounds)
        radius, strength = dot_look(len(self._points) / max(1.0, spread.width() * spread.height()))
        if self._flat:
            radius, strength = max(radius, SMALLEST_FLAT), 1.0
        cover = coverage(pixels, size, radius * ratio, strength)
        return _tinted(cover, self._colour, ratio, 1.0 if self._flat else MOST_OPAQUE)


def bounds_of(points: Array) -> QRectF:
    """The smallest rectangle that holds all points; empty for none."""
    if len(points) == 0:
        return QRectF()
    low, high = points.min(axis=0), points.max(axis=0)
    return QRectF(QPointF(*low.tolist()), QPointF(*high.tolist()))


def to_pixels(points: Array, transform: QTransform) -> Array:
    """Points mapped by a transform, all at once."""
    a, b, c, d, dx, dy = coefficients(transform)
    return points @ np.array([[a, b], [c, d]]) + (dx, dy)


def coefficients(transform: QTransform) -> tuple[float, float, float, float, float, float]:
    """The numbers of an affine transform, row by row."""
    return (
        transform.m11(),
        transform.m12(),
        transform.m21(),
        transform.m22(),
        transform.dx(),
        transform.dy(),
    )


def dot_look(crowding: float) -> tuple[float, float]:
    """Radius in pixels and opacity of a dot, for so many dots a square pixel.

    The more crowded, the smaller and the fainter, so that a thousand and a million items both show where
    they are dense.
    """
    crowd = min(1.0, max(0.0, (math.log10(max(crowding, 1e-9)) + 3.5) / 3.5))
    return 3.2 - 1.9 * crowd, 0.5 * 10.0 ** (-0.8 * crowd)


def coverage(pixels: Array, size: tuple[int, int], radius: float, strength: float) -> NDArray[np.float32]:
    """How much of each pixel is covered by soft dots.

    Args:
        pixels: centres of the dots, [n, 2] as x, y.
        size: height and width of the picture.
        radius: of a dot, in pixels.
        strength: opacity of one dot; n dots over each other cover 1 - (1 - strength)^n. At 1 only the soft
            rims of dots add up.

    Returns:
        [height, width], from 0 to 1.
    """
    height, width = size
    reach = math.ceil(radius)
    inside = np.all((pixels >= -reach) & (pixels < (width + reach, height + reach)), axis=1)
    # A margin of twice the reach on each side: dots at the edge need no bounds check.
    row = width + 4 * reach
    centre = np.floor(pixels[inside]).astype(np.intp) + 2 * reach
    flat = centre[:, 1] * row + centre[:, 0]
    weight = np.zeros((height + 4 * reach) * row, dtype=np.float32)
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            soft = min(1.0, radius + 0.5 - math.hypot(across, down))
            if soft > 0:
                np.add.at(weight, flat + (down * row + across), np.float32(soft))
    grid = weight.reshape(-1, row)[2 * reach : 2 * reach + height, 2 * reach : 2 * reach + width]
    covered = np.zeros(size, dtype=np.float32)
    hit = grid > 0
    if strength < 1:
        covered[hit] = 1.0 - np.float32(1.0 - strength) ** grid[hit]
    else:
        covered[hit] = np.minimum(grid[hit], 1.0)
    return covered


def _tinted(cover: NDArray[np.float32], colour: QColor, ratio: float, most_opaque: float) -> QImage:
    """The coverage as a picture in one colour (premultiplied, as Qt draws fastest)."""
    height, width = cover.shape
    # One multiplication per grey level instead of four per pixel.
    blue, green, red = colour.blueF(), colour.greenF(), colour.redF()
    levels = np.arange(256, dtype=np.float64)[:, None] * (most_opaque * colour.alphaF())
    ramp = (levels * np.array([[blue, green, red, 1.0]])).round().astype(np.uint8).view(np.uint32)[:, 0]
    pixels = ramp[(cover * 255.0).astype(np.uint8)]
    form = QImage.Format.Format_ARGB32_Premultiplied
    picture = QImage(pixels.data, width, height, 4 * width, form).copy()
    picture.setDevicePixelRatio(ratio)
    return picture
