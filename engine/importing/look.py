"""A first look at one file: is it a log at all, how is it written, and what is each column?"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

from engine.importing.archives import located
from engine.importing.declaration import as_delimiter, declared_separator
from engine.importing.form import FileForm, shape_of
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
from engine.importing.refusals import no_rows, refuse_what_is_no_log
from engine.importing.roles import Role, Sample, propose_roles
from engine.importing.sampling import sample_rows
from engine.importing.source import check_file, opened, packing
from engine.importing.tables import open_table, unpacked_file
from engine.importing.text_form import SAMPLE_LINES, Asked, as_declared, check_width, encoding, text_form

_SAMPLE_BYTES = 1 << 20
_PREVIEW_ROWS = 20
_SHOWN_SAMPLES = 10
_NOTHING = Asked()
_WORKBOOK_SIGNS = (b"xl/workbook", b"opendocument.spreadsheet")


def look(path: Path, asked: Asked = _NOTHING, sample_bytes: int = _SAMPLE_BYTES) -> Preview:
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
    form = replace(form, encoding=encoding(form.label, sample, asked.encoding, warnings))
    if separator := declared_separator(sample, form.encoding):
        warnings.append(f"The first line names {separator!r} as the separator; it is no row.")
        asked = as_declared(form, sample, asked, as_delimiter(separator))
    elif asked.delimiter is None and (found := streamed.look(sample, form.encoding, asked.table)):
        return _of_layout(form, found), found
    text = text_form(form, sample, asked, len(sample) == sample_bytes, warnings)
    return text, Layout("delimited", text.columns)


def _of_layout(form: FileForm, layout: Layout) -> FileForm:
    return replace(
        form,
        kind=layout.kind,
        columns=layout.columns,
        has_header=layout.has_header,
        delimiter=layout.delimiter,
        table=layout.table,
    )


def _described(form: FileForm, layout: Layout, size: int, warnings: list[str]) -> Preview:
    check_width(form.label, len(form.columns))
    rows, n_unreadable = _first_rows(form)
    if not rows:
        raise no_rows(form.label, has_header=form.has_header)
    middle, end = sample_rows(form, SAMPLE_LINES)
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
        samples=_some(middle) + end if end or len(rows) == SAMPLE_LINES else _of_short(rows),
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
            if len(rows) + n_unreadable >= SAMPLE_LINES:
                break
    return rows[:SAMPLE_LINES], n_unreadable


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
