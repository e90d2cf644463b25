"""RecBole's files: a header that gives each column a type, and columns that hold lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from engine.importing.blocks import read_blocks
from engine.importing.form import FileForm
from engine.importing.kinds.gathering import Gathering
from engine.importing.kinds.histories import Histories, HistoryRow
from engine.importing.kinds.layout import Layout
from engine.importing.kinds.text_lines import Line, beginning, read_lines
from engine.importing.roles import Role
from engine.importing.row_batch import RowBatch
from engine.importing.rows import read_rows as read_delimited

_TYPED = re.compile(r"([^:\s]+):(token|float)(_seq)?")
_ROLES: dict[str, Role] = {
    "user_id": "user",
    "session_id": "user",
    "item_id": "item",
    "timestamp": "time",
    "rating": "value",
}


_SAMPLE = 1_000


@dataclass(frozen=True)
class _Header:
    """The columns of the file: their names, and of those that are lists which column they precede."""

    names: list[str]
    lists: dict[str, int]

    @property
    def columns(self) -> list[str]:
        """What the table has: the history of a column is told in that column itself."""
        histories = [self.names[at] for at in self.lists.values()]
        names = [name.removesuffix("_list") if name in histories else name for name in self.names]
        return list(dict.fromkeys(names))

    def values(self, fields: Sequence[str], name: str) -> list[str]:
        """A column of one row: its history, and then its own value."""
        history = fields[self.lists[name]].replace(",", " ").split()
        return [*history, fields[self.names.index(name)].strip()] if name in self.names else history

    @property
    def user(self) -> int:
        """Where the user is: in RecBole's own files the first column."""
        return next((at for at, name in enumerate(self.names) if _ROLES.get(name) == "user"), 0)


def look(sample: bytes, encoding: str) -> Layout | None:
    """A RecBole file, if all columns of the first line have types."""
    start = BytesIO(beginning(sample, _SAMPLE))
    first = next((line for some in read_lines(start, encoding) for line in some), None)
    header = None if first is None else _header(first.text)
    if header is None:
        return None
    columns, warnings, table = header.columns, [], None
    if header.lists:
        items = "item_id" if "item_id" in header.lists else next(iter(header.lists))
        table = f"{items}_list"
        warnings.append(
            "Rows repeat the history before them; every interaction is counted once. Values that a row has "
            "for its last item only, such as its time, are given to the items of its history too."
        )
    roles = {name: role for name, role in _ROLES.items() if name in columns}
    if {"user_id", "session_id"} <= set(columns):
        roles["user_id"] = "ignored"
    return Layout("recbole", columns, delimiter="\t", table=table, roles=roles, warnings=warnings)


def read_rows(
    stream: BinaryIO, form: FileForm, wanted: Sequence[int], histories: Histories
) -> Iterator[RowBatch]:
    """The rows of the file; where rows have histories, one for each item that they add to `histories`."""
    if form.table is None:
        with_header = replace(form, delimiter="\t", has_header=True)
        yield from read_delimited(read_blocks(stream, form.encoding), with_header, wanted)
        return
    blocks = read_lines(stream, form.encoding)
    first: list[Line] = []
    while len(first) <= _SAMPLE and (lines := next(blocks, None)) is not None:
        first += lines
    header = (_header(first.pop(0).text) if first else None) or _Header([], {})
    reader = _HistoryReader(header, form, wanted, histories)
    reader.begin(first)
    for some in chain([first], blocks):
        yield from reader.read(some)


class _HistoryReader:
    """Reads rows with histories; what they hold of rows before them is left out."""

    def __init__(self, header: _Header, form: FileForm, wanted: Sequence[int], histories: Histories) -> None:
        self._header, self._wanted, self._histories = header, wanted, histories
        self._names = [form.columns[position] for position in wanted]
        self._main = (form.table or "").removesuffix("_list")

    def begin(self, first: Sequence[Line]) -> None:
        """Find out from the first rows how they are numbered."""
        rows = [line.text.split("\t") for line in first]
        sound = [self._history(fields) for fields in rows if len(fields) == len(self._header.names)]
        timed = any(_ROLES.get(name) == "time" for name in self._names)
        self._histories.begin_file(sound, timed=timed)

    def read(self, lines: Sequence[Line]) -> Iterator[RowBatch]:
        rows = Gathering(self._wanted)
        for line in lines:
            fields = line.text.split("\t")
            reason = line.reason or self._unsound(fields)
            if reason:
                rows.reject(line.number, reason, line.text)
                continue
            rows.record(line.number, line.text, self._add(rows, fields))
        yield from rows.batches()

    def _unsound(self, fields: Sequence[str]) -> str:
        found, expected = len(fields), len(self._header.names)
        if found != expected:
            return f"{found} {'field' if found == 1 else 'fields'} instead of {expected}"
        n_items = len(self._history(fields).items)
        for name in self._header.lists:
            if len(self._header.values(fields, name)) != n_items:
                return f"lists of different lengths: {self._main} and {name}"
        return ""

    def _history(self, fields: Sequence[str]) -> HistoryRow:
        return HistoryRow(fields[self._header.user].strip(), self._header.values(fields, self._main))

    def _add(self, rows: Gathering, fields: Sequence[str]) -> int:
        row = self._history(fields)
        user, known = self._histories.add(row)
        new = len(row.items) - known
        for name, cells in zip(self._names, rows.cells, strict=True):
            if name in self._header.lists:
                cells.extend(self._header.values(fields, name)[known:])
            else:
                at = self._header.names.index(name)
                cells.extend([user if at == self._header.user else fields[at]] * new)
        return new


def _header(line: str) -> _Header | None:
    """The columns, if all of them have types."""
    typed = [_TYPED.fullmatch(cell.strip()) for cell in line.split("\t")]
    sound = [match for match in typed if match is not None]
    if len(sound) < max(len(typed), 2):
        return None
    names = [match[1] for match in sound]
    lists = {
        match[1].removesuffix("_list"): at
        for at, match in enumerate(sound)
        if match[3] and match[1].endswith("_list")
    }
    return _Header(names, lists)
