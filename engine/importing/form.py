"""What a file is made of: kind, compression, encoding, separator, header, columns."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.errors import BadInput, nearest

Delimiter = Literal[",", "\t", ";", "|", "::", "whitespace"]
Compression = Literal["gz", "bz2", "xz", "zst", "zip"]
Kind = Literal["delimited", "json", "events", "lists", "recbole", "parquet", "arrow", "excel", "sqlite"]

ColumnReference = str | int
"""A header name, or a column number counted from 1 (also as text)."""


@dataclass(frozen=True)
class FileForm:
    """How to read one table of a log.

    Attributes:
        path: the file on the disk; of a member of a zip, the zip.
        delimiter: what separates fields; "whitespace" is any run of blanks and tabs. Delimited text only.
        has_header: whether the columns have names: in the first line, or as keys of records.
        encoding: as Python names it.
        columns: their names, or "1", "2", ... without a header.
        compression: None for a plain file.
        member: the file's name inside a zip.
        kind: what the file is written in.
        table: of a workbook the sheet, of a database the table, of nested records the key of the events.
    """

    path: Path
    delimiter: Delimiter
    has_header: bool
    encoding: str
    columns: list[str]
    compression: Compression | None = None
    member: str | None = None
    kind: Kind = "delimited"
    table: str | None = None

    @property
    def label(self) -> str:
        """The name of the file as people are told it."""
        return self.path.name if self.member is None else f"{self.path.name}/{self.member}"


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
        f"{form.label} has no column {text!r} for the {purpose}.",
        f"Its columns are {listed(form.columns)}."
        if form.has_header
        else f"It has {len(form.columns)} columns and no header, so columns are numbered from 1.",
        nearest(text, form.columns) or "Name one of these columns.",
    )


def shape_of(form: FileForm) -> str:
    """The same text for files of the same kind, separator and columns."""
    columns = form.columns if form.has_header else [str(len(form.columns))]
    parts = [form.kind, form.delimiter if form.kind == "delimited" else "", *columns]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a sentence, cut short where there are many."""
    shown = ", ".join(names[:most])
    return f"{shown}, ..." if len(names) > most else shown
