"""What filters leave of a log, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count

if TYPE_CHECKING:
    from engine.sequences.filtering import Size
    from engine.sequences.snapshot import FilterEffect


def effect_text(effect: FilterEffect) -> str:
    """All of it in a sentence: the filters leave 1,203 of 2,469 sequences, 410 of 9,724 items and so on."""
    if not effect.steps:
        return _tr("No filter is on: all of the log is used.")
    if not effect.after.interactions:
        return _tr("Nothing is left. Loosen the filters.")
    parts = _tr("The filters leave {0} sequences, {1} items and {2} interactions.")
    return parts.format(
        _of(effect.after.sequences, effect.before.sequences),
        _of(effect.after.items, effect.before.items),
        _of(effect.after.interactions, effect.before.interactions),
    )


def step_rows(effect: FilterEffect) -> list[tuple[str, str, str, str]]:
    """Each filter that is on, in the order they are applied, and what is left after it."""
    rows = [(_tr("The whole log"), effect.before), *((step_title(name), left) for name, left in effect.steps)]
    return [(title, *_counts(size)) for title, size in rows]


def step_title(name: str) -> str:
    """A filter's name for people."""
    titles = {
        "events": _tr("Events that count"),
        "minimum_value": _tr("Least value"),
        "window": _tr("Time window"),
        "duplicates": _tr("Duplicates"),
        "consecutive_repeats": _tr("Consecutive repeats"),
        "core": _tr("Least interactions of items and sequences"),
    }
    return titles.get(name, name)


def _counts(size: Size) -> tuple[str, str, str]:
    return count(size.sequences), count(size.items), count(size.interactions)


def _of(left: int, whole: int) -> str:
    return count(whole) if left == whole else _tr("{0} of {1}").format(count(left), count(whole))


def _tr(text: str) -> str:
    return QCoreApplication.translate("filters", text)
