"""Fusion with calmer controls: flat, rounded, with a focus ring, in the theme's colours at paint time."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QWidget,
)

from areal_gui import theme

PE, CE, CC, SC = QStyle.PrimitiveElement, QStyle.ControlElement, QStyle.ComplexControl, QStyle.SubControl
CT, PM, SH, State = QStyle.ContentsType, QStyle.PixelMetric, QStyle.StyleHint, QStyle.StateFlag

CONTROL_HEIGHT = 4 * theme.SPACING
METRICS = {
    PM.PM_ScrollBarExtent: 12,
    PM.PM_ScrollBarSliderMin: 32,
    PM.PM_ButtonMargin: 12,
    PM.PM_ButtonShiftHorizontal: 0,
    PM.PM_ButtonShiftVertical: 0,
    PM.PM_MenuPanelWidth: 1,
    PM.PM_MenuVMargin: 4,
    PM.PM_MenuHMargin: 4,
}
HINTS = {
    SH.SH_EtchDisabledText: 0,
    SH.SH_DitherDisabledText: 0,
    SH.SH_ComboBox_Popup: 0,
    SH.SH_DialogButtonBox_ButtonsHaveIcons: 0,
    SH.SH_UnderlineShortcut: 0,
}


class Style(QProxyStyle):
    """Draws what Fusion would draw with gradients and bevels; all else stays Fusion's."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._primitives = {
            PE.PE_PanelButtonCommand: _button,
            PE.PE_PanelButtonTool: _tool_button,
            PE.PE_PanelLineEdit: _field,
            PE.PE_FrameFocusRect: _focus_ring,
            PE.PE_FrameDefaultButton: _nothing,
        }
        self._controls = {
            CE.CE_ProgressBarGroove: _progress_groove,
            CE.CE_ProgressBarContents: _progress_bar,
            CE.CE_ProgressBarLabel: _nothing,
        }

    def drawPrimitive(
        self, element: PE, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        draw = self._primitives.get(element)
        if draw is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            _draw(draw, option, painter, widget)

    def drawControl(
        self, element: CE, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        draw = self._controls.get(element)
        if draw is None:
            super().drawControl(element, option, painter, widget)
        else:
            _draw(draw, option, painter, widget)

    def drawComplexControl(
        self, control: CC, option: QStyleOptionComplex, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        if control == CC.CC_ComboBox and not (isinstance(widget, QComboBox) and widget.isEditable()):
            _draw(_combo, option, painter, widget)
        elif control == CC.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            handle = self.subControlRect(control, option, SC.SC_ScrollBarSlider, widget)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _scroll_bar(option, painter, handle, widget)
            painter.restore()
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self, control: CC, option: QStyleOptionComplex, part: SC, widget: QWidget | None = None
    ) -> QRect:
        if control == CC.CC_ScrollBar and part in (SC.SC_ScrollBarAddLine, SC.SC_ScrollBarSubLine):
            return QRect()
        return super().subControlRect(control, option, part, widget)

    def sizeFromContents(
        self, kind: CT, option: QStyleOption | None, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        result = super().sizeFromContents(kind, option, size, widget)
        if kind in (CT.CT_PushButton, CT.CT_LineEdit, CT.CT_ComboBox, CT.CT_SpinBox):
            result.setHeight(max(result.height(), CONTROL_HEIGHT))
        elif kind == CT.CT_MenuItem:
            result.setHeight(max(result.height(), 28) if size.height() > 6 else result.height())
        return result

    def pixelMetric(
        self, metric: PM, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        known = METRICS.get(metric)
        return super().pixelMetric(metric, option, widget) if known is None else known

    def styleHint(self, hint: SH, option=None, widget=None, data=None) -> int:  # type: ignore[no-untyped-def]
        known = HINTS.get(hint)
        return super().styleHint(hint, option, widget, data) if known is None else known


def _draw(draw, option, painter: QPainter, widget) -> None:  # type: ignore[no-untyped-def]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(option, painter, widget)
    painter.restore()


def _rounded(
    painter: QPainter, rect: QRect, fill: QColor | None, border: QColor | None, width: float = 1
) -> None:
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(border, width) if border is not None else Qt.PenStyle.NoPen)
    inset = width / 2 if border is not None else 0
    frame = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(frame, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)


def _nothing(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Fusion's mark has no place in this look."""


def _button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named = theme.colours(widget)
    kind = widget.property("kind") if widget is not None else None
    enabled, down = _has(option, State.State_Enabled), _has(option, State.State_Sunken)
    hover = enabled and _has(option, State.State_MouseOver)
    if kind == "primary" and enabled:
        fill = named.accent.darker(112) if down else named.accent.lighter(108) if hover else named.accent
        _rounded(painter, option.rect, fill, None)
        return
    fill = named.border if down else named.raised if hover else named.surface
    if _has(option, State.State_On):
        fill = named.accent_soft
    if kind == "quiet":
        _rounded(painter, option.rect, fill if hover or down else None, None)
        return
    _rounded(painter, option.rect, fill if enabled else named.window, named.border)


def _tool_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named = theme.colours(widget)
    if _has(option, State.State_On):
        _rounded(painter, option.rect, named.accent_soft, None)
    elif _has(option, State.State_Enabled) and _has(option, State.State_MouseOver):
        _rounded(
            painter, option.rect, named.border if _has(option, State.State_Sunken) else named.raised, None
        )


def _field(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if not getattr(option, "lineWidth", 1):  # inside a spin box or a combo box, which has its own frame
        return
    named = theme.colours(widget)
    focused = _has(option, State.State_HasFocus)
    fill = named.surface if _has(option, State.State_Enabled) else named.window
    _rounded(painter, option.rect, fill, named.accent if focused else named.border, 2 if focused else 1)


def _combo(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    named = theme.colours(widget)
    focused, enabled = _has(option, State.State_HasFocus), _has(option, State.State_Enabled)
    hover = enabled and _has(option, State.State_MouseOver)
    fill = named.raised if hover else named.surface if enabled else named.window
    _rounded(painter, option.rect, fill, named.accent if focused else named.border, 2 if focused else 1)
    centre = QPointF(option.rect.right() - 14, option.rect.center().y() + 0.5)
    _chevron(painter, centre, named.muted)


def _chevron(painter: QPainter, centre: QPointF, colour: QColor) -> None:
    path = QPainterPath(centre + QPointF(-4, -2))
    path.lineTo(centre + QPointF(0, 2))
    path.lineTo(centre + QPointF(4, -2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(
        QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPath(path)


def _focus_ring(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if _has(option, State.State_KeyboardFocusChange):
        ring = option.rect.adjusted(-2, -2, 2, 2) if isinstance(widget, QComboBox) else option.rect
        _rounded(painter, ring, None, theme.colours(widget).accent, 2)


def _progress_groove(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    _bar(painter, _thin(option.rect), theme.colours(widget).border)


def _progress_bar(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionProgressBar):
        return
    rect, colour = _thin(option.rect), theme.colours(widget).accent
    span = option.maximum - option.minimum
    if span > 0:
        share = (option.progress - option.minimum) / span
        rect.setWidth(max(rect.height(), rect.width() * min(1.0, share)) if share > 0 else 0)
    else:  # of unknown length: a calm full bar, not an endless animation
        colour = QColor(colour)
        colour.setAlpha(120)
    _bar(painter, rect, colour)


def _thin(rect: QRect) -> QRectF:
    height = min(6, rect.height())
    return QRectF(rect.x(), rect.center().y() - height / 2 + 0.5, rect.width(), height)


def _bar(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)


def _scroll_bar(option: QStyleOptionSlider, painter: QPainter, handle: QRect, widget: QWidget | None) -> None:
    if option.maximum <= option.minimum:
        return
    colour = QColor(theme.colours(widget).muted)
    held = _has(option, State.State_MouseOver) or _has(option, State.State_Sunken)
    colour.setAlpha(170 if held else 90)
    upright = option.orientation == Qt.Orientation.Vertical
    rect = QRectF(handle).adjusted(3, 2, -3, -2) if upright else QRectF(handle).adjusted(2, 3, -2, -3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, 3, 3)


def _has(option: QStyleOption, flag: State) -> bool:
    return bool(option.state & flag)
