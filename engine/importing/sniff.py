"""A first look at a file: is it a log at all, how is it written, and what is each column?"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from engine.errors import BadInput
from engine.importing.archives import located
from engine.importing.blocks import read_blocks
from engine.importing.form import DELIMITERS, Delimiter, FileForm, shape_of
from engine.importing.profile import ColumnProfile, profile_columns
from engine.importing.questions import Question
from engine.importing.roles import Role, Sample, looks_like_header, propose_roles
from engine.importing.rows import read_rows, split_line
from engine.importing.source import check_file, opened, packing

_SAMPLE_BYTES = 1 << 20
_SAMPLE_LINES = 1_000
_PREVIEW_ROWS = 20


@dataclass(frozen=True)
class Preview:
    """What is known of a file before it is imported.

    Attributes:
        form: how it is read.
        rows: its first rows, without the header.
        roles: a proposal for each column.
        n_columns: fields of a row.
        size_bytes: as it lies on the disk.
        warnings: what the user should know before importing.
        samples: rows from the middle and the end, by chance; none where it can only be read from its start.
        profiles: what is in each column of the rows looked at.
        questions: what must be answered in the recipe.
        known: the log it was recognised as.
        suggested: fields of the recipe that go with that log, beside the roles.
        shape: the same for files of the same kind, separator and columns.
        items_form: a file in the same zip or folder that describes the items.
        tables: sheets, tables or members to choose from with `table`.
    """

    form: FileForm
    rows: list[list[str]]
    roles: list[Role]
    n_columns: int
    size_bytes: int
    warnings: list[str] = field(default_factory=list)
    samples: list[list[str]] = field(default_factory=list)
    profiles: list[ColumnProfile] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    known: str | None = None
    suggested: dict[str, Any] = field(default_factory=dict)
    shape: str = ""
    items_form: Path | None = None
    tables: list[str] = field(default_factory=list)


def sniff(
    path: Path,
    *,
    delimiter: Delimiter | None = None,
    has_header: bool | None = None,
    encoding: str | None = None,
    table: str | None = None,
) -> Preview:
    """Look at the beginning of a file.

    Args:
        path: the file.
        delimiter: believe this instead of detecting it; so for the next two.
        has_header: whether the first line names the columns.
        encoding: as Python names it.
        table: the sheet, table or member to read; None: the first that is a log.

    Raises:
        BadInput: it is no log: empty, a web page, a pointer, binary, a single column, ...
    """
    path, member = located(path)
    size = check_file(path)
    compression, member = packing(path, member or table)
    with opened(path, compression, member) as source:
        sample = source.stream.read(_SAMPLE_BYTES)
    _refuse_what_is_no_log(path, sample)
    warnings: list[str] = []
    encoding = encoding or _encoding(path, sample, warnings)
    lines = _lines(path, sample, encoding)
    form = FileForm(path, delimiter or ",", False, encoding, [], compression, member)
    if delimiter is None:
        form = replace(form, delimiter=_delimiter(path, lines, form))
    fields = [split_line(line, form) for line in lines]
    width = Counter(map(len, fields)).most_common(1)[0][0]
    if width < 2:
        raise _one_column(path, fields[0][0])
    if uneven := sum(len(row) != width for row in fields):
        warnings.append(
            f"{uneven} of the first {len(fields)} lines do not have {width} fields; such rows are kept aside."
        )
    return _described(form, lines, width, has_header, size, warnings)


def _described(
    form: FileForm, lines: list[bytes], width: int, has_header: bool | None, size: int, warnings: list[str]
) -> Preview:
    first = split_line(lines[0], form)
    body = _samples(replace(form, has_header=True, columns=[""] * width), lines)
    if has_header is None:
        has_header = len(first) == width and looks_like_header(first, body)
    numbered = [str(number) for number in range(1, width + 1)]
    columns = [cell.strip() or number for cell, number in zip(_padded(first, width), numbered, strict=True)]
    form = replace(form, has_header=has_header, columns=columns if has_header else numbered)
    samples = body if has_header else _samples(form, lines)
    named = [Sample(name, sample.values) for name, sample in zip(form.columns, samples, strict=True)]
    roles = propose_roles(named, named=has_header)
    rows = [list(row) for row in zip(*(sample.values[:_PREVIEW_ROWS] for sample in samples), strict=True)]
    if not rows:
        raise BadInput(
            f"{form.path.name} holds a header and no rows."
            if has_header
            else f"{form.path.name} holds no rows.",
            advice="Choose a file with at least one interaction.",
        )
    warnings += _doubts(roles, form)
    return Preview(
        form,
        rows,
        roles,
        width,
        size,
        warnings,
        profiles=profile_columns(named),
        shape=shape_of(form),
    )


def _samples(form: FileForm, lines: list[bytes]) -> list[Sample]:
    """The columns of the first lines, read as the import will read them."""
    wanted = range(len(form.columns))
    values: list[list[str]] = [[] for _ in wanted]
    for rows in read_rows([b"".join(line + b"\n" for line in lines)], form, wanted):
        for position, column in rows.columns.items():
            values[position] += column.to_pylist()
    return [Sample(name, column) for name, column in zip(form.columns, values, strict=True)]


def _padded(cells: list[str], width: int) -> list[str]:
    return (cells + [""] * width)[:width]


def _doubts(roles: list[Role], form: FileForm) -> list[str]:
    doubts = []
    if not form.has_header:
        doubts.append("The file has no header: the columns are numbered, and their roles are guessed.")
    if "time" not in roles and "order" not in roles:
        doubts.append(
            "No column holds times or positions: the order of the lines is taken as the order in time."
        )
    if len(set(form.columns)) < len(form.columns):
        doubts.append("Several columns have the same name; the first of them is meant by it.")
    return doubts


def _refuse_what_is_no_log(path: Path, sample: bytes) -> None:
    text = sample.removeprefix(codecs.BOM_UTF8).lstrip()
    start = text[:64].lower()
    if not text:
        raise BadInput(f"{path.name} holds no text.", "There are only blanks in it.", "Get the file again.")
    if start.startswith(b"version https://git-lfs"):
        raise BadInput(
            f"{path.name} is a Git LFS pointer, not the data.",
            "The repository keeps large files elsewhere and leaves this note in their place.",
            "Fetch the file itself with `git lfs pull`, or download it from the project's page.",
        )
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<!--", b"<body")):
        raise BadInput(
            f"{path.name} is a web page, not a log.",
            "A download often saves the page about a file, or a notice of an error, under the file's name.",
            "Open it in a browser to see what it says, and download the data itself.",
        )
    if start.startswith((b"{", b"[{", b"[\n", b"[[")):
        raise BadInput(
            f"{path.name} is written in JSON.", "Logs are read as tables of text.", "Convert it to CSV first."
        )


def _encoding(path: Path, sample: bytes, warnings: list[str]) -> str:
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in sample:
        return _encoding_with_zeros(path, sample)
    controls = sum(sample.count(bytes([code])) for code in (*range(1, 9), *range(14, 27)))
    if controls > len(sample) / 100:
        raise _binary(path)
    if sample.isascii():
        return "utf-8"
    lines = [line for line in sample.splitlines()[:-1] or [sample] if not line.isascii()]
    wrong = [line for line in lines if not _is_utf8(line)]
    if 2 * len(wrong) <= len(lines):
        return "utf-8"
    # Windows-1252 has letters where Latin-1 has control characters, and is the same otherwise.
    windows = any(0x80 <= code <= 0x9F for line in wrong for code in line)
    name = "cp1252" if windows else "latin-1"
    warnings.append(
        f"The file is not UTF-8; it is read as {'Windows-1252' if windows else 'Latin-1'}. "
        "Check that letters with accents look right."
    )
    return name


def _encoding_with_zeros(path: Path, sample: bytes) -> str:
    """UTF-16 without a mark has a zero in every other byte of plain text."""
    for name, zeros, others in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if zeros.count(0) > 0.7 * len(zeros) and others.count(0) == 0:
            return name
    if sample.count(0) * 1000 > len(sample):
        raise _binary(path)
    return "utf-8"  # a few stray zeros: their lines are rejected


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines(path: Path, sample: bytes, encoding: str) -> list[bytes]:
    """The first lines that are not blank, in UTF-8; a last one that the sample cuts off is left out."""
    filled: list[bytes] = []
    for block in read_blocks(BytesIO(sample), encoding):
        lines = block.split(b"\n")[:-1]
        filled += [line for line in lines if line.strip()]
        if len(filled) > _SAMPLE_LINES:
            return filled[:_SAMPLE_LINES]
    if len(sample) == _SAMPLE_BYTES:
        filled = filled[:-1]
    if not filled:
        raise BadInput(
            f"{path.name} has no lines.",
            "Its first megabyte holds no line end.",
            "Choose a log written as lines.",
        )
    return filled


def _delimiter(path: Path, lines: list[bytes], form: FileForm) -> Delimiter:
    """The separator that gives the most lines the same number of fields; of equals, the most fields."""
    best: tuple[float, int] = (0.0, 1)
    chosen: Delimiter | None = None
    for candidate in DELIMITERS:
        widths = Counter(len(split_line(line, replace(form, delimiter=candidate))) for line in lines)
        width, count = max(widths.items(), key=lambda entry: (entry[0] > 1, entry[1]))
        share = round(count / len(lines), 1)
        if width < 2 or (candidate == "whitespace" and best[0] >= 0.6):  # blanks are inside most texts
            continue
        if candidate == "::" and share >= 0.9:  # nothing else is written so by chance
            return candidate
        if (share, width) > best:
            best, chosen = (share, width), candidate
    if chosen is None:
        raise _one_column(path, lines[0].decode("utf-8", "replace"))
    if best[0] < 0.5:
        raise BadInput(
            f"{path.name} is not a table.",
            "No separator splits its lines into the same number of fields.",
            "Choose a log written as CSV, TSV, or separated by ; | :: or blanks.",
        )
    return chosen


def _one_column(path: Path, example: str) -> BadInput:
    return BadInput(
        f"{path.name} has only one column.",
        f"No comma, tab, semicolon, bar, :: or blank separates its fields; a line reads {example[:60]!r}.",
        "A log needs at least a column of users or sessions and one of items.",
    )


def _binary(path: Path) -> BadInput:
    return BadInput(
        f"{path.name} is a binary file, not text.",
        "It holds bytes that no text has.",
        "Export the log as CSV from the program that wrote it.",
    )
