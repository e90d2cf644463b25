"""What surrounds content: panels, group boxes, tabs, table headers, menus."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyleOption, QWidget

from areal_gui import theme
from areal_gui.style.shapes import State, has, pill, rect_of, rounded

FRAME_RADIUS = 4


def panel(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Around tables, lists and text."""
    named = theme.colours(widget)
    focused = has(option, State.State_HasFocus) and has(option, State.State_KeyboardFocusChange)
    border = named.accent if focused else named.border
    rounded(painter, rect_of(option), None, border, radius=FRAME_RADIUS)


def group_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    rounded(painter, rect_of(option), None, theme.colours(widget).border)


def menu(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named = theme.colours(widget)
    painter.fillRect(rect_of(option), named.surface)
    rounded(painter, rect_of(option), None, named.border, radius=0)


def header_section(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named, rect = theme.colours(widget), rect_of(option)
    painter.fillRect(rect, named.raised if has(option, State.State_MouseOver) else named.surface)
    painter.setPen(named.border)
    if has(option, State.State_Horizontal):
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    else:  # titles of rows: one line parts them all from what they name
        painter.drawLine(rect.topRight(), rect.bottomRight())


def tab(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """A tab is its text; the chosen one has a line under it."""
    named, rect = theme.colours(widget), QRectF(rect_of(option))
    if has(option, State.State_Selected):
        pill(painter, QRectF(rect.left() + 8, rect.bottom() - 2, rect.width() - 16, 3), named.accent)
    elif has(option, State.State_MouseOver):
        rounded(painter, rect.adjusted(2, 2, -2, -5), named.raised)


def tab_base(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    rect = rect_of(option)
    painter.setPen(theme.colours(widget).border)
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def tab_pane(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    rect = rect_of(option)
    painter.setPen(theme.colours(widget).border)
    painter.drawLine(rect.topLeft(), rect.topRight())


def selection_palette(option: QStyleOption, widget: QWidget | None) -> QPalette:
    """A chosen row is marked softly, so that what it says stays easy to read."""
    if not has(option, State.State_Selected):
        return option.palette
    named = theme.colours(widget)
    result = QPalette(option.palette)
    result.setColor(QPalette.ColorRole.Highlight, named.accent_soft)
    result.setColor(QPalette.ColorRole.HighlightedText, named.text)
    return result


def nothing(_option: QStyleOption, _painter: QPainter, _widget: QWidget | None) -> None:
    """What Fusion draws here has no place in this look."""
