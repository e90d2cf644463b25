"""JSON whose records are inside another object, as programs answer: {"count": 2, "data": [{...}, {...}]}."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.importing.kinds.flat import flattened
from engine.importing.kinds.nesting import NAMES_AN_ITEM

_DECODER = json.JSONDecoder(strict=False)
_BLANK = re.compile(r"\s*")
_NAMES_A_USER = re.compile(
    r"(?i)(user|session|customer|visitor|reviewer|household|client|member)(_?id|name)?"
)
_NAMES_A_RECORD = re.compile(r"(?i)(.*_)?id")
_DEEPEST = 4


@dataclass(frozen=True)
class _Array:
    """An array of records: where the first begins, what it is, and the scalars beside the array."""

    at: int
    first: dict[str, Any]
    beside: list[str]


def wrapped_records(text: str) -> int | None:
    """Where the first of the wrapped records begins; None if the text begins with a record itself.

    Args:
        text: the file, or as much of its beginning as a record may be long.
    """
    start = _after_blanks(text, 0)
    if not text.startswith("{", start):
        return None
    try:
        whole = _after_blanks(text, _DECODER.raw_decode(text, start)[1]) == len(text)
    except (ValueError, RecursionError):
        whole = True  # as far as the text goes
    arrays = list(_arrays(text, start, [])) if whole else []
    found = [array for array in arrays if not _is_record(array)]
    likely = [array for array in found if _is_logged(array.first)]
    return next((array.at for array in likely + found), None)


def are_alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether records with these keys are of one kind."""
    return 2 * len({*one} & {*other}) >= max(len({*one}), len({*other}))


def _is_record(array: _Array) -> bool:
    """Whether it is rather the list of events of a single session."""
    named = any(_NAMES_A_USER.fullmatch(key) or _NAMES_A_RECORD.fullmatch(key) for key in array.beside)
    return named and not _has(_NAMES_A_USER, array.first)


def _is_logged(record: dict[str, Any]) -> bool:
    """Whether it may be a row of a log: it names an item, or has a list of events."""
    return _has(NAMES_AN_ITEM, record) or any(type(value) is list and value for value in record.values())


def _has(pattern: re.Pattern[str], record: dict[str, Any]) -> bool:
    return any(pattern.fullmatch(key.rpartition(".")[2]) for key in flattened(record))


def _arrays(text: str, at: int, path: list[str]) -> Iterator[_Array]:
    """The arrays of records in the object that begins here, as far as the text goes."""
    beside: list[str] = []
    while text[at : at + 1] in ("{", ","):
        try:
            key, at = _DECODER.raw_decode(text, _after_blanks(text, at + 1))
            begin = _after_blanks(text, _after_blanks(text, at) + 1)  # behind the colon
            if text.startswith("{", begin) and len(path) < _DEEPEST:
                yield from _arrays(text, begin, [*path, key])
            inner = _after_blanks(text, begin + 1)
            if text.startswith("[", begin) and text.startswith("{", inner):
                yield _Array(inner, _DECODER.raw_decode(text, inner)[0], beside)
            elif text[begin : begin + 1] not in ("{", "["):
                beside.append(key)
            at = _after_blanks(text, _DECODER.raw_decode(text, begin)[1])
        except (ValueError, RecursionError):
            return


def _after_blanks(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return at if match is None else match.end()
