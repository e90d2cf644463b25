"""Blocks of lines with quoted fields, record by record.

A quoted field may hold separators and line ends. A quote that is never closed costs its own line only:
the search for its end is short, what it finds must have the right number of fields, and lines that are
whole records by themselves are never taken together. Between tabs a quote that makes no sense is a letter
like any other: "Heroes" live.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

MOST_LINES = 32
"""A quoted field may go over so many lines."""


@dataclass(slots=True)
class Record:
    """One record, or a line that is none.

    Attributes:
        row: the line of the block it begins at, from 0.
        start: offset of its first byte in the block.
        end: offset behind its last byte, without the line end.
        fields: None where it could not be read.
        reason: why not.
    """

    row: int
    start: int
    end: int
    fields: list[str] | None
    reason: str = ""


def quoted_records(
    block: bytes, delimiter: str, n_fields: int | None, *, final: bool
) -> tuple[list[Record], int]:
    """The records of a block of whole lines.

    Args:
        block: lines, each with its line end.
        delimiter: one character.
        n_fields: how many fields a record has; None: not known yet.
        final: no further block follows.

    Returns:
        The records, and where an unfinished one begins that needs the next block (else the block's length).
    """
    lines = block.split(b"\n")[:-1]
    records: list[Record] = []
    row = start = 0
    while row < len(lines):
        span, fields, reason = _record(lines, row, delimiter, n_fields)
        if span > len(lines) - row:
            if not final:
                break
            span, fields, reason = 1, None, "unclosed quote"
        if fields is None and delimiter == "\t":
            fields = _unquoted(lines[row], n_fields)
        end = start + sum(map(len, lines[row : row + span])) + span - 1
        records.append(Record(row, start, end, fields, reason))
        row, start = row + span, end + 1
    return records, start


def _record(
    lines: list[bytes], row: int, delimiter: str, n_fields: int | None
) -> tuple[int, list[str] | None, str]:
    """Lines used, fields, and why there are none. More lines than there are: unfinished."""
    if b'"' not in lines[row]:
        text = _decoded(lines[row])
        return (1, None, "bytes that are not UTF-8 text") if text is None else (1, text.split(delimiter), "")
    for span in range(1, MOST_LINES + 1):
        if row + span > len(lines):
            return span, None, ""
        if span > 1 and b'"' not in lines[row + span - 1]:
            continue
        text = _decoded(b"\n".join(lines[row : row + span]))
        if text is None:
            return 1, None, "bytes that are not UTF-8 text"
        fields, unfinished = _parsed(text, delimiter)
        if fields is not None and (span == 1 or n_fields in (None, len(fields))):
            if span > 1 and _are_whole(lines[row : row + span], delimiter, n_fields):
                return 1, None, "unclosed quote"
            return span, fields, ""
        if not unfinished:
            return 1, None, "misplaced quote" if span == 1 else "unclosed quote"
    return 1, None, "unclosed quote"


def _are_whole(lines: list[bytes], delimiter: str, n_fields: int | None) -> bool:
    """Whether each of the lines has all fields of a record, quotes aside."""
    widths = {line.count(delimiter.encode()) + 1 for line in lines}
    return len(widths) == 1 and widths != {1} and n_fields in (None, *widths)


def _unquoted(line: bytes, n_fields: int | None) -> list[str] | None:
    """The fields between tabs, quotes and all; None where they are not as many as they should be."""
    text = _decoded(line)
    fields = [] if text is None else text.split("\t")
    return fields if fields and n_fields in (None, len(fields)) else None


def _parsed(text: str, delimiter: str) -> tuple[list[str] | None, bool]:
    """The fields, or None and whether a quote is still open."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [""]), False
    except csv.Error as error:
        return None, "unexpected end of data" in str(error)


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode() if b"\0" not in line else None
    except UnicodeDecodeError:
        return None
