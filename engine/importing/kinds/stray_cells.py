"""Cells far from a workbook's table: whoever reads the sheet makes room for all that lies between.

A note left in the last cell of a sheet makes it seventeen thousand million cells large, more than fits into
any memory. Such a workbook is read from a copy in which those cells are missing.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.importing.kinds.open_document import check_extent

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_COLUMN = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Za-z]{1,3})[0-9]')
_ROW = re.compile(rb'<(?:\w+:)?row\s(?:[^>]*?\s)?r="([0-9]{1,9})"')
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,9})")
_PIECE = 1 << 20
_HARMLESS = 1 << 28
_MOST_TIMES = 200
"""A workbook of more than `_HARMLESS` bytes of XML may be this many times as large as the file."""
_FEW_CELLS = 2_000_000
_MOST_EMPTY = 10
"""Cells of a sheet per filled one, where they are not few: more than that, and some are astray."""
_SHARE = 0.01
"""Of the longest column: a column with fewer cells is no column of the table if nothing follows it."""


@contextmanager
def without_stray_cells(path: Path) -> Iterator[tuple[Path, list[str]]]:
    """A workbook without cells far from its tables: itself or a temporary copy, and what was left out.

    Raises:
        BadInput: it unpacks to more than any workbook, or is one of OpenDocument with such cells.
    """
    if not zipfile.is_zipfile(path):
        yield path, []
        return
    with zipfile.ZipFile(path) as book:
        _check_size(path, book)
        check_extent(path, book)
        sheets = [name for name in book.namelist() if _SHEET.fullmatch(name)]
        strays = {name: _strays(book, name) for name in sheets if _has_strays(book, name)}
        strays = {name: found for name, found in strays.items() if found.places}
        if not strays:
            yield path, []
            return
        with tempfile.TemporaryDirectory(prefix="areal-") as folder:
            copy = Path(folder) / path.name
            _copy(book, copy, strays)
            yield copy, [place for found in strays.values() for place in found.places]


@dataclass(frozen=True)
class _Strays:
    """Cells to leave out: what they are called, and which bytes of the sheet they are."""

    places: list[str]
    bytes: list[tuple[int, int]]


def _check_size(path: Path, book: zipfile.ZipFile) -> None:
    size = sum(entry.file_size for entry in book.infolist())
    packed = path.stat().st_size
    if size > _HARMLESS and size > _MOST_TIMES * packed:
        raise BadInput(
            f"{path.name} unpacks to more than {_MOST_TIMES} times its size.",
            f"{size >> 20:,} MB would come out of {packed >> 10:,} kB: no workbook is so uniform.",
            "If it is a log all the same, save the sheet as CSV and import that.",
        )


def _has_strays(book: zipfile.ZipFile, name: str) -> bool:
    """Whether by far the most cells between those of a sheet are empty."""
    counts, last_row, rest = np.zeros(27**3, np.int64), 0, b""
    with book.open(name) as sheet:
        while piece := sheet.read(_PIECE):
            text = rest + piece
            cut = max(text.rfind(b"<"), 0)
            text, rest = text[:cut], text[cut:]
            columns = np.array([_column(letters) for letters in _COLUMN.findall(text)], np.int64)
            counts += np.bincount(columns, minlength=len(counts))
            last_row = max([last_row, *map(int, _ROW.findall(text))])
    filled = int(counts.sum())
    size = (int(np.flatnonzero(counts)[-1]) + 1) * last_row if filled else 0
    return size > _FEW_CELLS and size > _MOST_EMPTY * filled


_known: dict[bytes, int] = {}


def _column(letters: bytes) -> int:
    """The number of a column, A is 0."""
    if letters not in _known:
        number = 0
        for letter in letters.upper():
            number = 26 * number + letter - 64
        _known[letters] = number - 1
    return _known[letters]


def _strays(book: zipfile.ZipFile, name: str) -> _Strays:
    cells = _Cells()
    with book.open(name) as sheet:
        cells.parser.ParseFile(sheet)
    rows, columns = np.asarray(cells.rows), np.asarray(cells.columns)
    astray = ~_in_table(rows, columns)
    at = np.flatnonzero(astray).tolist()
    letters = {number: text.decode() for text, number in _known.items()}
    places = [f"{letters[int(columns[place])]}{rows[place]}" for place in at]
    return _Strays(places, [(cells.starts[place], cells.ends[place]) for place in at])


def _in_table(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which cells are in the table: in its columns, and not below the last row with two of them."""
    counts = np.bincount(columns)
    width = np.flatnonzero(counts >= max(2, _SHARE * counts.max()))[-1:].max(initial=0)
    inside: NDArray[np.bool_] = columns <= width
    lengths = np.bincount(rows[inside])
    inside &= rows <= np.flatnonzero(lengths >= 2)[-1:].max(initial=0)
    return inside


class _Cells:
    """Where each cell of a sheet is, in the sheet and in the file."""

    def __init__(self) -> None:
        self.rows, self.columns = array("q"), array("q")
        self.starts, self.ends = array("q"), array("q")
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._over = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._close()
        if name.rpartition(":")[2] == "c" and (place := _PLACE.fullmatch(attributes.get("r", ""))):
            self.columns.append(_column(place[1].encode()))
            self.rows.append(int(place[2]))
            self.starts.append(self.parser.CurrentByteIndex)

    def _end(self, name: str) -> None:
        self._close()
        self._over = name.rpartition(":")[2] == "c" and len(self.ends) < len(self.starts)

    def _close(self) -> None:
        """A cell ends where the next thing begins."""
        if self._over:
            self.ends.append(self.parser.CurrentByteIndex)
            self._over = False


def _copy(book: zipfile.ZipFile, path: Path, strays: dict[str, _Strays]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for entry in book.infolist():
            with book.open(entry) as source, copy.open(entry.filename, "w", force_zip64=True) as target:
                at = 0
                for start, end in strays[entry.filename].bytes if entry.filename in strays else ():
                    while at < start:
                        at += target.write(source.read(min(_PIECE, start - at)))
                    source.seek(end)
                    at = end
                shutil.copyfileobj(source, target, _PIECE)
