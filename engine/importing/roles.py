"""What each column of a log is: proposed from its name, else from what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.numbers import as_numbers
from engine.importing.serial_days import serial_days
from engine.importing.times import TimeReader, read_times

Role = Literal["user", "item", "time", "order", "value", "split", "event", "ignored"]

SPLITS = {
    **dict.fromkeys(("train", "training", "tr"), 0),
    **dict.fromkeys(("val", "valid", "validation", "dev", "vad"), 1),
    **dict.fromkeys(("test", "testing", "te"), 2),
}
"""How logs name the parts of a split, and the numbers the store keeps."""

# Most telling names first. A trailing "id" is dropped before a name is looked up.
_NAMES: dict[Role, tuple[str, ...]] = {
    "user": (
        *("user", "username", "customer", "household", "visitor", "reviewer", "member", "client", "account"),
        *("person", "shopper", "buyer", "uid", "u", "session", "sess", "basket", "playlist", "sequence"),
    ),
    "item": (
        *("item", "product", "movie", "article", "asin", "track", "song", "book", "isbn", "video", "film"),
        *("business", "venue", "poi", "location", "sku", "news", "recipe", "game", "show", "content"),
        *("question", "ad", "artist", "iid", "aid", "i", "stockcode", "object"),
    ),
    "time": (
        *("timestamp", "time", "datetime", "date", "ts", "unixtime", "epoch", "unixreviewtime", "eventtime"),
        *("createdat", "created", "visittime", "when"),
    ),
    "order": ("position", "pos", "order", "rank", "index", "step", "seq"),
    "value": (
        *("rating", "stars", "score", "value", "weight", "playcount", "plays", "count", "quantity", "qty"),
    ),
    "split": ("split", "subset", "partition", "fold", "set"),
    "event": (
        *("event", "eventtype", "eventname", "action", "actiontype", "behavior", "behaviour"),
        *("behaviortype", "behaviourtype", "interaction", "interactiontype", "activity", "type"),
    ),
}
_DESCRIPTIONS = frozenset(
    (
        *("title", "name", "description", "category", "categories", "subcategory", "genre", "genres", "tags"),
        *("brand", "author", "publisher", "manufacturer", "department", "price", "colour", "color", "size"),
    )
)
_NEARLY_ALL = 0.9
_MOST_EVENTS = 30
"""Kinds of events: views, carts, purchases, ...; a column of more different values says something else."""
_ENDINGS: dict[Role, tuple[str, ...]] = {"time": ("timestamp", "time", "date"), "value": ("rating", "score")}


@dataclass(frozen=True)
class Sample:
    """The first values of one column."""

    name: str
    values: Sequence[str]

    @cached_property
    def filled(self) -> list[str]:
        """The values that are not empty."""
        return [value.strip() for value in self.values if value.strip()]

    @cached_property
    def distinct(self) -> int:
        return len(set(self.filled))

    @cached_property
    def numbers(self) -> NDArray[np.float64]:
        """Those of the values that are numbers."""
        numbers, ok = as_numbers(arrow.texts(self.filled))
        return numbers[ok]

    @cached_property
    def number_share(self) -> float:
        return len(self.numbers) / max(len(self.filled), 1)

    @cached_property
    def time_share(self) -> float:
        """How many of the values can be read as times."""
        return float(read_times(self.filled)[1].mean()) if self.filled else 0.0

    @cached_property
    def are_dates(self) -> bool:
        """Whether nearly all values are written as dates."""
        return self.time_share >= _NEARLY_ALL and TimeReader(self.filled).are_dates

    @cached_property
    def are_epochs(self) -> bool:
        """Whether nearly all values are numbers that, as times, fall between 1995 and 2040."""
        if self.number_share < _NEARLY_ALL or self.are_dates or self.serial_days is not None:
            return False
        milliseconds, _ = read_times(self.filled)
        return float(((milliseconds > 8e11) & (milliseconds < 2.2e12)).mean()) >= _NEARLY_ALL

    @cached_property
    def serial_days(self) -> Literal["days", "ambiguous"] | None:
        """Whether the values are, or could be, days as spreadsheets count them."""
        return serial_days(self.filled)

    @property
    def is_named_time(self) -> bool:
        """Whether the name of the column says that it holds times."""
        return _name_rank("time", self.name) < _NO_RANK

    @cached_property
    def is_split(self) -> bool:
        return bool(self.filled) and all(value.lower() in SPLITS for value in self.filled)

    @cached_property
    def is_small(self) -> bool:
        """Whether it looks like a rating or a count: few different numbers, none large."""
        if self.number_share < _NEARLY_ALL:
            return False
        return bool(np.abs(self.numbers).max() <= 100) and self.distinct <= 40


def propose_roles(samples: Sequence[Sample], *, named: bool) -> list[Role]:
    """A role for each column; every role but "ignored" at most once.

    Args:
        samples: the columns in the order of the file.
        named: whether their names come from a header.
    """
    roles: list[Role] = ["ignored"] * len(samples)
    if named:
        for role, fits in _CONTENT.items():
            ranked = [(_name_rank(role, sample.name), at) for at, sample in enumerate(samples)]
            for rank, at in sorted(ranked):
                if rank < _NO_RANK and roles[at] == "ignored" and fits(samples[at]):
                    roles[at] = role
                    break
    _propose_by_content(samples, roles, named=named)
    return roles


def looks_like_header(first: Sequence[str], samples: Sequence[Sample]) -> bool:
    """Whether the first line names the columns; `samples` are made of the lines after it."""
    cells = [cell.strip() for cell in first]
    names = [cell for cell in cells if cell]
    if not names or len(set(names)) < len(names) or any(_is_number_or_date(cell) for cell in names):
        return False
    known = sum(
        any(_name_rank(role, cell) < _NO_RANK for role in _NAMES) or describes(cell) for cell in names
    )
    unlike = any(
        sample.number_share >= _NEARLY_ALL or sample.are_dates
        for cell, sample in zip(cells, samples, strict=True)
        if cell
    )
    return unlike or known >= min(2, len(names))


def describes(name: str) -> bool:
    """Whether this is what people call something that describes an item."""
    parts = words(name)
    return bool(parts) and parts[-1] in _DESCRIPTIONS


def words(name: str) -> list[str]:
    """A column name's words in lower case: "userId" and "USER_ID" both give user, id."""
    return re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())


