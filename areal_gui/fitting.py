"""Windows that are no larger than the screen they are on."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QSize
from PySide6.QtWidgets import QWidget

FRAME = QMargins(4, 32, 4, 8)
"""What a window manager may draw around a window; it is not known before the window is shown."""


def on_screen(widget: QWidget, wished: QSize) -> QSize:
    """The wished size of a window, or as much of it as its screen has room for beside bars and frame."""
    return wished.boundedTo(widget.screen().availableGeometry().marginsRemoved(FRAME).size())
