"""What can be asked of any page that is shown: names, the keyboard's way through it, room for its texts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

TAB = Qt.FocusPolicy.TabFocus


def described(widget: QWidget) -> str:
    """A widget as a developer finds it: kind, names, and what it is in."""
    label = (
        widget.objectName() or widget.accessibleName() or (widget.text() if hasattr(widget, "text") else "")
    )
    parent = widget.parentWidget()
    return f"{type(widget).__name__}({label!r}) in {type(parent).__name__ if parent else 'nothing'}"


def focusable(page: QWidget) -> list[QWidget]:
    """What the keyboard must reach: visible, enabled, takes focus by Tab, and is no inner part of another."""
    return [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisibleTo(page)
        and widget.isEnabled()
        and widget.focusPolicy() & TAB
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
    ]


def accessible_name(widget: QWidget) -> str:
    """What a screen reader says, by Qt's own rules.

    WORKAROUND: asking QAccessible for it crashes later on, when the widget is hidden: PySide frees the
    interface that Qt keeps.
    """
    if widget.accessibleName():
        return widget.accessibleName()
    labels = (label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget)
    own = widget.text() if isinstance(widget, QAbstractButton) else ""
    return own or next(labels, "")


def without_name(page: QWidget) -> list[str]:
    """The focusable widgets that a screen reader has no name for."""
    return [described(widget) for widget in focusable(page) if not accessible_name(widget).strip()]


def unreached_by_tab(page: QWidget) -> list[str]:
    """The focusable widgets that pressing Tab again and again never comes to."""
    wanted = focusable(page)
    if not wanted:
        return []
    page.window().activateWindow()
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    visited: set[QWidget] = set()
    for _ in range(3 * len(wanted) + 10):
        current = QApplication.focusWidget()
        if current is None:
            break
        visited.add(current)
        QTest.keyClick(current, Qt.Key.Key_Tab)
    return [described(widget) for widget in wanted if not _reached(widget, visited)]


def _reached(widget: QWidget, visited: set[QWidget]) -> bool:
    """Of buttons that exclude each other Tab reaches one, and the arrow keys the rest."""
    if widget in visited:
        return True
    exclusive = isinstance(widget, QRadioButton) or (isinstance(widget, QAbstractButton) and widget.group())
    if not exclusive:
        return False
    group = widget.group()
    together = group.buttons() if group else widget.parentWidget().findChildren(QRadioButton)
    return any(button in visited for button in together)


def clipped(page: QWidget) -> list[str]:
    """The labels and buttons whose text has less room than it needs."""
    return [
        f"{described(widget)}: {widget.width()}x{widget.height()} for {_needed(widget)}"
        for widget in page.findChildren(QWidget)
        if widget.isVisibleTo(page) and _is_clipped(widget)
    ]


def too_wide(page: QWidget) -> list[str]:
    """The scrolling areas of forms and cards that would have to be pushed sideways to be read."""
    return [
        f"{described(area)}: {area.widget().width()} in {area.viewport().width()}"
        for area in page.findChildren(QScrollArea)
        if area.isVisibleTo(page) and area.widget() and area.widget().width() > area.viewport().width()
    ]


def _needed(widget: QWidget) -> str:
    hint = widget.minimumSizeHint()
    return f"{hint.width()}x{hint.height()}"


def _is_clipped(widget: QWidget) -> bool:
    if isinstance(widget, QPushButton):
        return widget.width() + 1 < widget.minimumSizeHint().width()
    # A label that paints itself shortens its own text.
    if (
        not isinstance(widget, QLabel)
        or type(widget).paintEvent is not QLabel.paintEvent
        or not widget.text()
    ):
        return False
    if widget.wordWrap():
        return widget.height() + 1 < widget.heightForWidth(widget.width())
    hint = widget.minimumSizeHint()
    return widget.width() + 1 < hint.width() or widget.height() + 1 < hint.height()


def picture(page: QWidget, scale: float = 1.0) -> QImage:
    """The page painted on its ground, at a screen's scale."""
    image = QImage(page.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(page.palette().color(QPalette.ColorRole.Window))
    page.render(image)
    return image


def mean_lightness(image: QImage) -> float:
    """From 0, black, to 255, white."""
    tiny = image.scaled(32, 32, mode=Qt.TransformationMode.SmoothTransformation)
    return sum(QColor(tiny.pixel(x, y)).lightness() for x in range(32) for y in range(32)) / 1024
