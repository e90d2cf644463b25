"""The style itself: what it draws differently from Fusion, and with which measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QWidget,
)

from areal_gui import theme
from areal_gui.style import buttons, fields, frames

Draw = Callable[[QStyleOption, QPainter, QWidget | None], None]

_PE, _CE, _CC = QStyle.PrimitiveElement, QStyle.ControlElement, QStyle.ComplexControl
_SC, _SE, _CT = QStyle.SubControl, QStyle.SubElement, QStyle.ContentsType
_PM, _SH = QStyle.PixelMetric, QStyle.StyleHint

CONTROL_HEIGHT = 4 * theme.SPACING
ROW_HEIGHT = 28
TEXT_PADDING = 6

PRIMITIVES: dict[QStyle.PrimitiveElement, Draw] = {
    _PE.PE_PanelButtonCommand: buttons.push_button,
    _PE.PE_PanelButtonTool: buttons.tool_button,
    _PE.PE_FrameFocusRect: buttons.focus_ring,
    _PE.PE_FrameDefaultButton: frames.nothing,
    _PE.PE_IndicatorCheckBox: buttons.check_box,
    _PE.PE_IndicatorItemViewItemCheck: buttons.check_box,
    _PE.PE_IndicatorRadioButton: buttons.radio_button,
    _PE.PE_PanelLineEdit: fields.line_edit,
    _PE.PE_Frame: frames.panel,
    _PE.PE_FrameGroupBox: frames.group_box,
    _PE.PE_FrameMenu: frames.nothing,
    _PE.PE_PanelMenu: frames.menu,
    _PE.PE_FrameTabBarBase: frames.tab_base,
    _PE.PE_FrameTabWidget: frames.tab_pane,
    _PE.PE_FrameStatusBarItem: frames.nothing,
}
CONTROLS: dict[QStyle.ControlElement, Draw] = {
    _CE.CE_ProgressBarGroove: fields.progress_groove,
    _CE.CE_ProgressBarContents: fields.progress_bar,
    _CE.CE_ProgressBarLabel: frames.nothing,
    _CE.CE_HeaderSection: frames.header_section,
    _CE.CE_HeaderEmptyArea: frames.header_section,
    _CE.CE_TabBarTabShape: frames.tab,
}
METRICS = {
    _PM.PM_ScrollBarExtent: 12,
    _PM.PM_ScrollBarSliderMin: 32,
    _PM.PM_ButtonMargin: 12,
    _PM.PM_ButtonShiftHorizontal: 0,
    _PM.PM_ButtonShiftVertical: 0,
    _PM.PM_IndicatorWidth: 16,
    _PM.PM_IndicatorHeight: 16,
    _PM.PM_ExclusiveIndicatorWidth: 16,
    _PM.PM_ExclusiveIndicatorHeight: 16,
    _PM.PM_CheckBoxLabelSpacing: theme.SPACING,
    _PM.PM_RadioButtonLabelSpacing: theme.SPACING,
    _PM.PM_SliderThickness: 20,
    _PM.PM_SliderLength: 18,
    _PM.PM_MenuVMargin: 4,
    _PM.PM_TabBarTabHSpace: 3 * theme.SPACING,
    _PM.PM_TabBarTabVSpace: 2 * theme.SPACING,
    _PM.PM_TabBarTabOverlap: 0,
    _PM.PM_TabBarBaseOverlap: 0,
    _PM.PM_TabBarTabShiftVertical: 0,
    _PM.PM_LayoutHorizontalSpacing: theme.SPACING,
    _PM.PM_LayoutVerticalSpacing: theme.SPACING,
}
HINTS = {
    _SH.SH_EtchDisabledText: 0,
    _SH.SH_DitherDisabledText: 0,
    _SH.SH_ComboBox_Popup: 0,
    _SH.SH_DialogButtonBox_ButtonsHaveIcons: 0,
    _SH.SH_FormLayoutLabelAlignment: int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
}


class Style(QProxyStyle):
    """Draws what Fusion would draw with gradients and bevels; all else stays Fusion's."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if draw := PRIMITIVES.get(element):
            _draw(draw, option, painter, widget)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if draw := CONTROLS.get(element):
            _draw(draw, option, painter, widget)
            return
        if element == _CE.CE_PushButtonLabel and isinstance(option, QStyleOptionButton):
            option.palette = buttons.label_palette(option.palette, widget)
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        def part(which: QStyle.SubControl) -> QRect:
            return self.subControlRect(control, option, which, widget)

        if control == _CC.CC_ComboBox:
            _draw(fields.combo, option, painter, widget)
        elif control == _CC.CC_SpinBox:
            _draw(fields.spin_box, option, painter, widget, part(_SC.SC_SpinBoxUp), part(_SC.SC_SpinBoxDown))
        elif control == _CC.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            _draw(fields.scroll_bar, option, painter, widget, part(_SC.SC_ScrollBarSlider))
        elif control == _CC.CC_Slider and isinstance(option, QStyleOptionSlider):
            _draw(fields.slider, option, painter, widget, part(_SC.SC_SliderHandle))
        else:
            super().drawComplexControl(control, option, painter, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        rect = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]
        if control == _CC.CC_ComboBox and part == _SC.SC_ComboBoxEditField:
            return rect.adjusted(TEXT_PADDING, 0, 0, 0)
        return rect

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        rect = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if element == _SE.SE_LineEditContents:
            return rect.adjusted(TEXT_PADDING, 0, -TEXT_PADDING, 0)
        if element == _SE.SE_PushButtonFocusRect:
            return option.rect
        return rect

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        result = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        if kind in (_CT.CT_PushButton, _CT.CT_LineEdit, _CT.CT_ComboBox, _CT.CT_SpinBox):
            result.setHeight(max(result.height(), CONTROL_HEIGHT))
        if kind == _CT.CT_ComboBox:
            result.setWidth(result.width() + 2 * TEXT_PADDING)
        elif kind == _CT.CT_HeaderSection:
            result.setHeight(max(result.height(), ROW_HEIGHT))
        return result

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        known = METRICS.get(metric)
        return super().pixelMetric(metric, option, widget) if known is None else known

    def styleHint(
        self, hint: QStyle.StyleHint, option: Any = None, widget: QWidget | None = None, returned: Any = None
    ) -> int:
        known = HINTS.get(hint)
        return super().styleHint(hint, option, widget, returned) if known is None else known


def _draw(
    draw: Callable[..., None], option: QStyleOption, painter: QPainter, widget: QWidget | None, *more: QRect
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(option, painter, widget, *more)
    painter.restore()
