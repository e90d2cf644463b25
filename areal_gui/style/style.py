"""The style itself: what it draws differently from Fusion.

Every method it overrides calls Python from Qt, and each such call may wait for Python's lock while a
worker holds it. So it overrides only the drawing; measures are set once, when a widget is polished, and not
asked for again and again through `pixelMetric`, `styleHint` and their like.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QStyleOptionToolButton,
    QWidget,
)

from areal_gui import theme
from areal_gui.style import buttons, fields, frames

Draw = Callable[[QStyleOption, QPainter, QWidget | None], None]

_PE, _CE, _CC, _SC = QStyle.PrimitiveElement, QStyle.ControlElement, QStyle.ComplexControl, QStyle.SubControl

CONTROL_HEIGHT = 4 * theme.SPACING
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
    _PE.PE_PanelScrollAreaCorner: frames.nothing,
}
CONTROLS: dict[QStyle.ControlElement, Draw] = {
    _CE.CE_ProgressBarGroove: fields.progress_groove,
    _CE.CE_ProgressBarContents: fields.progress_bar,
    _CE.CE_ProgressBarLabel: frames.nothing,
    _CE.CE_HeaderSection: frames.header_section,
    _CE.CE_HeaderEmptyArea: frames.header_section,
    _CE.CE_TabBarTabShape: frames.tab,
}


class Style(QProxyStyle):
    """Draws what Fusion would draw with gradients and bevels; all else stays Fusion's."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def polish(self, target):  # type: ignore[no-untyped-def]
        """Give fields and buttons their height and the room around their text."""
        result = super().polish(target)
        if isinstance(target, QLineEdit):
            target.setTextMargins(TEXT_PADDING, 0, TEXT_PADDING, 0)
            # Else a field would take a dropped file as text, where the window wants to import it.
            target.setAcceptDrops(False)
        if isinstance(target, QPushButton) and isinstance(target.parent(), QDialogButtonBox):
            target.setIcon(QIcon())  # its text says it already
        embedded = isinstance(target, QWidget) and isinstance(target.parent(), QAbstractSpinBox | QComboBox)
        if isinstance(target, QPushButton | QLineEdit | QComboBox | QAbstractSpinBox) and not embedded:
            target.setMinimumHeight(target.minimumHeight() or CONTROL_HEIGHT)
        return result

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
        elif element == _CE.CE_ItemViewItem:
            option.palette = frames.selection_palette(option, widget)
        elif element == _CE.CE_ComboBoxLabel and isinstance(option, QStyleOptionComboBox):
            option.rect = option.rect.adjusted(TEXT_PADDING, 0, 0, 0)
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        def part(which: QStyle.SubControl) -> QRect:
            return self.subControlRect(control, option, which, widget)  # type: ignore[arg-type]

        if control == _CC.CC_ComboBox:
            _draw(fields.combo, option, painter, widget)
        elif control == _CC.CC_SpinBox:
            _draw(fields.spin_box, option, painter, widget, part(_SC.SC_SpinBoxUp), part(_SC.SC_SpinBoxDown))
        elif control == _CC.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            _draw(fields.scroll_bar, option, painter, widget, part(_SC.SC_ScrollBarSlider))
        elif control == _CC.CC_Slider and isinstance(option, QStyleOptionSlider):
            _draw(fields.slider, option, painter, widget, part(_SC.SC_SliderHandle))
        else:
            arrow = isinstance(option, QStyleOptionToolButton) and buttons.take_menu_arrow(option)
            super().drawComplexControl(control, option, painter, widget)
            if arrow:
                _draw(buttons.menu_arrow, option, painter, widget)


def _draw(
    draw: Callable[..., None], option: QStyleOption, painter: QPainter, widget: QWidget | None, *more: QRect
) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(option, painter, widget, *more)
    painter.restore()
