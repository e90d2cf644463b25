"""What a file is made of: compression, encoding, separator, header, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.errors import BadInput, nearest

Delimiter = Literal[",", "\t", ";", "|", "::", "whitespace"]
Compression = Literal["gz", "zip"]

DELIMITERS: tuple[Delimiter, ...] = ("::", ",", "\t", ";", "|", "whitespace")

ColumnReference = str | int
"""A header name, or a column number counted from 1 (also as text)."""


@dataclass(frozen=True)
class FileForm:
    """How to read one file.

    Attributes:
        path: the file.
        delimiter: what separates fields; "whitespace" is any run of blanks and tabs.
        has_header: whether the first line names the columns.
        encoding: as Python names it.
        columns: the header's names, or "1", "2", ... without a header.
        compression: None for a plain file.
        member: the file's name inside a zip.
    """

    path: Path
    delimiter: Delimiter
    has_header: bool
    encoding: str
    columns: list[str]
    compression: Compression | None = None
    member: str | None = None


def column_index(form: FileForm, reference: ColumnReference, purpose: str) -> int:
    """The position, from 0, of the column a reference means; names win over numbers.

    Raises:
        BadInput: the file has no such column.
    """
    text = str(reference).strip()
    if form.has_header and text in form.columns:
        return form.columns.index(text)
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(form.columns):
        return int(text) - 1
    raise BadInput(
        f"{form.path.name} has no column {text!r} for the {purpose}.",
        f"Its columns are {listed(form.columns)}."
        if form.has_header
        else f"It has {len(form.columns)} columns and no header, so columns are numbered from 1.",
        nearest(text, form.columns) or "Name one of these columns.",
    )


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a sentence, cut short where there are many."""
    shown = ", ".join(names[:most])
    return f"{shown}, ..." if len(names) > most else shown