_NO_RANK = 1_000
_MAY_BE_DATE = re.compile(r"(?=.*\d)(\W*\d|\w+[\W_]|inf|nan)", re.IGNORECASE)
"""Of a cell that is neither a number nor a date, this can be told at once: c12, user, item2."""
_NESTED = 50


def _name_rank(role: Role, name: str) -> int:
    """How early the role's list has this name; whole names before the last part of a dotted one."""
    outer, _, last = name.rpartition(".")
    whole = _word_rank(role, name)
    return min(_NO_RANK, _NESTED + _word_rank(role, last)) if outer and whole == _NO_RANK else whole


def _word_rank(role: Role, name: str) -> int:
    """How early the role's list has this name; whole names before endings."""
    parts = words(name)
    whole = "".join(parts)
    core = "".join(parts[:-1]) if len(parts) > 1 and parts[-1] in ("id", "number", "no", "code") else whole
    core = core.removesuffix("id") if core.removesuffix("id") in _NAMES[role] else core
    for candidate in (whole, core):
        if candidate in _NAMES[role]:
            return _NAMES[role].index(candidate)
    if any(whole.endswith(ending) for ending in _ENDINGS.get(role, ())):
        return 100 + len(whole)
    return _NO_RANK


_CONTENT: dict[Role, Callable[[Sample], bool]] = {
    "user": lambda sample: bool(sample.filled),
    "item": lambda sample: bool(sample.filled),
    "time": lambda sample: sample.time_share >= 0.5,
    "split": lambda sample: sample.is_split,
    "order": lambda sample: sample.number_share >= 0.5,
    "value": lambda sample: sample.number_share >= 0.5,
    "event": lambda sample: 0 < sample.distinct <= _MOST_EVENTS and not sample.are_dates,
}


def _propose_by_content(samples: Sequence[Sample], roles: list[Role], *, named: bool) -> None:
    """Fill in what the names left open. A header that names no time, split or value is believed."""

    def give(role: Role, fits: Callable[[Sample], bool]) -> None:
        for at, sample in enumerate(samples):
            if role not in roles and roles[at] == "ignored" and sample.filled and fits(sample):
                roles[at] = role

    if not named:
        give("time", lambda sample: sample.are_dates)
        give("time", lambda sample: sample.are_epochs and sample.distinct > 1)
        give("split", lambda sample: sample.is_split)
    if named and ("user" in roles or "item" in roles) and len(samples) > 2:
        return  # the names are telling: what they leave open is not to be guessed
    give("user", lambda sample: not sample.are_dates)
    if not named and "time" not in roles and "user" in roles:
        sequence = samples[roles.index("user")]
        give("order", lambda sample: _counts_within(sequence, sample))
    give("item", lambda sample: not sample.is_small)
    give("item", lambda sample: not sample.are_dates)
    if not named:
        give("value", lambda sample: sample.is_small)


def _counts_within(sequence: Sample, sample: Sample) -> bool:
    """Whether the column counts 0, 1, 2, ... or 1, 2, 3, ... within each run of one sequence."""
    if len(sample.numbers) != len(sequence.values) or len(sample.numbers) < 3:
        return False
    same = np.array([a == b for a, b in zip(sequence.values, sequence.values[1:], strict=False)])
    steps = np.diff(sample.numbers)
    return bool(same.any() and (steps[same] == 1).all() and (sample.numbers[1:][~same] <= 1).all())


def _is_number_or_date(text: str) -> bool:
    if not _MAY_BE_DATE.match(text):
        return False
    return bool(as_numbers(arrow.texts([text]))[1][0]) or bool(read_times([text])[1][0])
