"""Logs that many people have, known by their shape: nothing about them needs to be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from engine.importing.form import Delimiter, FileForm
from engine.importing.roles import Role, Sample


@dataclass(frozen=True)
class Known:
    """A log that was recognised.

    Attributes:
        name: as people call it.
        roles: of its columns.
        suggested: further fields of the recipe.
    """

    name: str
    roles: list[Role]
    suggested: dict[str, Any]


@dataclass(frozen=True)
class KnownLog:
    """The shape of a published log.

    Attributes:
        name: as people call it.
        named: its telling columns, wherever they stand, as "name" or "name:role".
        holds: instead, of a log without a header, what each column holds, as "content" or "content:role".
        delimiter: None: any, or not a text.
        suggested: further fields of the recipe.
    """

    name: str
    named: str = ""
    holds: str = ""
    delimiter: Delimiter | None = None
    suggested: Mapping[str, Any] = field(default_factory=dict)


_UTC = {"time_zone": "UTC"}

KNOWN_LOGS = (
    KnownLog("YooChoose clicks", holds="integer:user date:time integer:item category", delimiter=","),
    KnownLog("YooChoose buys", holds="integer:user date:time integer:item integer integer", delimiter=","),
    KnownLog(
        "KuaiRec", "user_id:user video_id:item play_duration video_duration timestamp:time watch_ratio:value"
    ),
    KnownLog("MovieLens", "userId:user movieId:item rating:value timestamp:time"),
    KnownLog("MovieTweetings", holds="integer:user padded:item rating:value epoch:time", delimiter="::"),
    KnownLog("MovieLens", holds="integer:user integer:item rating:value epoch:time", delimiter="::"),
    KnownLog("MovieLens 100K", holds="integer:user integer:item rating:value epoch:time", delimiter="\t"),
    KnownLog("Amazon reviews 2014", holds="reviewer:user asin:item rating:value epoch:time", delimiter=","),
    KnownLog("Amazon reviews 2018", holds="asin:item reviewer:user rating:value epoch:time", delimiter=","),
    KnownLog("Amazon reviews", "reviewerID:user asin:item overall:value unixReviewTime:time"),
    KnownLog("Amazon reviews 2023", "user_id:user parent_asin:item rating:value timestamp:time"),
    KnownLog(
        "RetailRocket events",
        "timestamp:time visitorid:user event:event itemid:item transactionid",
        suggested={"session_gap_minutes": 30.0},
    ),
    KnownLog(
        "Diginetica", "sessionId:user userId itemId:item timeframe:order eventdate:time", suggested=_UTC
    ),
    KnownLog(
        "Globo clicks",
        "user_id session_id:user session_start session_size click_article_id:item click_timestamp:time",
    ),
    KnownLog("OTTO", "session:user aid:item ts:time type:event"),
    KnownLog("Last.fm 1K", holds="listener:user date:time mbid text:item mbid text", delimiter="\t"),
    KnownLog("Last.fm 360K", holds="sha1:user mbid text:item integer:value", delimiter="\t"),
    KnownLog(
        "Complete Journey",
        "household_id:user store_id basket_id product_id:item quantity:value transaction_timestamp:time",
        suggested=_UTC,
    ),
    KnownLog("Zhihu sessions", "session_id:user position:order item_id:item split:split"),
)


def recognise(form: FileForm, samples: Sequence[Sample]) -> Known | None:
    """The log that a table is, if it is one of the known ones."""
    for log in KNOWN_LOGS:
        if log.delimiter is None or (form.kind == "delimited" and form.delimiter == log.delimiter):
            roles = _by_names(log, form) if form.has_header else _by_contents(log, samples)
            if roles is not None:
                return Known(log.name, roles, dict(log.suggested))
    return None


def _by_names(log: KnownLog, form: FileForm) -> list[Role] | None:
    columns = [_plain(name) for name in form.columns]
    roles: list[Role] = ["ignored"] * len(columns)
    for name, role in _columns(log.named):
        if _plain(name) not in columns:
            return None
        roles[columns.index(_plain(name))] = role
    return roles if log.named else None


def _by_contents(log: KnownLog, samples: Sequence[Sample]) -> list[Role] | None:
    columns = _columns(log.holds)
    if len(columns) != len(samples):
        return None
    if not all(_CONTENTS[content](sample) for (content, _), sample in zip(columns, samples, strict=True)):
        return None
    return [role for _, role in columns]


def _columns(notation: str) -> list[tuple[str, Role]]:
    parts = (column.partition(":") for column in notation.split())
    return [(name, cast(Role, role or "ignored")) for name, _, role in parts]


def _plain(name: str) -> str:
    """A column's name without its case and its signs; of nested records the last part."""
    return re.sub(r"[\W_]", "", re.split(r"[.\]]", name.strip("]"))[-1]).lower()


def _written(pattern: str) -> Callable[[Sample], bool]:
    """Whether all values that are not empty are written like this."""
    fits = re.compile(pattern).fullmatch
    return lambda sample: all(map(fits, sample.filled))


_integers = _written(r"\d{1,18}")

_CONTENTS: dict[str, Callable[[Sample], bool]] = {
    "integer": lambda sample: bool(sample.filled) and _integers(sample),
    "padded": lambda sample: _written(r"\d{7,8}")(sample) and any(id_[0] == "0" for id_ in sample.filled),
    "rating": lambda sample: bool(sample.filled) and _written(r"(\d|10)(\.\d+)?")(sample),
    "epoch": lambda sample: sample.are_epochs,
    "date": lambda sample: sample.are_dates,
    "category": _written(r"S|\d{0,12}"),
    "reviewer": lambda sample: bool(sample.filled) and _written(r"A[A-Z0-9]{8,25}")(sample),
    "asin": lambda sample: bool(sample.filled) and _written(r"[A-Z0-9]{10}")(sample),
    "listener": lambda sample: bool(sample.filled) and _written(r"user_\d{6}")(sample),
    "sha1": lambda sample: bool(sample.filled) and _written(r"[0-9a-f]{40}")(sample),
    "mbid": _written(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "text": lambda sample: bool(sample.filled),
}
"""What a column of a log without a header may hold."""
