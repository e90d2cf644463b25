"""What a training will take, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, size

if TYPE_CHECKING:
    from engine.training.config import RunConfig
    from engine.training.forecast.forecast import Forecast
    from engine.training.forecast.pace import Pace

UNKNOWN = "–"
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def facts(found: Forecast, pace: Pace | None, config: RunConfig) -> list[tuple[str, str]]:
    """Pairs of label and value."""
    return [
        (_tr("Parameters"), count(found.parameters)),
        (_tr("Memory, about"), memory(found)),
        (_tr("An epoch, about"), UNKNOWN if pace is None else rough_time(pace.epoch)),
        (_tr("In all, at most"), UNKNOWN if pace is None else rough_time(_all(pace, config))),
    ]


def memory(found: Forecast) -> str:
    """What is needed, and what there is."""
    needed = rough_size(found.needed)
    return needed if found.free is None else _tr("{0} of {1} free").format(needed, rough_size(found.free))


def in_short(found: Forecast, pace: Pace | None, config: RunConfig) -> str:
    """All of it in a line."""
    parts = [_tr("{} parameters").format(count(found.parameters)), memory(found)]
    if pace is not None:
        parts.append(_tr("about {} an epoch").format(rough_time(pace.epoch)))
        parts.append(_tr("at most {} in all").format(rough_time(_all(pace, config))))
    return " · ".join(parts)


def rough_size(n_bytes: int) -> str:
    """No more precise than it is known: 368,864,531 -> 370 MB."""
    return size(round(n_bytes, 2 - len(str(n_bytes)))).replace(".0 ", " ")


def rough_time(seconds: float) -> str:
    """The same of a time: 4.2 s, 39 s, 25 min, 2.4 h, 5 days."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 1.5 * MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 1.5 * HOUR:
        return f"{seconds / MINUTE:.0f} min"
    return f"{seconds / HOUR:.1f} h" if seconds < 1.5 * DAY else _tr("{:.0f} days").format(seconds / DAY)


def how_known(found: Forecast, pace: Pace | None) -> str:
    """Where the figures come from, and what they leave out."""
    network, items = count(found.network), count(found.sizes.items)
    text = _tr("{0} parameters are the network's, the rest the embeddings of {1} items.").format(
        network, items
    )
    text += " " + _tr("Memory is an estimate, beside what the program takes itself.")
    if pace is not None:
        text += " " + _tr(
            "Time is that of a few steps on this machine just now, without preparation and test."
        )
    return text


def _all(pace: Pace, config: RunConfig) -> float:
    """All epochs that are planned, or the time limit where that comes first."""
    planned, limit = config.training.epochs * pace.epoch, 60 * config.training.max_minutes
    return min(planned, limit + pace.epoch) if limit else planned


def _tr(text: str) -> str:
    return QCoreApplication.translate("outlook", text)
