"""Lists of items, one line for each user: user item item item ..."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

from engine.importing.form import Delimiter, FileForm
from engine.importing.kinds.gathering import Gathering
from engine.importing.kinds.layout import Layout
from engine.importing.kinds.text_lines import beginning, read_lines
from engine.importing.row_batch import RowBatch

COLUMNS = ["user", "position", "item"]

_DELIMITERS: tuple[Delimiter, ...] = ("\t", ",", "whitespace")
_SAMPLE = 1_000
_FEWEST_LINES = 3
_MOST_ALIKE = 0.7
_ID_WITH_DIGIT = re.compile(r"(?=\D*\d)[\w.-]{1,64}")


def look(sample: bytes, encoding: str) -> Layout | None:
    """Lists, if lines of many lengths hold nothing but ids. A table has lines of one length."""
    start = BytesIO(beginning(sample, _SAMPLE))
    texts = [line.text for some in read_lines(start, encoding) for line in some if not line.reason]
    texts = texts[:-1] if len(texts) > _FEWEST_LINES else texts  # the last may be cut off
    for delimiter in _DELIMITERS:
        rows = [_split(text, delimiter) for text in texts]
        if rows and _are_lists(rows):
            # The order of the file says the same, also where a user has several lines.
            return Layout(
                "lists",
                COLUMNS,
                delimiter=delimiter,
                roles={"user": "user", "item": "item", "position": "ignored"},
            )
    return None


def read_rows(stream: BinaryIO, form: FileForm, wanted: Sequence[int]) -> Iterator[RowBatch]:
    """A row for each item; lines with a user and no items have none."""
    for lines in read_lines(stream, form.encoding):
        rows = Gathering(wanted)
        for line in lines:
            if line.reason:
                rows.reject(line.number, line.reason, line.text)
                continue
            user, *items = _split(line.text, form.delimiter)
            for position, cells in zip(wanted, rows.cells, strict=True):
                cells.extend(_cells(position, user, items))
            rows.record(line.number, line.text, len(items))
        yield from rows.batches()


def _cells(position: int, user: str, items: list[str]) -> list[str]:
    if COLUMNS[position] == "user":
        return [user] * len(items)
    return items if COLUMNS[position] == "item" else [str(number) for number in range(1, len(items) + 1)]


def _split(text: str, delimiter: Delimiter) -> list[str]:
    """The fields of a line that is not blank; separators at its end separate nothing."""
    if delimiter == "whitespace":
        return text.split()
    return [field.strip() for field in text.rstrip(f"{delimiter} \t").split(delimiter)]


def _are_lists(rows: Sequence[Sequence[str]]) -> bool:
    widths = Counter(map(len, rows))
    if len(rows) < _FEWEST_LINES or len(widths) < _FEWEST_LINES:
        return False
    if widths.most_common(1)[0][1] > _MOST_ALIKE * len(rows):
        return False
    fields = [field for row in rows for field in row]
    return sum(bool(_ID_WITH_DIGIT.fullmatch(field)) for field in fields) >= 0.95 * len(fields)
