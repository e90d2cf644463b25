"""Blocks of lines as columns of text; lines that cannot be split are rejected one by one.

Lines without quotes are split by Arrow's reader after a vectorised count of their separators, so that
one bad line costs only itself. Blocks with quotes are read record by record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.blocks import LONGEST_LINE
from engine.importing.declaration import without_declaration
from engine.importing.form import FileForm
from engine.importing.quotes import quoted_records
from engine.importing.row_batch import Rejected, RowBatch

_UNIT = b"\x1f"
_SHOWN = 500

Places = NDArray[np.int64]


def read_rows(blocks: Iterable[bytes], form: FileForm, wanted: Sequence[int]) -> Iterator[RowBatch]:
    """The rows of a file, block by block, without its header and a declaration before it.

    Args:
        blocks: whole lines, as `read_blocks` makes them.
        form: how the file is made.
        wanted: positions of the columns to read.
    """
    line, header, held = 1, form.has_header, b""
    for read in without_declaration(blocks):
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


def _plain_rows(block: bytes, first_line: int, form: FileForm, wanted: Sequence[int]) -> RowBatch:
    block, separator = _separated(block, form)
    data = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(data == ord("\n"))
    starts = np.concatenate(([0], ends + 1))[:-1]
    fields = np.diff(np.searchsorted(np.flatnonzero(data == separator[0]), ends), prepend=0) + 1
    n_fields, filled = len(form.columns), ends > starts
    reasons = _unreadable(block, starts, ends)
    for row in np.flatnonzero((fields != n_fields) & filled).tolist():
        reasons.setdefault(row, f"{_fields(int(fields[row]))} instead of {n_fields}")
    good = filled.copy()
    good[list(reasons)] = False
    kept = block if good.all() else data[np.repeat(good, ends - starts + 1)].tobytes()
    rows = np.flatnonzero(good)
    return RowBatch(
        _columns(kept, separator, n_fields, wanted),
        first_line + rows,
        lambda at: _shown(block[starts[rows[at]] : ends[rows[at]]], form),
        [
            Rejected(first_line + row, reasons[row], _shown(block[starts[row] : ends[row]], form))
            for row in sorted(reasons)
        ],
    )


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
) -> tuple[RowBatch, int]:
    """Rows of a block with quotes, and how many of its bytes they use."""
    n_fields = len(form.columns)
    records, used = quoted_records(block, form.delimiter, n_fields, final=final)
    good, rejected = [], []
    for record in records:
        if record.end == record.start:
            continue
        if record.fields is not None and len(record.fields) == n_fields:
            good.append(record)
            continue
        found = "" if record.fields is None else f"{_fields(len(record.fields))} instead of {n_fields}"
        text = _shown(block[record.start : record.end], form)
        rejected.append(Rejected(first_line + record.row, record.reason or found, text))
    columns = {
        position: arrow.texts([record.fields[position] for record in good if record.fields is not None])
        for position in wanted
    }
    lines = first_line + np.array([record.row for record in good], np.int64)
    batch = RowBatch(columns, lines, lambda at: _shown(block[good[at].start : good[at].end], form), rejected)
    return batch, used


def _shown(line: bytes, form: FileForm) -> str:
    """A line as it is kept and shown: decoded, with its own separators, and cut where it is very long."""
    separator = {"::": "::", "whitespace": " "}.get(form.delimiter, _UNIT.decode())
    text = line[: 4 * _SHOWN].decode("utf-8", "replace")
    text = text.replace("\0", "\ufffd").replace(_UNIT.decode(), separator)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def _fields(number: int) -> str:
    return "1 field" if number == 1 else f"{number} fields"
