"""Push buttons, tool buttons, check boxes, radio buttons, and the focus ring."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette
from PySide6.QtWidgets import QComboBox, QPushButton, QStyleOption, QStyleOptionToolButton, QWidget

from areal_gui import theme
from areal_gui.style.shapes import State, chevron, has, rect_of, rounded, stroke


def kind_of(widget: QWidget | None) -> str:
    """The kind of a `components.Button`; "plain" for any other."""
    kind = widget.property("kind") if widget is not None else None
    return kind if isinstance(kind, str) else "plain"


def push_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named, kind, rect = theme.colours(widget), kind_of(widget), rect_of(option)
    enabled, down = has(option, State.State_Enabled), has(option, State.State_Sunken)
    hover = enabled and has(option, State.State_MouseOver)
    if kind == "primary" and enabled:
        fill = named.accent.darker(112) if down else named.accent.lighter(108) if hover else named.accent
        rounded(painter, rect, fill)
        _button_focus(option, painter, named.surface, inset=2)
        return
    fill = named.border if down else named.raised if hover else named.surface
    if has(option, State.State_On):
        fill = named.accent_soft
    if kind != "quiet":
        rounded(painter, rect, fill if enabled else named.window, named.border)
    elif hover or down or has(option, State.State_On):
        rounded(painter, rect, fill)
    _button_focus(option, painter, named.accent)


def _button_focus(option: QStyleOption, painter: QPainter, colour: QColor, inset: int = 0) -> None:
    """The ring of a button goes around all of it, not around its text."""
    if has(option, State.State_HasFocus) and has(option, State.State_KeyboardFocusChange):
        rect = rect_of(option).adjusted(inset, inset, -inset, -inset)
        rounded(painter, rect, None, colour, width=2, radius=theme.CONTROL_RADIUS - inset / 2)


def label_palette(palette: QPalette, widget: QWidget | None) -> QPalette:
    """The palette for a button's text, where its kind asks for another colour."""
    named, kind = theme.colours(widget), kind_of(widget)
    colour = {"primary": named.on_accent, "danger": named.danger}.get(kind)
    if colour is None:
        return palette
    result = QPalette(palette)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        result.setColor(group, QPalette.ColorRole.ButtonText, colour)
    return result


def tool_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named = theme.colours(widget)
    down = has(option, State.State_Sunken)
    if has(option, State.State_On):
        rounded(painter, rect_of(option), named.accent_soft)
    elif has(option, State.State_Enabled) and (down or has(option, State.State_MouseOver)):
        rounded(painter, rect_of(option), named.border if down else named.raised)


def take_menu_arrow(option: QStyleOptionToolButton) -> bool:
    """Keep Fusion from its arrow in the corner; whether one belongs beside the text.

    Without a text the icon says that there is more, and an arrow would stick to it.
    """
    menu = QStyleOptionToolButton.ToolButtonFeature.HasMenu
    opens = bool(option.features & menu)
    option.features &= ~menu
    return opens and bool(option.text)


def menu_arrow(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """In the middle of the height, as on other buttons with a menu."""
    rect = rect_of(option)
    chevron(painter, QPointF(rect.right() - 5, rect.center().y() + 1), theme.colours(widget).muted, size=3)


def focus_ring(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    # These show their focus in their frame; for the rest only who moves by keyboard needs the ring.
    if has(option, State.State_KeyboardFocusChange) and not isinstance(widget, QComboBox | QPushButton):
        rounded(painter, rect_of(option), None, theme.colours(widget).accent, width=2)


def check_box(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named, on = theme.colours(widget), has(option, State.State_On)
    some, enabled = has(option, State.State_NoChange), has(option, State.State_Enabled)
    box = _square(option)
    ground = named.accent if enabled else named.muted
    if on or some:
        rounded(painter, box, ground, radius=4)
    else:
        rounded(painter, box, named.surface if enabled else named.window, named.muted, radius=4)
        return
    painter.setPen(stroke(named.on_accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    centre = box.center()
    mark = QPainterPath(centre + QPointF(-4, 0))
    if some:
        mark.lineTo(centre + QPointF(4, 0))
    else:
        mark.lineTo(centre + QPointF(-1, 3))
        mark.lineTo(centre + QPointF(4, -3))
    painter.drawPath(mark)


def radio_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named, on = theme.colours(widget), has(option, State.State_On)
    enabled, box = has(option, State.State_Enabled), _square(option)
    ground = named.accent if enabled else named.muted
    border, fill = (ground, ground) if on else (named.muted, named.surface if enabled else named.window)
    rounded(painter, box, fill, border, radius=box.width() / 2)
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(named.on_accent)
        painter.drawEllipse(box.center(), 3, 3)


def _square(option: QStyleOption) -> QRectF:
    rect = QRectF(rect_of(option))
    side = min(rect.width(), rect.height(), 16.0)
    box = QRectF(0, 0, side, side)
    box.moveCenter(rect.center())
    return box
