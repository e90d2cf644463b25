"""Icons drawn from our own SVG files in the colour of the text around them."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from areal_gui import theme

log = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "icons"


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon `resources/icons/<name>.svg` in a named colour; it follows the theme by itself."""
    return QIcon(_Engine(name, colour))


def paint_icon(painter: QPainter, name: str, where: QRectF, colour: QColor) -> None:
    """Draw an icon in a colour of the painter's choice."""
    _renderer(name, colour.name()).render(painter, where)


@cache
def _source(name: str) -> bytes:
    try:
        return (FOLDER / f"{name}.svg").read_bytes()
    except OSError:
        log.warning("there is no icon %s", name)
        return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", colour.encode())))


class _Engine(QIconEngine):
    """Renders at the asked size and in the palette of the moment, so nothing is stale or blurred."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        named = theme.colours()
        if mode == QIcon.Mode.Disabled:
            colour = QColor(named.muted)
            painter.setOpacity(0.5)
        else:
            colour = named.accent if state == QIcon.State.On else getattr(named, self._colour)
        paint_icon(painter, self._name, QRectF(rect), colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour)

    def key(self) -> str:
        return "areal"
