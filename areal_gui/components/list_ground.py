"""The ground of a row that a list paints itself: chosen, under the mouse, or with the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from areal_gui import theme

_FOCUSED = QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_KeyboardFocusChange


def paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, ground: QRectF, radius: float = theme.RADIUS
) -> None:
    """Paint it as the row's state asks for; an ordinary row has none."""
    named = theme.colours(option.widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(named.accent_soft if chosen else named.raised)
        painter.drawRoundedRect(ground, radius, radius)
    if chosen and option.state & _FOCUSED == _FOCUSED:
        painter.setPen(QPen(named.accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground.adjusted(1, 1, -1, -1), radius, radius)
