"""Workbooks: Excel's and OpenDocument's. Of formulas, the values that were saved with them are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from engine.errors import BadInput
from engine.importing.form import FileForm, listed
from engine.importing.kinds.gathering import MOST_ROWS, Gathering
from engine.importing.kinds.layout import Layout
from engine.importing.kinds.stray_cells import without_stray_cells
from engine.importing.roles import Sample, looks_like_header
from engine.importing.row_batch import RowBatch

_SAMPLE = 1_000


def look(path: Path, table: str | None, has_header: bool | None) -> Layout:
    """The columns of a sheet: the named one, else the first that is a table.

    Raises:
        BadInput: no sheet has that name, or none is a table.
    """
    with _opened(path) as (book, left_out):
        sheets = _sheets(book)
        if table is not None and table not in sheets:
            raise BadInput(
                f"{path.name} has no sheet {table!r}.",
                f"Its sheets are {', '.join(sheets)}.",
                "Name one of these sheets.",
            )
        for name in sheets if table is None else [table]:
            rows = [cells for _, cells in islice(_rows(book.get_sheet_by_name(name)), _SAMPLE)]
            if rows and len(rows[0]) > 1:
                layout = _layout(rows, name, sheets, has_header)
                return replace(layout, warnings=_told(left_out))
    raise BadInput(
        f"{path.name} holds no table.",
        "No sheet has rows of two cells or more.",
        "Choose a workbook with a column of users or sessions and one of items.",
    )


def _layout(rows: list[list[str]], name: str, sheets: list[str], has_header: bool | None) -> Layout:
    first, body = rows[0], rows[1:]
    if has_header is None:
        columns = zip(*body, strict=True) if body else iter([()] * len(first))
        samples = [Sample(cell, values) for cell, values in zip(first, columns, strict=True)]
        has_header = looks_like_header(first, samples)
    names = [
        cell.strip() if has_header and cell.strip() else str(number) for number, cell in enumerate(first, 1)
    ]
    return Layout("excel", names, has_header=has_header, table=name, tables=sheets)


@dataclass
class Sheet:
    """A sheet being read; `position` and `size` count rows."""

    form: FileForm
    _sheet: Any
    position: int = 0

    @property
    def size(self) -> int:
        return 0 if self._sheet.end is None else int(self._sheet.end[0]) + 1

    def rows(self, wanted: Sequence[int]) -> Iterator[RowBatch]:
        """Batches of rows, without the header."""
        numbered = _rows(self._sheet)
        if self.form.has_header:
            next(numbered, None)
        while some := list(islice(numbered, MOST_ROWS)):
            rows = Gathering(wanted)
            for number, texts in some:
                for position, cells in zip(wanted, rows.cells, strict=True):
                    cells.append(texts[position])
                rows.record(number, "\t".join(texts))
            self.position = some[-1][0]
            yield from rows.batches()


@contextmanager
def open_excel(path: Path, form: FileForm) -> Iterator[Sheet]:
    """Open a sheet of a workbook."""
    with _opened(path) as (book, _):
        yield Sheet(form, book.get_sheet_by_name(form.table or _sheets(book)[0]))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, list[str]]]:
    """The workbook, and which of its cells are left out since they are far from its tables."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with without_stray_cells(path) as (file, left_out), CalamineWorkbook.from_path(file) as book:
            yield book, left_out
    except (CalamineError, ExpatError) as error:
        raise BadInput(
            f"{path.name} cannot be read as a workbook.",
            f"It is damaged, incomplete or locked with a password ({error}).",
            "Open it in its program, and save the sheet as CSV.",
        ) from error


def _told(left_out: list[str]) -> list[str]:
    if not left_out:
        return []
    number = "1 cell" if len(left_out) == 1 else f"{len(left_out):,} cells"
    return [f"{number} far from the table left out: {listed(left_out, 5)}."]


def _sheets(book: Any) -> list[str]:
    from python_calamine import SheetTypeEnum

    return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, by their number in the sheet, from the first with two filled cells."""
    numbered = enumerate(sheet.iter_rows(), 1)
    rows = ((number, [_text(value) for value in cells]) for number, cells in numbered)
    for number, texts in rows:
        if sum(map(bool, texts)) > 1:
            yield from chain([(number, texts)], ((at, more) for at, more in rows if any(more)))


def _text(value: object) -> str:
    """A cell as text; whole numbers without a fraction, dates and times in ISO-8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return repr(value.total_seconds())
    return str(value)
