"""Fields and buttons as the program uses them everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QWidget,
)

from areal_gui import theme
from areal_gui.components.icons import icon

ButtonKind = Literal["plain", "primary", "quiet", "danger"]
TEXT_ROOM = 12
"""What our style leaves free beside the text of a list."""
ICON_COLOURS = {"primary": "on_accent", "danger": "danger"}


class Button(QPushButton):
    """A push button. Kinds: primary (the next step; one per page), plain, quiet (no frame), danger."""

    def __init__(
        self,
        text: str,
        on_click: Callable[[], object] | None = None,
        *,
        kind: ButtonKind = "plain",
        icon_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        if icon_name:
            self.setIcon(icon(icon_name, ICON_COLOURS.get(kind, "text")))
        if on_click is not None:
            # `clicked` carries a flag that the handler did not ask for.
            self.clicked.connect(lambda _checked=False: on_click())

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(theme.SPACING, 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class _CalmWheel:
    """A field that a scrolling wheel does not change unless it has the focus; the page scrolls instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)  # type: ignore[call-arg]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # type: ignore[attr-defined]

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():  # type: ignore[attr-defined]
            super().wheelEvent(event)  # type: ignore[misc]
        else:
            event.ignore()


class ComboBox(_CalmWheel, QComboBox):
    """A drop-down list."""

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(TEXT_ROOM, 0)

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint() + QSize(TEXT_ROOM, 0)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Shorten the text in the middle where it has too little room: names differ at both ends."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        room = field.width() - TEXT_ROOM // 2
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideMiddle, room
        )


class SpinBox(_CalmWheel, QSpinBox):
    """A whole number."""


class DoubleSpinBox(_CalmWheel, QDoubleSpinBox):
    """A number with decimals."""


class Slider(QSlider):
    """A horizontal slider whose handle comes to where its groove is clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and not self._part("Handle").contains(place):
            groove, half = self._part("Groove"), self._part("Handle").width() // 2
            room = groove.width() - 2 * half
            value = QStyle.sliderValueFromPosition(
                self.minimum(), self.maximum(), place.x() - groove.x() - half, room
            )
            self.setValue(value)
            if not self._part("Handle").contains(place):  # between two steps Qt would go on to the next
                return
        super().mousePressEvent(event)

    def _part(self, name: Literal["Handle", "Groove"]) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        part = QStyle.SubControl[f"SC_Slider{name}"]
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)
