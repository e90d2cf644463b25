"""How numbers are written for people."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication


def percent(fraction: float | None) -> str:
    """A fraction in percent with two decimals; a dash where there is none."""
    if fraction is None or math.isnan(fraction):
        return "–"
    return f"{100 * fraction:.2f}"


def loss_text(value: float | None) -> str:
    """A loss with as many decimals as tell it apart from its neighbours."""
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.4f}" if abs(value) < 100 else f"{value:.1f}"


def duration(seconds: float) -> str:
    """Seconds as `8 s`, `2 min 05 s` or `1 h 02 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return QCoreApplication.translate("formats", "{} s").format(whole)
    if whole < 3600:
        return QCoreApplication.translate("formats", "{} min {:02d} s").format(whole // 60, whole % 60)
    return QCoreApplication.translate("formats", "{} h {:02d} min").format(whole // 3600, whole % 3600 // 60)


def count(number: float) -> str:
    """A count with thin spaces between the thousands."""
    return f"{round(number):,}".replace(",", "\u202f")
