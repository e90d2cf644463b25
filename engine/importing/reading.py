"""Files as one log of numbers: every field checked, every row that fails kept aside with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.arrangement import Log
from engine.importing.blocks import read_blocks
from engine.importing.form import FileForm
from engine.importing.identifiers import Identifiers, Texts
from engine.importing.kept_aside import KeptAside
from engine.importing.numbers import as_numbers
from engine.importing.roles import SPLITS
from engine.importing.row_batch import RowBatch
from engine.importing.rows import read_rows
from engine.importing.source import opened
from engine.importing.times import TimeReader

_MOST_EVENTS = 1_000

Checked = tuple[NDArray[Any], NDArray[np.bool_]]


class LogReader:
    """Reads files one after the other into one log.

    Attributes:
        kept_aside: the rows that could not be read.
        file_rows: accepted rows of each file so far.
    """

    def __init__(self, kept_aside: KeptAside) -> None:
        self._identifiers = {"user": Identifiers(), "item": Identifiers()}
        self.kept_aside = kept_aside
        self.file_rows: list[int] = []
        self._parts: dict[str, list[NDArray[Any]]] = {}
        self._events = EventNames()

    def read(self, form: FileForm, columns: dict[str, int], label: str) -> Iterator[int]:
        """Read one file; yield how many bytes of it are read.

        Args:
            form: how it is written.
            columns: where each purpose's column is.
            label: how rejected rows name the file.
        """
        checks = _Checks(self._events)
        self.file_rows.append(0)
        with opened(form.path, form.compression, form.member) as source:
            blocks = read_blocks(source.stream, form.encoding)
            for rows in read_rows(blocks, form, sorted(columns.values())):
                self._take(rows, columns, checks)
                self.kept_aside.add(rows.rejected, label)
                yield source.position

    @property
    def events(self) -> list[str]:
        """Names of the kinds of events by number."""
        return list(self._events.numbers)

    def finish(self) -> tuple[Log, Texts, Texts]:
        """All rows read, in the order of the files, and the ids of users and of items. Empties the reader."""
        columns = {name: np.concatenate(self._parts.pop(name)) for name in list(self._parts)}
        user, user_ids = self._identifiers["user"].finish()
        item, item_ids = self._identifiers["item"].finish()
        return Log(user, item, **columns), user_ids, item_ids

    def _take(self, rows: RowBatch, columns: dict[str, int], checks: _Checks) -> None:
        if not len(rows):
            return
        texts = {purpose: rows.columns[index] for purpose, index in columns.items()}
        for name in self._identifiers:
            texts[name] = pc.utf8_trim_whitespace(texts[name])
        values, reasons = checks.run(texts)
        keep = np.ones(len(rows), bool)
        keep[list(reasons)] = False
        rows.reject(reasons)
        for name, identifiers in self._identifiers.items():
            identifiers.add(texts[name].filter(arrow.mask(keep)) if reasons else texts[name])
        for name, array in values.items():
            self._parts.setdefault(name, []).append(array[keep] if reasons else array)
        self.file_rows[-1] += len(rows)


class EventNames:
    """Numbers the kinds of events as they first appear; an empty field is no kind, and has the number -1."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def read(self, texts: pa.Array) -> Checked:
        """Numbers, and which of the texts have one: a column of thousands of kinds is no column of kinds."""
        encoded = texts.dictionary_encode()
        codes = [self._number(name.strip()) for name in encoded.dictionary.to_pylist()]
        numbers = np.array(codes, np.int16)[arrow.as_numpy(encoded.indices, np.int32)]
        return numbers, numbers < _MOST_EVENTS

    def _number(self, name: str) -> int:
        if not name:
            return -1
        if name not in self.numbers and len(self.numbers) == _MOST_EVENTS:
            return _MOST_EVENTS
        return self.numbers.setdefault(name, len(self.numbers))


class _Checks:
    """Turns the fields of one file's rows into numbers and finds those that cannot be."""

    def __init__(self, events: EventNames) -> None:
        self._times: TimeReader | None = None
        self._events = events

    def run(self, texts: dict[str, pa.Array]) -> tuple[dict[str, NDArray[Any]], dict[int, str]]:
        """Numbers by the names of `Log`, and the first reason against each bad row by its position."""
        reasons: dict[int, str] = {}
        for name in ("user", "item", "time", "order", "split"):
            if name in texts:
                empty = arrow.are_empty(texts[name])
                _note(reasons, empty, f"no {'position' if name == 'order' else name}")
        values: dict[str, NDArray[Any]] = {}
        for name, column, check, reason in (
            ("time", "ts", self._read_times, "time not understood"),
            ("order", "position", as_numbers, "position is not a number"),
            ("value", "value", _read_values, "value is not a number"),
            ("split", "split", _read_splits, "split is none of train, val and test"),
            ("event", "event", self._events.read, "more than 1,000 kinds of events"),
        ):
            if name in texts:
                values[column], ok = check(texts[name])
                _note(reasons, ~ok, reason)
        return values, reasons

    def _read_times(self, texts: pa.Array) -> Checked:
        if self._times is None:
            filled = [text for text in texts.to_pylist() if text]
            if not filled:
                return np.zeros(len(texts), np.int64), np.zeros(len(texts), bool)
            self._times = TimeReader(filled)
        return self._times.read(texts)


def _note(reasons: dict[int, str], bad: NDArray[np.bool_], reason: str) -> None:
    for at in np.flatnonzero(bad).tolist():
        reasons.setdefault(at, reason)


def _read_values(texts: pa.Array) -> Checked:
    """An empty value is no fault: it is unknown."""
    numbers, ok = as_numbers(texts)
    if not ok.all():
        ok |= arrow.are_empty(pc.utf8_trim_whitespace(texts))
    return numbers, ok


def _read_splits(texts: pa.Array) -> Checked:
    encoded = texts.dictionary_encode()
    distinct = [SPLITS.get(text.strip().lower(), -1) for text in encoded.dictionary.to_pylist()]
    numbers = np.array(distinct, np.int8)[arrow.as_numpy(encoded.indices, np.int32)]
    return numbers, numbers >= 0
