"""A first look at one file: is it a log at all, how is it written, and what is each column?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from pathlib import Path

from engine.errors import BadInput
from engine.importing.archives import located
from engine.importing.blocks import read_blocks
from engine.importing.declaration import as_delimiter, declared_separator, without_declaration
from engine.importing.delimiters import find_delimiter, split_lines, usual_width
from engine.importing.encodings import encoding_of, is_encoding
from engine.importing.form import Delimiter, FileForm, shape_of
from engine.importing.kinds import stored, streamed
from engine.importing.kinds.layout import Layout
from engine.importing.known_logs import recognise
from engine.importing.preview import Preview
from engine.importing.profile import profile_columns
from engine.importing.questions import (
    NO_ORDER,
    TAKEN_AS_UTC,
    name_no_zone,
    questions_about,
    serial_days_note,
    told_by_times,
)
from engine.importing.refusals import binary, no_rows, no_table, one_column, refuse_what_is_no_log, too_wide
from engine.importing.roles import Role, Sample, looks_like_header, propose_roles
from engine.importing.rows import read_rows
from engine.importing.sampling import sample_rows
from engine.importing.source import check_file, opened, packing
from engine.importing.tables import open_table, unpacked_file

_SAMPLE_BYTES = 1 << 20
_SAMPLE_LINES = 1_000
_PREVIEW_ROWS = 20
_SHOWN_SAMPLES = 10
_MOST_COLUMNS = 1_000
_WORKBOOK_SIGNS = (b"xl/workbook", b"opendocument.spreadsheet")


@dataclass(frozen=True)
class Asked:
    """What the user says about a file; None: to be found out."""

    delimiter: Delimiter | None = None
    has_header: bool | None = None
    encoding: str | None = None
    table: str | None = None


def look(path: Path, asked: Asked = Asked(), sample_bytes: int = _SAMPLE_BYTES) -> Preview:
    """Look at one file, or at one member of a zip.

    Raises:
        BadInput: it is no log: empty, a web page, a pointer, binary, a single column, ...
    """
    warnings: list[str] = []
    form, layout = _form(path, asked, sample_bytes, warnings)
    return _described(form, layout, check_file(form.path), warnings + layout.warnings)


def _form(path: Path, asked: Asked, sample_bytes: int, warnings: list[str]) -> tuple[FileForm, Layout]:
    """How the file is written, and what its kind says about it."""
    path, member = located(path)
    check_file(path)
    compression, member = packing(path, member)
    with opened(path, compression, member) as source:
        sample = source.stream.read(sample_bytes)
    form = FileForm(path, asked.delimiter or ",", False, "utf-8", [], compression, member)
    # What is a zip and still not packed is a workbook; what was unpacked may be one, too.
    is_zip = sample.startswith(b"PK")
    is_workbook = is_zip and (compression is None or any(sign in sample for sign in _WORKBOOK_SIGNS))
    if kind := "excel" if is_workbook else stored.kind_of(sample):
        with unpacked_file(form) as file:
            layout = stored.look(file, kind, asked.table, asked.has_header)
        return _of_layout(form, layout), layout
    refuse_what_is_no_log(form.label, sample)
    form = replace(form, encoding=_encoding(form.label, sample, asked.encoding, warnings))
    if separator := declared_separator(sample, form.encoding):
        warnings.append(f"The first line names {separator!r} as the separator; it is no row.")
        asked = _as_declared(form, sample, asked, as_delimiter(separator))
    elif asked.delimiter is None and (found := streamed.look(sample, form.encoding, asked.table)):
        return _of_layout(form, found), found
    text = _text_form(form, sample, asked, len(sample) == sample_bytes, warnings)
    return text, Layout("delimited", text.columns)


def _as_declared(form: FileForm, sample: bytes, asked: Asked, declared: Delimiter | None) -> Asked:
    """Believe what the file says of its separator, if nobody says otherwise and it separates anything."""
    if asked.delimiter is not None or declared is None:
        return asked
    rows = split_lines(_lines(form, sample, cut=False), replace(form, delimiter=declared))
    return replace(asked, delimiter=declared) if usual_width(rows) > 1 else asked


def _of_layout(form: FileForm, layout: Layout) -> FileForm:
    return replace(
        form,
        kind=layout.kind,
        columns=layout.columns,
        has_header=layout.has_header,
        delimiter=layout.delimiter,
        table=layout.table,
    )


def _text_form(form: FileForm, sample: bytes, asked: Asked, cut: bool, warnings: list[str]) -> FileForm:
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
    fields = split_lines(lines, form)
    width = usual_width(fields)
    if width < 2:
        raise one_column(form.label, fields[0][0])
    _check_width(form.label, width)
    if uneven := sum(len(row) != width for row in fields):
        warnings.append(
            f"{uneven} of the first {len(fields)} lines do not have {width} fields; such rows are kept aside."
        )
    return _with_columns(form, lines, fields[0], width, asked.has_header)


def _check_width(name: str, width: int) -> None:
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


def _encoding(name: str, sample: bytes, given: str | None, warnings: list[str]) -> str:
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
    if cut and len(filled) <= _SAMPLE_LINES:
        filled = filled[:-1]
    if not filled:
        raise BadInput(
            f"{form.label} has no lines.",
            "Its first megabyte holds no line end.",
            "Choose a log written as lines.",
        )
    return filled[:_SAMPLE_LINES]


def _described(form: FileForm, layout: Layout, size: int, warnings: list[str]) -> Preview:
    _check_width(form.label, len(form.columns))
    rows, n_unreadable = _first_rows(form)
    if not rows:
        raise no_rows(form.label, has_header=form.has_header)
    middle, end = sample_rows(form, _SAMPLE_LINES)
    first, everything = _samples(form, rows), _samples(form, rows + middle + end)
    known = recognise(form, first)
    roles = _proposed(form, layout, first) if known is None else known.roles
    suggested = told_by_times(roles, everything, in_workbook=form.kind == "excel")
    suggested |= {} if known is None else known.suggested
    doubts = _doubts(roles, form, known is not None)
    if suggested.get("serial_days"):
        doubts.append(serial_days_note(roles, everything))
    if "time_zone" not in suggested and name_no_zone(roles, everything):
        doubts.append(TAKEN_AS_UTC)
    return Preview(
        form,
        rows[:_PREVIEW_ROWS],
        roles,
        len(form.columns),
        size,
        warnings + doubts,
        samples=_some(middle) + end if end or len(rows) == _SAMPLE_LINES else _of_short(rows),
        profiles=profile_columns(everything),
        questions=questions_about(roles, everything, suggested, n_unreadable),
        known=None if known is None else known.name,
        suggested=suggested,
        shape=shape_of(form),
        tables=layout.tables,
    )


def _proposed(form: FileForm, layout: Layout, samples: list[Sample]) -> list[Role]:
    """What the kind itself says of its columns; the others as they look."""
    said = {at: layout.roles[name] for at, name in enumerate(form.columns) if name in layout.roles}
    free = [at for at in range(len(samples)) if at not in said]
    guessed = propose_roles([samples[at] for at in free], named=form.has_header)
    taken = set(said.values())
    roles: list[Role] = ["ignored"] * len(samples)
    for at, role in [*said.items(), *zip(free, guessed, strict=True)]:
        if at in said or role not in taken:
            roles[at] = role
    return roles


def _first_rows(form: FileForm) -> tuple[list[list[str]], int]:
    """The first rows, and how many lines between them cannot be read."""
    everything = range(len(form.columns))
    rows: list[list[str]] = []
    n_unreadable = 0
    with open_table(form) as table:
        for batch in table.rows(everything):
            n_unreadable += len(batch.rejected)
            columns = [batch.columns[at].to_pylist() for at in everything]
            rows += map(list, zip(*columns, strict=True))
            if len(rows) + n_unreadable >= _SAMPLE_LINES:
                break
    return rows[:_SAMPLE_LINES], n_unreadable


def _samples(form: FileForm, rows: list[list[str]]) -> list[Sample]:
    return [Sample(name, values) for name, values in zip(form.columns, zip(*rows, strict=True), strict=True)]


def _some(rows: list[list[str]]) -> list[list[str]]:
    """A few of them, evenly."""
    return list(islice(rows, 0, None, max(1, len(rows) // _SHOWN_SAMPLES)))[:_SHOWN_SAMPLES]


def _of_short(rows: list[list[str]]) -> list[list[str]]:
    """Rows from the middle and the end of a file that was seen whole, as far as they are not shown anyway."""
    more = rows[_PREVIEW_ROWS:]
    return _some(more[:-_SHOWN_SAMPLES]) + more[-_SHOWN_SAMPLES:]


def _doubts(roles: list[Role], form: FileForm, is_known: bool) -> list[str]:
    doubts = []
    if not form.has_header and not is_known:
        doubts.append("The file has no header: the columns are numbered, and their roles are guessed.")
    if "time" not in roles and "order" not in roles:
        doubts.append(NO_ORDER)
    if len(set(form.columns)) < len(form.columns):
        doubts.append("Several columns have the same name; the first of them is meant by it.")
    return doubts
