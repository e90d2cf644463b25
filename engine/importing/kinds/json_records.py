"""JSON as a table: a row for each record, or for each event in the lists inside records."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from engine.importing.form import FileForm
from engine.importing.kinds.flat import cell, flattened
from engine.importing.kinds.gathering import Gathering
from engine.importing.kinds.json_values import read_values
from engine.importing.kinds.layout import Layout
from engine.importing.kinds.nesting import POSITION, event_columns, event_lists
from engine.importing.roles import Role
from engine.importing.row_batch import RowBatch

_SAMPLE = 1_000
_BOTTOMLESS = "broken JSON: nested too deeply"

Flat = Mapping[str, Any]


def looks_like_json(sample: bytes, encoding: str) -> bool:
    """Whether a file that begins so may be JSON."""
    return sample[:4096].decode(encoding, "replace").lstrip("\ufeff \t\r\n").startswith(("{", "["))


def look(sample: bytes, encoding: str, table: str | None = None) -> Layout | None:
    """What the columns are, by the beginning of a file; None if there is no record in it.

    Args:
        sample: the first megabyte, or all.
        encoding: as Python names it.
        table: the key of the list of events; "" for none; None: as detected.
    """
    found = (one for some in read_values(io.BytesIO(sample), encoding) for one in some)
    flat = [flattened(one.record) for one in islice(found, _SAMPLE) if one.record]
    flat = [record for record in flat if _are_named(list(record))] or flat
    if not flat:
        return None
    lists = event_lists(flat)
    key = table if table is not None else next(iter(lists), "")
    if not key:
        columns = list(dict.fromkeys(name for record in flat for name in record))
        return Layout("json", columns, _are_named(columns), tables=lists)
    inner = [
        flattened(event) for record in flat for event in record.get(key) or () if isinstance(event, dict)
    ]
    columns = event_columns(flat, key, inner)
    counted = not inner and not any(POSITION in record for record in flat)
    roles: dict[str, Role] = {POSITION: "ignored"} if counted else {}
    return Layout("events", columns, table=key, tables=lists, roles=roles)


def read_rows(stream: BinaryIO, form: FileForm, wanted: Sequence[int]) -> Iterator[RowBatch]:
    """The rows of a file of kind "json" or "events"."""
    columns = [form.columns[position] for position in wanted]
    add = _add_record(columns) if form.kind == "json" else _Events(form, columns).add
    for some in read_values(stream, form.encoding):
        rows = Gathering(wanted)
        for one in some:
            if one.record is None:
                rows.reject(one.line, one.reason, one.text)
                continue
            try:
                count = add(rows, flattened(one.record))
            except (_NoEvents, RecursionError) as error:
                rows.reject(one.line, str(error) if isinstance(error, _NoEvents) else _BOTTOMLESS, one.text)
                continue
            rows.record(one.line, one.text, count)
        yield from rows.batches()


def _are_named(columns: Sequence[str]) -> bool:
    return list(columns) != [str(number) for number in range(1, len(columns) + 1)]


def _add_record(columns: Sequence[str]) -> Callable[[Gathering, Flat], int]:
    def add(rows: Gathering, record: Flat) -> int:
        texts = [cell(record.get(name)) for name in columns]
        for cells, text in zip(rows.cells, texts, strict=True):
            cells.append(text)
        return 1

    return add


class _NoEvents(Exception):
    """A record has no list where the events should be, or lists that do not fit together."""


@dataclass
class _Events:
    """Adds a row for each event of a record."""

    form: FileForm
    columns: Sequence[str]

    def __post_init__(self) -> None:
        self._key = self.form.table or ""
        self._own = {
            name.removeprefix(f"{self._key}.")
            for name in self.form.columns
            if name.startswith(f"{self._key}.")
        }

    def add(self, rows: Gathering, record: Flat) -> int:
        events = record.get(self._key)
        if not isinstance(events, list):
            raise _NoEvents(f"no list of {self._key}")
        inner = [flattened(event) if isinstance(event, dict) else {self._key: event} for event in events]
        columns = [self._column(name, record, inner) for name in self.columns]
        for cells, texts in zip(rows.cells, columns, strict=True):
            cells.extend(texts)
        return len(events)

    def _column(self, name: str, record: Flat, inner: Sequence[Flat]) -> list[str]:
        """One column of a record's events: the event's own, else the record's, the same for all."""
        of_record = record.get(name)
        if name != self._key and isinstance(of_record, list):
            if len(of_record) != len(inner):
                raise _NoEvents(f"lists of different lengths: {self._key} and {name}")
            return [cell(value) for value in of_record]
        if name in self._own:  # an event's value of this name has the list's key before it
            return [cell(of_record)] * len(inner)
        own = name.removeprefix(f"{self._key}.")
        if any(own in event for event in inner):
            missing = of_record if own == name else None
            return [cell(event.get(own, missing)) for event in inner]
        if name == POSITION and name not in record:
            return [str(number) for number in range(1, len(inner) + 1)]
        return [cell(of_record)] * len(inner)
