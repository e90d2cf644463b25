"""How a text is written: its encoding, its separator, its header."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO

from engine.errors import BadInput
from engine.importing.blanks import numbers_in_one_field
from engine.importing.blocks import read_blocks
from engine.importing.declaration import without_declaration
from engine.importing.delimiters import find_delimiter
from engine.importing.encodings import encoding_of, is_encoding
from engine.importing.form import Delimiter, FileForm
from engine.importing.refusals import binary, no_table, one_column, too_wide
from engine.importing.roles import Sample, looks_like_header
from engine.importing.rows import read_rows
from engine.importing.splitting import split_lines, usual_width

SAMPLE_LINES = 1_000
_MOST_COLUMNS = 1_000


@dataclass(frozen=True)
class Asked:
    """What the user says about a file; None: to be found out."""

    delimiter: Delimiter | None = None
    has_header: bool | None = None
    encoding: str | None = None
    table: str | None = None


def as_declared(form: FileForm, sample: bytes, asked: Asked, declared: Delimiter | None) -> Asked:
    """Believe what the file says of its separator, if nobody says otherwise and it separates anything."""
    if asked.delimiter is not None or declared is None:
        return asked
    rows = split_lines(_lines(form, sample, cut=False), replace(form, delimiter=declared))
    return replace(asked, delimiter=declared) if usual_width(rows) > 1 else asked


def text_form(form: FileForm, sample: bytes, asked: Asked, cut: bool, warnings: list[str]) -> FileForm:
    """How a text is written; `cut`: there is more of it than the sample."""
    lines = _lines(form, sample, cut)
    form = replace(form, delimiter=asked.delimiter or form.delimiter)
    if asked.delimiter is None:
        delimiter, share = find_delimiter(lines, form)
        if delimiter is None:
            raise one_column(form.label, lines[0].decode("utf-8", "replace"))
        if share < 0.5:
            raise no_table(form.label)
        form = replace(form, delimiter=delimiter)
        if delimiter == "whitespace" and any(b"\t" in line for line in lines):
            warnings.append("Tabs and blanks both separate the fields.")
    fields = split_lines(lines, form)
    if form.delimiter == "\t" and (joined := numbers_in_one_field(fields)):
        warnings.append(
            f"Fields such as {joined!r} are numbers with blanks in them: only tabs separate fields."
        )
    width = usual_width(fields)
    if width < 2:
        raise one_column(form.label, fields[0][0])
    check_width(form.label, width)
    if uneven := sum(len(row) != width for row in fields):
        warnings.append(
            f"{uneven} of the first {len(fields)} lines do not have {width} fields; such rows are kept aside."
        )
    return _with_columns(form, lines, fields[0], width, asked.has_header)


def check_width(name: str, width: int) -> None:
    """Refuse a table that is as wide as a catalogue."""
    if width > _MOST_COLUMNS:
        raise too_wide(name, width)


def _with_columns(
    form: FileForm, lines: list[bytes], first: list[str], width: int, has_header: bool | None
) -> FileForm:
    numbered = [str(number) for number in range(1, width + 1)]
    if has_header is None:
        body = _columns(replace(form, has_header=True, columns=numbered), lines)
        has_header = len(first) == width and looks_like_header(first, body)
    padded = (first + [""] * width)[:width]
    named = [cell.strip() or number for cell, number in zip(padded, numbered, strict=True)]
    return replace(form, has_header=has_header, columns=named if has_header else numbered)


def _columns(form: FileForm, lines: list[bytes]) -> list[Sample]:
    """The columns of the first lines, read as the import will read them."""
    values: list[list[str]] = [[] for _ in form.columns]
    blocks = [b"".join(line + b"\n" for line in lines)]
    for rows in read_rows(blocks, replace(form, encoding="utf-8"), range(len(form.columns))):
        for position, column in rows.columns.items():
            values[position] += column.to_pylist()
    return [Sample(name, column) for name, column in zip(form.columns, values, strict=True)]


def encoding(name: str, sample: bytes, given: str | None, warnings: list[str]) -> str:
    """The encoding that was given, or the one that the sample tells.

    Raises:
        BadInput: there is no such encoding, or it is no text.
    """
    if given is not None:
        if not is_encoding(given):
            raise BadInput(
                f"There is no encoding {given!r}.",
                advice="Name one that Python knows: utf-8, latin-1, cp1252, utf-16, ...",
            )
        return given
    found, doubt = encoding_of(sample)
    if found is None:
        raise binary(name)
    if doubt:
        warnings.append(doubt)
    return found


def _lines(form: FileForm, sample: bytes, cut: bool) -> list[bytes]:
    """The first lines that are not blank, in UTF-8; a last one that the sample cuts off is left out."""
    blocks = without_declaration(read_blocks(BytesIO(sample), form.encoding))
    filled = [line for block in blocks for line in block.split(b"\n")[:-1] if line.strip()]
    if cut and len(filled) <= SAMPLE_LINES:
        filled = filled[:-1]
    if not filled:
        raise BadInput(
            f"{form.label} has no lines.",
            "Its first megabyte holds no line end.",
            "Choose a log written as lines.",
        )
    return filled[:SAMPLE_LINES]
