"""The look: two palettes that follow the system, named colours, and the 8 pixel grid.

Widgets ask `colours(self)` while they paint, or when `changed` fires: nothing keeps an old theme's colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

Choice = Literal["system", "light", "dark"]
CHOICES: tuple[Choice, ...] = get_args(Choice)

SPACING = 8
"""The grid: distances are multiples of this (or, inside a control, half of it)."""
MARGIN = 3 * SPACING
"""Between the edge of a page and what it shows."""
RADIUS = 8
"""Corners of cards."""
CONTROL_RADIUS = 6
"""Corners of buttons and fields."""


@dataclass(frozen=True)
class Colours:
    """What the colours of the current theme mean."""

    window: QColor
    surface: QColor
    raised: QColor
    border: QColor
    text: QColor
    muted: QColor
    accent: QColor
    on_accent: QColor
    accent_soft: QColor
    good: QColor
    warning: QColor
    danger: QColor
    series: tuple[QColor, ...]
    """Eight colours that people with colour-blindness can tell apart; use dashes as a second code."""
    kinds: tuple[QColor, ...]
    """Six colours of small dots, unlike each other, unlike grey, unlike the green of a list's items."""


_LIGHT = {
    "window": "#f5f6f8",
    "surface": "#ffffff",
    "raised": "#eceef2",
    "border": "#dcdfe6",
    "text": "#191c23",
    "muted": "#5b6372",
    "accent": "#4b57d6",
    "on_accent": "#ffffff",
    "accent_soft": "#e6e8fb",
    "good": "#137a4b",
    "warning": "#935400",
    "danger": "#c4282d",
    "series": "#0072b2 #d55e00 #00835f #b0508a #a87900 #2f8fc9 #6a4fb3 #5f6673",
    "kinds": "#1a82cc #d9a400 #c2418a #b8370d #3fc1d4 #4f2480",
}
_DARK = {
    "window": "#14161a",
    "surface": "#1b1e24",
    "raised": "#262a32",
    "border": "#31363f",
    "text": "#e8eaef",
    "muted": "#9ba3b1",
    "accent": "#98a2ff",
    "on_accent": "#101218",
    "accent_soft": "#2a2e4b",
    "good": "#4cc38a",
    "warning": "#f0b429",
    "danger": "#ff8083",
    "series": "#56b4e9 #e69f00 #35c69a #e58abf #f0e442 #8fa6ff #ff8a5c #b8bec9",
    "kinds": "#3f9fe6 #f0e442 #e5639f #ff8450 #a8ecf2 #8f5af0",
}


@cache
def _colours(dark: bool) -> Colours:
    table = dict(_DARK if dark else _LIGHT)
    several = {name: tuple(QColor(one) for one in table.pop(name).split()) for name in ("series", "kinds")}
    return Colours(**{name: QColor(value) for name, value in table.items()}, **several)  # type: ignore[arg-type]


def is_dark(widget: QWidget | None = None) -> bool:
    """Whether the widget (or the program) is shown on a dark ground."""
    palette = widget.palette() if widget is not None else QGuiApplication.palette()
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def colours(widget: QWidget | None = None) -> Colours:
    """The named colours that fit the palette the widget has now."""
    return _colours(is_dark(widget))


def palette(dark: bool) -> QPalette:
    """The whole Qt palette of one theme."""
    named, role, group = _colours(dark), QPalette.ColorRole, QPalette.ColorGroup
    result = QPalette()
    for target, colour in (
        (role.Window, named.window),
        (role.WindowText, named.text),
        (role.Base, named.surface),
        (role.AlternateBase, named.window),
        (role.Text, named.text),
        (role.PlaceholderText, named.muted),
        (role.Button, named.surface),
        (role.ButtonText, named.text),
        (role.BrightText, named.danger),
        (role.ToolTipBase, named.raised),
        (role.ToolTipText, named.text),
        (role.Highlight, named.accent),
        (role.HighlightedText, named.on_accent),
        (role.Accent, named.accent),
        (role.Link, named.accent),
        (role.LinkVisited, named.accent),
        (role.Light, named.surface.lighter(110)),
        (role.Midlight, named.raised),
        (role.Mid, named.border),
        (role.Dark, named.border.darker(115)),
        (role.Shadow, QColor(0, 0, 0, 120 if dark else 50)),
    ):
        result.setColor(target, colour)
    faint = QColor(named.muted)
    faint.setAlpha(130)
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(group.Disabled, target, faint)
    result.setColor(group.Disabled, role.Highlight, named.raised)
    return result


class _Relay(QObject):
    changed = Signal()


_relay = _Relay()
changed = _relay.changed
"""Fires after the palette of the program was replaced."""


def apply(choice: Choice) -> None:
    """Show the program in a theme; "system" follows the desktop, also when that changes later."""
    hints = QGuiApplication.styleHints()
    if choice == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Dark if choice == "dark" else Qt.ColorScheme.Light)
    # Without a platform theme Qt ignores the request and stays at Unknown, so the palette is set in any case.
    dark = choice == "dark" or (choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    QApplication.setPalette(palette(dark))
    changed.emit()


def base_font() -> QFont:
    """Inter where it is installed, else the system's font; never smaller than 10 points."""
    font = QApplication.font()
    if QFontDatabase.hasFamily("Inter"):
        font.setFamily("Inter")
    font.setPointSizeF(max(10.0, font.pointSizeF()))
    return font


def scaled_font(widget: QWidget, factor: float = 1.0, *, strong: bool = False) -> QFont:
    """The widget's font in another size or weight, so that headings follow the user's font size."""
    font = QFont(QApplication.font(widget))
    font.setPointSizeF(font.pointSizeF() * factor)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font
