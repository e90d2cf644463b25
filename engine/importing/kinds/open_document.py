"""OpenDocument's sheets, in which a few bytes may stand for any number of cells: how large are they?"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from engine.errors import BadInput

_CONTENT = "content.xml"
_FEW_CELLS = 8_000_000
_MOST_CELLS = 100_000_000
_MOST_EMPTY = 10
"""Cells of a sheet per filled one, where they are not few."""


def check_extent(path: Path, book: zipfile.ZipFile) -> None:
    """Refuse a workbook that would not fit into the memory, or is nearly all empty.

    Raises:
        BadInput: a cell far from the table makes it so large, or cells that are repeated.
    """
    if _CONTENT not in book.namelist():
        return
    sheets = _Extents()
    with book.open(_CONTENT) as content:
        sheets.parser.ParseFile(content)
    for sheet in sheets.found:
        cells = sheet.rows * sheet.width
        if cells > _FEW_CELLS and (cells > _MOST_EMPTY * sheet.filled or cells > _MOST_CELLS):
            raise BadInput(
                f"A sheet of {path.name} has {sheet.rows:,} rows of {sheet.width:,} cells.",
                "A cell far from the table makes it so large, or cells that are repeated.",
                "Delete what is far from the table, or save the sheet as CSV and import that.",
            )


@dataclass
class _Extent:
    """How large a sheet is as far as its cells are filled."""

    rows: int = 0
    width: int = 0
    filled: int = 0


class _Extents:
    """Counts the cells of all sheets."""

    def __init__(self) -> None:
        self.found: list[_Extent] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._row = self._rows = self._cell = self._width = self._filled = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table":
            self.found.append(_Extent())
            self._row = 0
        elif kind == "table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._cell = self._width = self._filled = 0
        elif kind in ("table-cell", "covered-table-cell"):
            number = int(attributes.get("table:number-columns-repeated", 1))
            self._cell += number
            if "office:value-type" in attributes:
                self._width = self._cell
                self._filled += number

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "table-row" and self.found:
            self._row += self._rows
            if self._filled:
                sheet = self.found[-1]
                sheet.rows, sheet.width = self._row, max(sheet.width, self._width)
                sheet.filled += self._rows * self._filled
