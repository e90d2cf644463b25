"""News in a corner of the window that goes away by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.bottom_bar import BottomBar
from areal_gui.components.icons import paint_icon
from areal_gui.components.inputs import Button
from areal_gui.components.labels import TextLabel

Kind = Literal["info", "success"]
SECONDS = 5
SECONDS_TO_ACT = 15
"""How long a notice stays that offers to do something."""
MOST = 3
WIDTH = 44 * theme.SPACING
ICON_SIZE = 2 * theme.SPACING


@dataclass(frozen=True)
class Offer:
    """Something a notice offers to do: "Undo"."""

    text: str
    run: Callable[[], object]


class Toast(QWidget):
    """One message; it stays while the mouse is over it, and a click dismisses it."""

    def __init__(self, text: str, kind: Kind, parent: QWidget, offer: Offer | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.label = TextLabel(text, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(ICON_SIZE + 3 * theme.SPACING, 12, 2 * theme.SPACING, 12)
        row.addWidget(self.label, 1)
        if offer is not None:
            row.addWidget(self._button(offer))
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(text)
        self._timer = QTimer(self, singleShot=True, interval=1000 * (SECONDS_TO_ACT if offer else SECONDS))
        self._timer.timeout.connect(self.deleteLater)
        self._timer.start()

    def _button(self, offer: Offer) -> Button:
        def take() -> None:
            self.deleteLater()
            offer.run()

        return Button(offer.text, take, kind="quiet")

    def enterEvent(self, _event: QEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        self._timer.start()

    def mousePressEvent(self, _event: QEvent) -> None:
        self.deleteLater()

    def paintEvent(self, _event: QPaintEvent) -> None:
        named = theme.colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(named.border, 1))
        painter.setBrush(named.raised)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS
        )
        name, colour = ("check", named.good) if self.kind == "success" else ("info", named.accent)
        place = QRectF(2 * theme.SPACING, 0, ICON_SIZE, ICON_SIZE)
        place.moveTop((self.height() - ICON_SIZE) / 2)
        paint_icon(painter, name, place, colour)


class ToastStack(QWidget):
    """The toasts of a window, newest at the bottom, above the status bar and the bottom bar of the page."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._room = window
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACING)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        window.installEventFilter(self)
        self.hide()

    def add(self, text: str, kind: Kind, offer: Offer | None = None) -> None:
        toasts = self.toasts()
        for old in toasts[: max(0, len(toasts) - MOST + 1)]:
            self._column.removeWidget(old)
            old.deleteLater()
        toast = Toast(text, kind, self, offer)
        toast.destroyed.connect(self._place_later)
        self._column.addWidget(toast)
        toast.show()
        self._place()

    def toasts(self) -> list[Toast]:
        items = (self._column.itemAt(index) for index in range(self._column.count()))
        return [entry for item in items if item is not None and isinstance(entry := item.widget(), Toast)]

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            self._place()
        return False

    def _place_later(self) -> None:
        QTimer.singleShot(0, self, self._place)

    def _place(self) -> None:
        if not self.toasts():
            self.hide()
            return
        self.show()
        self.adjustSize()
        self.move(
            self._room.rect().right() - self.width() - theme.MARGIN, self._lowest_place() - self.height()
        )
        self.raise_()

    def _lowest_place(self) -> int:
        free = self._room.rect().bottom() - 2 * theme.MARGIN
        bars = [bar for bar in self._room.findChildren(BottomBar) if bar.isVisible()]
        tops = [bar.mapTo(self._room, QPoint(0, 0)).y() - theme.SPACING for bar in bars]
        return min([free, *tops])
