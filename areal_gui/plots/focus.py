"""The ring around the plot that has the keyboard."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from areal_gui import theme


def paint_focus(plot: QWidget) -> None:
    """Draw it where the keyboard is here; called from the plot's paint event."""
    if plot.hasFocus():
        painter = QPainter(plot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colours(plot).accent, 2))
        painter.drawRoundedRect(plot.rect().adjusted(1, 1, -1, -1), 4, 4)
