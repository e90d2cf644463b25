"""Pictures of a window need few colours: with 256 well chosen ones they are a third of the size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

COLOURS = 256
FREQUENT = 160
"""So many are simply the most frequent; the rest are those that would be missed most."""
RARE_ENOUGH = 50
"""From so many pixels on, more pixels do not make a colour be missed more."""


def reduce_colours(path: Path) -> None:
    """Write the picture again with a palette of its own, without dithering."""
    picture = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    table = _palette(np.frombuffer(picture.constBits(), dtype=np.uint32))
    plainly = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    picture.convertToFormat(QImage.Format.Format_Indexed8, table, plainly).save(str(path), "PNG", 0)


def _palette(pixels: NDArray[np.uint32]) -> list[int]:
    colours, counts = np.unique(pixels, return_counts=True)
    channels = np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], axis=1).astype(np.int64)
    missed = np.full(len(colours), np.iinfo(np.int64).max)
    chosen: list[int] = []
    frequent = np.argsort(-counts, kind="stable")[:FREQUENT]
    while len(chosen) < min(COLOURS, len(colours)):
        # Each further one is the colour that is farthest from all chosen ones, weighed by its pixels.
        weighed = missed * np.minimum(counts, RARE_ENOUGH)
        best = int(frequent[len(chosen)]) if len(chosen) < len(frequent) else int(np.argmax(weighed))
        chosen.append(best)
        missed = np.minimum(missed, ((channels - channels[best]) ** 2).sum(axis=1))
    return [int(colour) for colour in colours[chosen]]
