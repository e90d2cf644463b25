"""The column at the left that leads to the pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.icons import paint_icon

WIDE, NARROW = 25 * theme.SPACING, 8 * theme.SPACING
ROW_HEIGHT = 5 * theme.SPACING
ICON_SIZE = 20


class NavigationButton(QAbstractButton):
    """An icon with the name of a page; only the icon where there is little room."""

    def __init__(self, title: str, icon_name: str, shortcut: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setToolTip(f"{title}  ({shortcut})")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(ROW_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(NARROW, ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        named, chosen = theme.colours(self), self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or self.underMouse():
            painter.setBrush(named.accent_soft if chosen else named.raised)
            painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            painter.setPen(QPen(named.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS - 1, theme.RADIUS - 1
            )
        left = 14.0
        colour = named.accent if chosen else named.muted
        paint_icon(
            painter, self._icon_name, QRectF(left, (ROW_HEIGHT - ICON_SIZE) / 2, ICON_SIZE, ICON_SIZE), colour
        )
        if self.width() > 2 * NARROW:
            painter.setPen(named.accent if chosen else named.text)
            painter.setFont(theme.scaled_font(self, strong=chosen))
            text = QRectF(self.rect()).adjusted(left + ICON_SIZE + 12, 0, -theme.SPACING, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.text())


class Navigation(QWidget):
    """One button for each page, of which one is chosen."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[tuple[str, str, str, str]], parent: QWidget | None = None) -> None:
        """Args: pages: key, title, icon and shortcut of each."""
        super().__init__(parent)
        self._buttons: dict[str, NavigationButton] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACING, theme.SPACING, theme.SPACING, theme.SPACING)
        column.setSpacing(theme.SPACING // 2)
        for key, title, icon_name, shortcut in pages:
            button = NavigationButton(title, icon_name, shortcut)
            button.clicked.connect(lambda _=False, page=key: self.chosen.emit(page))
            group.addButton(button)
            column.addWidget(button)
            self._buttons[key] = button
        column.addStretch(1)
        self.set_narrow(False)

    def choose(self, key: str) -> None:
        """Mark a page as the one that is shown."""
        self._buttons[key].setChecked(True)

    def set_narrow(self, narrow: bool) -> None:
        self.setFixedWidth(NARROW if narrow else WIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.colours(self).border)
        painter.drawLine(self.rect().topRight(), self.rect().bottomRight())
