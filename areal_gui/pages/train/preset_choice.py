"""The presets side by side, each with a sentence; one is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from areal_gui import theme

PADDING = 2 * theme.SPACING
DOT = 2 * theme.SPACING


class PresetChoice(QWidget):
    """Like radio buttons: the arrow keys move the choice."""

    chosen = Signal(str)

    def __init__(self, presets: dict[str, tuple[str, str]], parent: QWidget | None = None) -> None:
        """Takes name -> (title, sentence)."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, PresetButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING + theme.SPACING // 2)
        for name, (title, sentence) in presets.items():
            button = PresetButton(title, sentence)
            button.clicked.connect(lambda _checked, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self.buttons[name] = button
            row.addWidget(button, 1)

    def offer(self, sentences: Mapping[str, str]) -> None:
        """Show only these presets, with these sentences."""
        for name, button in self.buttons.items():
            button.setVisible(name in sentences)
            button.set_sentence(sentences.get(name, ""))

    def choose(self, name: str) -> None:
        """Show `name` as chosen without emitting."""
        self.buttons[name].setChecked(True)


class PresetButton(QAbstractButton):
    """A card with a title and a sentence that wraps."""

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self._sentence = sentence
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_sentence(self, sentence: str) -> None:
        self._sentence = sentence
        self.setAccessibleDescription(sentence)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(24 * theme.SPACING, self.heightForWidth(24 * theme.SPACING))

    def minimumSizeHint(self) -> QSize:
        return QSize(16 * theme.SPACING, 8 * theme.SPACING)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return 2 * PADDING + self._title_height() + theme.SPACING // 2 + self._sentence_rect(width).height()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.colours(self)
        on, active = self.isChecked(), self.hasFocus() or self.underMouse()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = colours.accent if on or active else colours.border
        painter.setPen(QPen(edge, 2 if on or self.hasFocus() else 1))
        painter.setBrush(colours.accent_soft if on else colours.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        self._paint_dot(painter, on)
        painter.setPen(colours.text)
        painter.setFont(theme.scaled_font(self, strong=True))
        left = PADDING + DOT + theme.SPACING
        place = QRect(left, PADDING, self.width() - left, self._title_height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(colours.text if on else colours.muted)
        painter.setFont(theme.scaled_font(self, 0.95))
        painter.drawText(self._sentence_rect(self.width()), Qt.TextFlag.TextWordWrap, self._sentence)

    def _paint_dot(self, painter: QPainter, on: bool) -> None:
        colours = theme.colours(self)
        top = PADDING + (self._title_height() - DOT) / 2
        ring = QRectF(PADDING, top, DOT, DOT)
        painter.setPen(QPen(colours.accent if on else colours.muted, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(ring.adjusted(1, 1, -1, -1))
        if on:
            painter.setBrush(colours.accent)
            painter.drawEllipse(ring.adjusted(5, 5, -5, -5))

    def _title_height(self) -> int:
        return QFontMetrics(theme.scaled_font(self, strong=True)).height()

    def _sentence_rect(self, width: int) -> QRect:
        top = PADDING + self._title_height() + theme.SPACING // 2
        room = QRect(PADDING, top, max(1, width - 2 * PADDING), 10_000)
        metrics = QFontMetrics(theme.scaled_font(self, 0.95))
        return metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._sentence)
