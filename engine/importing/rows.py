"""Blocks of lines as columns of text; lines that cannot be split are rejected one by one.

Lines without quotes are split by Arrow's reader after a vectorised count of their separators, so that
one bad line costs only itself. Blocks with quotes are read record by record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.blocks import LONGEST_LINE
from engine.importing.form import FileForm
from engine.importing.quotes import quoted_records

_UNIT = b"\x1f"
_SHOWN = 500

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Rejected:
    """A line that could not be read; `line` counts from 1."""

    line: int
    reason: str
    text: str


class Rows:
    """Consecutive rows of a file as columns of text.

    Attributes:
        columns: the wanted columns by their position in the file.
        rejected: the lines left out so far.
    """

    def __init__(self, form: FileForm, block: bytes, first_line: int) -> None:
        self.columns: dict[int, pa.Array] = {}
        self.rejected: list[Rejected] = []
        self._form = form
        self._block = block
        self._first_line = first_line
        self._row = self._start = self._end = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self._row)

    def place(self, row: Places, start: Places, end: Places) -> None:
        """Say where in the block each row is: its line, first byte and the byte behind its last."""
        self._row, self._start, self._end = row, start, end

    def reject(self, reasons: dict[int, str]) -> None:
        """Leave out the rows with these positions, for these reasons."""
        if not reasons:
            return
        for at, reason in sorted(reasons.items()):
            text = self._shown(self._block[self._start[at] : self._end[at]])
            self.rejected.append(Rejected(self._first_line + int(self._row[at]), reason, text))
        keep = np.ones(len(self), bool)
        keep[list(reasons)] = False
        self.place(self._row[keep], self._start[keep], self._end[keep])
        kept = arrow.mask(keep)
        self.columns = {position: column.filter(kept) for position, column in self.columns.items()}

    def _shown(self, line: bytes) -> str:
        """A line as it is kept and shown: decoded, with its own separators, and cut where it is very long."""
        separator = {"::": "::", "whitespace": " "}.get(self._form.delimiter, _UNIT.decode())
        text = line[: 4 * _SHOWN].decode("utf-8", "replace")
        text = text.replace("\0", "\ufffd").replace(_UNIT.decode(), separator)
        return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def read_rows(blocks: Iterable[bytes], form: FileForm, wanted: Sequence[int]) -> Iterator[Rows]:
    """The rows of a file, block by block, without its header.

    Args:
        blocks: whole lines, as `read_blocks` makes them.
        form: how the file is made.
        wanted: positions of the columns to read.
    """
    line, header, held = 1, form.has_header, b""
    for read in blocks:
        block = held + read
        if header:
            header = not block.strip()
            skipped = _header_end(block)
            line += block.count(b"\n", 0, skipped)
            block = block[skipped:]
        if b'"' in block and len(form.delimiter) == 1:
            rows, used = _quoted_rows(block, line, form, wanted, final=False)
        else:
            rows, used = _plain_rows(block, line, form, wanted), len(block)
        line += block.count(b"\n", 0, used)
        held = block[used:]
        yield rows
    if held:
        yield _quoted_rows(held, line, form, wanted, final=True)[0]


def split_line(line: bytes, form: FileForm) -> list[str]:
    """The fields of one line, as well as they can be told apart."""
    if b'"' in line and len(form.delimiter) == 1:
        record = quoted_records(line + b"\n", form.delimiter, None, final=True)[0][0]
        if record.fields is not None:
            return record.fields
    separated, separator = _separated(line, form)
    return separated.decode("utf-8", "replace").split(separator.decode())


def _header_end(block: bytes) -> int:
    """Where the first line that is not blank ends."""
    end = block.find(b"\n", len(block) - len(block.lstrip()))
    return end + 1 if end >= 0 else len(block)


def _separated(block: bytes, form: FileForm) -> tuple[bytes, bytes]:
    """The block with a separator of one byte, and that byte."""
    if form.delimiter == "::":
        return block.replace(b"::", _UNIT), _UNIT
    if form.delimiter == "whitespace":
        return re.sub(rb"[ \t]+", _UNIT, re.sub(rb"(?m)^[ \t]+|[ \t]+$", b"", block)), _UNIT
    return block, form.delimiter.encode()


def _plain_rows(block: bytes, first_line: int, form: FileForm, wanted: Sequence[int]) -> Rows:
    block, separator = _separated(block, form)
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    starts = np.concatenate(([0], ends + 1))[:-1]
    fields = np.diff(np.searchsorted(np.flatnonzero(data == separator[0]), ends), prepend=0) + 1
    n_fields, filled = len(form.columns), ends > starts
    reasons = _unreadable(block, starts, ends)
    for row in np.flatnonzero((fields != n_fields) & filled).tolist():
        reasons.setdefault(row, f"{_fields(int(fields[row]))} instead of {n_fields}")
    rows = Rows(form, block, first_line)
    rows.place(np.arange(len(ends)), starts, ends)
    rows.reject(reasons)
    good = filled.copy()
    good[list(reasons)] = False
    rows.place(np.flatnonzero(good), starts[good], ends[good])
    kept = block if good.all() else data[np.repeat(good, ends - starts + 1)].tobytes()
    rows.columns = _columns(kept, separator, n_fields, wanted)
    return rows


def _unreadable(block: bytes, starts: Places, ends: Places) -> dict[int, str]:
    """Why lines are no text at all, by their position."""
    reasons = dict.fromkeys(np.flatnonzero(ends - starts > LONGEST_LINE).tolist(), "line longer than 1 MB")
    if not _is_text(block):
        for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            if not _is_text(block[start:end]):
                reasons.setdefault(row, "bytes that are not UTF-8 text")
    return reasons


def _is_text(data: bytes) -> bool:
    if b"\0" in data:
        return False
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _columns(block: bytes, separator: bytes, n_fields: int, wanted: Sequence[int]) -> dict[int, pa.Array]:
    """Split lines that are known to be sound; `wanted` columns only."""
    if not block:
        return {position: arrow.texts([]) for position in wanted}
    names = [str(position) for position in range(n_fields)]
    chosen = [str(position) for position in wanted]
    table = pa.csv.read_csv(
        pa.BufferReader(block),
        # One block and no threads: the work is short, and the other cores are the model's.
        read_options=pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=len(block) + 1),
        parse_options=pa.csv.ParseOptions(
            delimiter=separator.decode(), quote_char=False, double_quote=False, ignore_empty_lines=False
        ),
        convert_options=pa.csv.ConvertOptions(
            include_columns=chosen,
            column_types=dict.fromkeys(chosen, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,
        ),
    )
    return {
        position: table.column(name).combine_chunks() for position, name in zip(wanted, chosen, strict=True)
    }


def _quoted_rows(
    block: bytes, first_line: int, form: FileForm, wanted: Sequence[int], *, final: bool
) -> tuple[Rows, int]:
    """Rows of a block with quotes, and how many of its bytes they use."""
    n_fields = len(form.columns)
    records, used = quoted_records(block, form.delimiter, n_fields, final=final)
    records = [record for record in records if record.end > record.start]
    rows = Rows(form, block, first_line)
    places = np.array([(record.row, record.start, record.end) for record in records], np.int64).reshape(-1, 3)
    rows.place(places[:, 0], places[:, 1], places[:, 2])
    reasons, fields = {}, []
    for at, record in enumerate(records):
        if record.fields is None:
            reasons[at] = record.reason
        elif len(record.fields) != n_fields:
            reasons[at] = f"{_fields(len(record.fields))} instead of {n_fields}"
        else:
            fields.append(record.fields)
    rows.reject(reasons)
    rows.columns = {position: arrow.texts([row[position] for row in fields]) for position in wanted}
    return rows, used


def _fields(number: int) -> str:
    return "1 field" if number == 1 else f"{number} fields"
