"""The profile of a log in words: what its bars are called, and what each figure says in a sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui import loading, snapshots
from areal_gui.formats import count, percent

if TYPE_CHECKING:
    from engine.sequences.profile import Periods, Profile
    from engine.store.datasets import DatasetRow
    from engine.workspace import Workspace

TimeBar = tuple[str, float, str, str]
"""What stands below a bar, its height, the bar in words, and when it begins."""

_NAMES = {"hour": "%d %b %H:00", "day": "%d %b", "week": "%d %b", "month": "%b %Y"}
_KEYS = {"hour": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m"}
_TOLD = {"hour": "%d %b %Y, %H:00", "day": "%d %b %Y", "week": "%d %b %Y", "month": "%b %Y"}


@dataclass(frozen=True)
class ProfileTexts:
    """What the overview shows of a profile.

    Attributes:
        activity: interactions in each period; empty for a log without times.
        drift: of the interactions of each period but the first, the percentage with items never seen before.
        popularity: in one sentence; head and tail in `popularity_explained`.
    """

    activity: tuple[TimeBar, ...]
    activity_summary: str
    drift: tuple[TimeBar, ...]
    drift_summary: str
    popularity: str
    popularity_explained: str


def read_profile(workspace: Workspace, row: DatasetRow) -> ProfileTexts:
    """Count a log; its snapshot is made the first time."""
    with loading.one_at_a_time:
        from engine.sequences.profile import profile
    return profile_texts(profile(snapshots.opened(workspace, row.id)))


def profile_texts(found: Profile) -> ProfileTexts:
    """A profile in words."""
    popularity, explained = _popularity(found), _popularity_explained(found)
    if found.periods is None:
        return ProfileTexts((), "", (), "", popularity, explained)
    return ProfileTexts(
        _activity(found.periods),
        _activity_summary(found.periods),
        _drift(found.periods),
        _drift_summary(found.periods),
        popularity,
        explained,
    )


def _activity(periods: Periods) -> tuple[TimeBar, ...]:
    told = _tr("{0}: {1} interactions in {2} sequences")
    return tuple(
        (
            _name(periods, place),
            float(interactions),
            told.format(_told(periods, place), count(interactions), count(sequences)),
            _moment(periods, place, _KEYS),
        )
        for place, (interactions, sequences) in enumerate(
            zip(periods.interactions.tolist(), periods.sequences.tolist(), strict=True)
        )
    )


def _activity_summary(periods: Periods) -> str:
    busiest = int(periods.interactions.argmax())
    return _tr("{0}; the busiest is {1} with {2}").format(
        _each(periods), _told(periods, busiest), count(periods.interactions[busiest])
    )


def _drift(periods: Periods) -> tuple[TimeBar, ...]:
    """Nothing can be new in the first period: it would be everything."""
    return tuple(_drift_bar(periods, place) for place in range(1, len(periods)))


def _drift_bar(periods: Periods, place: int) -> TimeBar:
    share, told = float(periods.new_items[place]), _told(periods, place)
    name, key = _name(periods, place), _moment(periods, place, _KEYS)
    if math.isnan(share):
        return name, 0.0, _tr("{0}: no interactions").format(told), key
    said = _tr("{0}: {1} of {2} interactions are with items never seen before")
    return name, 100 * share, said.format(told, percent(share), count(periods.interactions[place])), key


def _drift_summary(periods: Periods) -> str:
    known = [share for share in periods.new_items.tolist() if not math.isnan(share)]
    if not known:
        return _tr("The log is too short to tell")
    middle = sorted(known)[len(known) // 2]
    names = {"hour": _tr("hour"), "day": _tr("day"), "week": _tr("week"), "month": _tr("month")}
    said = _tr("In the last {0} {1}, median {0} {2}")
    return said.format(names[periods.unit], percent(known[-1]), percent(middle))


def _popularity(found: Profile) -> str:
    return _tr("Half of all interactions are with {0}").format(_half(found))


def _popularity_explained(found: Profile) -> str:
    from engine.sequences.profile import FEW

    said = _tr(
        "Half of all interactions are with {1}, and {0} with the most popular 1% of the items. "
        "{2} of the items are rare, with fewer than {3} interactions each: together they have {4}."
    )
    tail = (percent(found.tail_items), FEW, percent(found.tail))
    return said.format(percent(found.head), _half(found), *tail)


def _half(found: Profile) -> str:
    return _tr("1 item") if found.half == 1 else _tr("{0} items").format(count(found.half))


def _each(periods: Periods) -> str:
    names = {
        "hour": _tr("By the hour"),
        "day": _tr("By day"),
        "week": _tr("By week"),
        "month": _tr("By month"),
    }
    return names[periods.unit]


def _name(periods: Periods, place: int) -> str:
    return _moment(periods, place, _NAMES)


def _told(periods: Periods, place: int) -> str:
    told = _moment(periods, place, _TOLD)
    return _tr("week of {0}").format(told) if periods.unit == "week" else told


def _moment(periods: Periods, place: int, forms: dict[str, str]) -> str:
    try:
        at = datetime.fromtimestamp(int(periods.starts[place]) / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return "?"
    text = at.strftime(forms[periods.unit])
    return text if forms is _KEYS else text.lstrip("0")


def _tr(text: str) -> str:
    return QCoreApplication.translate("profile_texts", text)
