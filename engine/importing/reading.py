"""Files as one log of numbers: every field checked, every row that fails kept aside with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.arrangement import Log
from engine.importing.form import FileForm
from engine.importing.identifiers import Identifiers, Texts
from engine.importing.kept_aside import KeptAside
from engine.importing.kinds.histories import Histories
from engine.importing.memory import give_back
from engine.importing.numbers import as_numbers
from engine.importing.prefetch import Prefetched
from engine.importing.recipe import Recipe
from engine.importing.roles import SPLITS
from engine.importing.row_batch import RowBatch
from engine.importing.spool import Spool
from engine.importing.tables import Table, open_table
from engine.importing.times import TimeReader

_MOST_EVENTS = 1_000
_ROWS_NUMBERED_AT_ONCE = 1 << 18
_PASSES_BETWEEN_RETURNS = 4
"""Of so many rows, until free memory is given back."""
_LAST_BLANK, _FIRST_NOT_ASCII = ord(" "), 0x80

Checked = tuple[NDArray[Any], NDArray[np.bool_]]


class LogReader:
    """Reads files one after the other into one log; numbers users and items in a thread beside it.

    Use it as a context manager: on the way out the log is removed and the thread is gone.

    Attributes:
        kept_aside: the rows that could not be read.
        file_rows: accepted rows of each file so far.
    """

    def __init__(self, kept_aside: KeptAside, folder: Path | None = None) -> None:
        """Begin without rows.

        Args:
            kept_aside: where rows go that cannot be read.
            folder: where the log is kept meanwhile; None: where the system keeps temporary files.
        """
        self.kept_aside = kept_aside
        self.file_rows: list[int] = []
        self._spool = Spool(folder)
        self._identifiers = {"user": Identifiers(), "item": Identifiers()}
        self._events = EventNames()
        self._histories = Histories()
        self._held: dict[str, list[Any]] = {}
        self._n_held = self._n_passed = 0
        self._thread = ThreadPoolExecutor(1, "numbering")
        self._numbering: Future[None] | None = None
        self._ahead: Prefetched[tuple[RowBatch, float]] | None = None

    def read(
        self, form: FileForm, columns: dict[str, int], label: str, recipe: Recipe | None = None
    ) -> Iterator[float]:
        """Read one file; yield what share of it is read.

        Args:
            form: how it is written.
            columns: where each purpose's column is.
            label: how rejected rows name the file.
            recipe: how its times are meant.
        """
        checks = _Checks(self._events, recipe)
        self.file_rows.append(0)
        with open_table(form, self._histories) as table:
            for rows, share in self._shares(table, form, sorted(columns.values())):
                self._take(rows, columns, checks)
                self.kept_aside.add(rows.rejected, label)
                yield share

    def _shares(
        self, table: Table, form: FileForm, wanted: Sequence[int]
    ) -> Iterator[tuple[RowBatch, float]]:
        """The rows, and what share of the table is read with them.

        Arrow splits lines in a thread beside this one; other kinds are read by Python.
        """
        shares = ((rows, _share_of(table)) for rows in table.rows(wanted))
        if form.kind != "delimited":
            yield from shares
            return
        with Prefetched(shares) as self._ahead:
            yield from self._ahead

    @property
    def events(self) -> list[str]:
        """Names of the kinds of events by number."""
        return list(self._events.numbers)

    @property
    def restarted(self) -> list[int]:
        """For each file whose rows have histories, how many of its ids mean others than in those before."""
        return self._histories.restarted

    def finish(self) -> tuple[Spool, Texts, Texts]:
        """All rows read, in the order of the files, and the ids of users and of items; ends the reading."""
        self._pass_on()
        self._wait()
        ids = {name: identifiers.texts() for name, identifiers in self._identifiers.items()}
        self._identifiers.clear()  # what they look ids up in is as large as all ids
        return self._spool, ids["user"], ids["item"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ahead is not None:  # where the reading was left before its end
            self._ahead.close()
        self._thread.shutdown()
        self._spool.close()

    def _take(self, rows: RowBatch, columns: dict[str, int], checks: _Checks) -> None:
        if not len(rows):
            return
        texts = {purpose: rows.columns[index] for purpose, index in columns.items()}
        for name in self._identifiers:
            texts[name] = _trimmed(texts[name])
        values, reasons = checks.run(texts)
        keep = np.ones(len(rows), bool)
        keep[list(reasons)] = False
        rows.reject(reasons)
        for name in self._identifiers:
            kept = texts[name].filter(arrow.mask(keep)) if reasons else texts[name]
            self._held.setdefault(name, []).append(kept)
        for name, array in values.items():
            self._held.setdefault(name, []).append(array[keep] if reasons else array)
        self.file_rows[-1] += len(rows)
        self._n_held += len(rows)
        if self._n_held >= _ROWS_NUMBERED_AT_ONCE:
            self._pass_on()

    def _pass_on(self) -> None:
        """Let the other thread number what was read, as soon as it is done with what was read before."""
        self._wait()
        self._n_passed += 1
        if self._n_passed % _PASSES_BETWEEN_RETURNS == 0:
            give_back()
        if self._n_held:
            self._numbering = self._thread.submit(self._number, self._held)
        self._held, self._n_held = {}, 0

    def _wait(self) -> None:
        if self._numbering is not None:
            self._numbering.result()

    def _number(self, held: dict[str, list[Any]]) -> None:
        columns: dict[str, NDArray[Any]] = {}
        for name, parts in held.items():
            if name in self._identifiers:
                columns[name] = self._identifiers[name].numbers(pa.chunked_array(parts))
            else:
                columns[name] = np.concatenate(parts)
        self._spool.append(Log(**columns))


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

    def __init__(self, events: EventNames, recipe: Recipe | None) -> None:
        self._times: TimeReader | None = None
        self._events = events
        self._meant: dict[str, Any] = {}
        if recipe is not None:
            self._meant = {
                "zone": recipe.time_zone,
                "day_first": recipe.day_first,
                "days": recipe.serial_days,
            }

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
            self._times = TimeReader(filled, **self._meant)
        return self._times.read(texts)


def _share_of(table: Table) -> float:
    return min(1.0, table.position / table.size) if table.size else 0.0


def _trimmed(texts: pa.Array) -> pa.Array:
    """The texts without blanks around them; most logs have no blank in any id, which is seen much sooner."""
    data = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    if not len(data) or (data.min() > _LAST_BLANK and data.max() < _FIRST_NOT_ASCII):
        return texts
    return pc.utf8_trim_whitespace(texts)


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
