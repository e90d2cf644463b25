"""A kind of study to begin, as a card that is pressed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from areal_gui import theme
from areal_gui.components.icons import paint_icon
from areal_gui.pages.studies.texts import kind_sentence, kind_source, kind_title

PADDING = 2 * theme.SPACING
ICON = 2 * theme.SPACING
LINES = 3
"""Of the sentence, for which there is always room."""
ICONS = {"grid": "table", "search": "search"}


class KindCard(QAbstractButton):
    """Title, where it comes from, and a sentence."""

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setText(kind_title(kind))
        self.setAccessibleName(self.tr("New study: {0}").format(kind_title(kind)))
        self.setAccessibleDescription(kind_sentence(kind))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height = 2 * PADDING + self._title_height() + self._small_height() * (LINES + 1) + theme.SPACING // 2
        return QSize(22 * theme.SPACING, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = theme.colours(self)
        active = self.isEnabled() and (self.hasFocus() or self.underMouse())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(colours.accent if active else colours.border, 2 if self.hasFocus() and active else 1)
        )
        painter.setBrush(colours.accent_soft if self.isDown() else colours.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        icon_top = PADDING + (self._title_height() - ICON) / 2
        name = ICONS.get(self.kind, "studies")
        paint_icon(painter, name, QRectF(PADDING, icon_top, ICON, ICON), colours.accent)
        left, width = PADDING + ICON + theme.SPACING, self.width() - 2 * PADDING
        painter.setPen(colours.text if self.isEnabled() else colours.muted)
        painter.setFont(theme.scaled_font(self, strong=True))
        room = width - ICON - theme.SPACING
        title = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRect(left, PADDING, room, self._title_height()), Qt.AlignmentFlag.AlignVCenter, title
        )
        painter.setPen(colours.muted)
        painter.setFont(theme.scaled_font(self, 0.95))
        top = PADDING + self._title_height() + theme.SPACING // 2
        painter.drawText(
            QRect(PADDING, top, width, self._small_height()),
            Qt.AlignmentFlag.AlignVCenter,
            kind_source(self.kind),
        )
        painter.setPen(colours.text if self.isEnabled() else colours.muted)
        sentence = QRect(PADDING, top + self._small_height(), width, LINES * self._small_height())
        painter.drawText(sentence, Qt.TextFlag.TextWordWrap, kind_sentence(self.kind))

    def _title_height(self) -> int:
        return QFontMetrics(theme.scaled_font(self, strong=True)).height()

    def _small_height(self) -> int:
        """Of one line among others: what is between the lines counts, too."""
        return QFontMetrics(theme.scaled_font(self, 0.95)).lineSpacing() + 1
