"""The few shapes that all controls are made of."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyleOption, QWidget

from areal_gui import theme

State = QStyle.StateFlag


def has(option: QStyleOption, flag: QStyle.StateFlag) -> bool:
    """Whether the control is in a state."""
    return bool(option.state & flag)


def rect_of(option: QStyleOption) -> QRect:
    """Where the control is."""
    rect: QRect = option.rect
    return rect


def rounded(
    painter: QPainter,
    rect: QRect | QRectF,
    fill: QColor | None,
    border: QColor | None = None,
    *,
    width: float = 1,
    radius: float = theme.CONTROL_RADIUS,
) -> None:
    """A rounded rectangle whose border lies inside it."""
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    inset = width / 2 if border is not None else 0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)


def field_frame(painter: QPainter, option: QStyleOption, widget: QWidget | None) -> None:
    """The ground and border of a field: thin, and in the accent's colour while it has the focus."""
    named = theme.colours(widget)
    focused = has(option, State.State_HasFocus)
    fill = named.surface if has(option, State.State_Enabled) else named.window
    border = named.accent if focused else named.border
    rounded(painter, rect_of(option), fill, border, width=2 if focused else 1)


def stroke(colour: QColor, width: float = 1.5) -> QPen:
    """A pen with round ends."""
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def chevron(painter: QPainter, centre: QPointF, colour: QColor, *, size: float = 4, up: bool = False) -> None:
    """A small arrow head that points down, or up."""
    half = size / 2 * (-1 if up else 1)
    path = QPainterPath(centre + QPointF(-size, -half))
    path.lineTo(centre + QPointF(0, half))
    path.lineTo(centre + QPointF(size, -half))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(stroke(colour))
    painter.drawPath(path)


def pill(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """A bar with round ends."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    radius = min(rect.width(), rect.height()) / 2
    painter.drawRoundedRect(rect, radius, radius)
