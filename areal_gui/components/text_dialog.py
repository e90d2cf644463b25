"""Asks for a short text, in a dialog that is wide enough to read what is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from areal_gui import theme

WIDTH = 56 * theme.SPACING


def ask_text(
    parent: QWidget, title: str, label: str, accept: Callable[[str], object], text: str = ""
) -> QInputDialog:
    """Open a dialog with the text to change; what comes of it goes to `accept`."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(text)
    dialog.resize(WIDTH, dialog.sizeHint().height())
    dialog.textValueSelected.connect(accept)
    dialog.open()
    return dialog
