"""A line across the window about the state it is in as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.icons import paint_icon
from areal_gui.components.labels import ElidedLabel, TextLabel

ICON_SIZE = 2 * theme.SPACING


class Banner(QWidget):
    """A sign, a sentence that gives way or goes on in the next line, and what can be done about it."""

    def __init__(
        self,
        text: str,
        actions: Sequence[QWidget] = (),
        parent: QWidget | None = None,
        *,
        wraps: bool = False,
    ) -> None:
        super().__init__(parent)
        self.label = TextLabel(wrap=True) if wraps else ElidedLabel()
        self.label.setText(text)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(
            theme.MARGIN + ICON_SIZE + theme.SPACING, theme.SPACING, theme.MARGIN, theme.SPACING
        )
        row.setSpacing(theme.SPACING)
        row.addWidget(self.label, 1)
        for action in actions:
            row.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def paintEvent(self, _event: QPaintEvent) -> None:
        named = theme.colours(self)
        ground = QColor(named.warning)
        ground.setAlphaF(0.14)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), ground)
        place = QRectF(theme.MARGIN, (self.height() - ICON_SIZE) / 2, ICON_SIZE, ICON_SIZE)
        paint_icon(painter, "warning", place, named.warning)
