"""Line edits, drop-down lists, spin boxes, sliders, progress and scroll bars."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOption, QStyleOptionProgressBar, QStyleOptionSlider, QWidget

from areal_gui import theme
from areal_gui.style.shapes import State, chevron, field_frame, has, pill, rect_of, rounded

BAR_HEIGHT = 6
GROOVE_HEIGHT = 4


def line_edit(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if getattr(option, "lineWidth", 1):  # without, it is inside a field that has its own frame
        field_frame(painter, option, widget)


def combo(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    field_frame(painter, option, widget)
    named, rect = theme.colours(widget), rect_of(option)
    hover = has(option, State.State_Enabled) and has(option, State.State_MouseOver)
    centre = QPointF(rect.right() - 13, rect.center().y() + 0.5)
    chevron(painter, centre, named.text if hover else named.muted)


def spin_box(option: QStyleOption, painter: QPainter, widget: QWidget | None, up: QRect, down: QRect) -> None:
    field_frame(painter, option, widget)
    colour = theme.colours(widget).muted
    for rect, points_up in ((up, True), (down, False)):
        centre = QRectF(rect).center() + QPointF(-2, 1.5 if points_up else -1.5)
        chevron(painter, centre, colour, size=3, up=points_up)


def slider(option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None, handle: QRect) -> None:
    named, rect = theme.colours(widget), QRectF(rect_of(option))
    upright = option.orientation == Qt.Orientation.Vertical
    knob = QRectF(handle).center()
    groove = QRectF(rect)
    if upright:
        groove.setWidth(GROOVE_HEIGHT)
    else:
        groove.setHeight(GROOVE_HEIGHT)
    groove.moveCenter(rect.center())
    pill(painter, groove, named.border)
    done = QRectF(groove)
    if upright:
        done.setTop(knob.y())
    else:
        done.setRight(knob.x())
    enabled = has(option, State.State_Enabled)
    pill(painter, done, named.accent if enabled else named.border)
    dot = QRectF(0, 0, 16, 16)
    dot.moveCenter(knob)
    ring = named.accent if enabled else named.muted
    rounded(painter, dot, named.surface, ring, width=2 if enabled else 1, radius=8)
    if has(option, State.State_HasFocus):
        painter.setBrush(ring)
        painter.drawEllipse(knob, 3, 3)


def progress_groove(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    pill(painter, _thin(rect_of(option)), theme.colours(widget).border)


def progress_bar(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionProgressBar):
        return
    rect, colour = _thin(rect_of(option)), theme.colours(widget).accent
    low, high, now = option.minimum, option.maximum, option.progress
    if high > low:
        share = min(1.0, (now - low) / (high - low))
        rect.setWidth(max(rect.height(), rect.width() * share) if share > 0 else 0)
    else:  # of unknown length: a calm full bar, not an endless animation
        colour = QColor(colour)
        colour.setAlpha(110)
    pill(painter, rect, colour)


def scroll_bar(option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None, handle: QRect) -> None:
    if option.maximum <= option.minimum:
        return
    colour = QColor(theme.colours(widget).muted)
    colour.setAlpha(170 if has(option, State.State_MouseOver) or has(option, State.State_Sunken) else 90)
    upright = option.orientation == Qt.Orientation.Vertical
    margins = (3, 2, -3, -2) if upright else (2, 3, -2, -3)
    pill(painter, QRectF(handle).adjusted(*margins), colour)


def _thin(rect: QRect) -> QRectF:
    height = min(BAR_HEIGHT, rect.height())
    return QRectF(rect.x(), rect.center().y() - height / 2 + 0.5, rect.width(), height)
