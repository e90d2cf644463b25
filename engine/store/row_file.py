"""Rows of numbers as a table that SQLite can read: a file of its own, laid out by NumPy.

`INSERT ... SELECT` from such a table never comes back to Python, so it is faster than statements with
parameters and leaves the interpreter to the window and to whoever prepares the next rows. Only this file is
made by hand, and it is temporary; the store itself is written by SQLite alone.

The layout is SQLite's documented file format (sqlite.org/fileformat2.html) in its simplest form: every row
takes the same number of bytes, so that every page is full and each row's place is known beforehand.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

PAGE = 65_536
_LEAVES = 6_000
"""Of one table: as many as fit into its one inner page. A longer log is several tables."""
_LOCK_PAGE = 0x40000000 // PAGE + 1
"""SQLite keeps this page for its locks and never reads it."""

# SQLite's codes of big-endian integers of 1, 2, 4 and 8 bytes, and of floats (NaN is read as NULL).
_CODES = {"i1": 1, "i2": 2, "i4": 4, "i8": 6, "f8": 7}

Columns = Mapping[str, NDArray[Any]]


class RowFile:
    """A file of `n_rows` rows, written from the first to the last, and readable as far as it is written.

    Attributes:
        path: the file, which SQLite can attach.
    """

    def __init__(self, path: Path, kinds: Mapping[str, str], n_rows: int) -> None:
        """Make the file, with room for all of its rows.

        Args:
            path: where; nothing is there yet.
            kinds: NumPy's names of the columns' types ("i4", "f8", "S12", ...) by the columns' names; texts
                are UTF-8, of at most so many bytes.
            n_rows: how many rows will be written, at least one.
        """
        self.path = path
        self._n_on_disk = 0
        self._kinds = dict(kinds)
        self._row = _row_type(self._kinds)
        self._per_page = (PAGE - 8) // (self._row.itemsize + 2)
        self._n_rows = n_rows
        self._n_leaves = -(-n_rows // self._per_page)
        self._n_tables = -(-self._n_leaves // _LEAVES)
        self._carried = np.zeros(0, self._row)
        self._n_taken = 0
        self._file = path.open("xb")
        try:
            self._file.truncate(self._page_of_leaf(self._n_leaves) * PAGE)
            self._file.write(self._first_page())
            for table in range(self._n_tables):
                self._file.write(self._inner_page(table))
        except OSError:
            with suppress(OSError):  # it would write once more what the disk does not take
                self._file.close()
            raise

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._kinds)

    @property
    def n_written(self) -> int:
        """How many rows can be read by now."""
        # Whoever reads the last row of a page looks for the next page at once: it must not be an empty one.
        return self._n_on_disk if self._n_on_disk == self._n_rows else max(0, self._n_on_disk - 1)

    def append(self, columns: Columns) -> None:
        """Write the next rows."""
        rows = self._laid_out(columns)
        self._n_taken += len(rows) - len(self._carried)
        whole = len(rows)
        if self._n_taken < self._n_rows:
            whole -= len(rows) % self._per_page
        first = self._n_on_disk // self._per_page
        for start in range(0, whole, self._per_page):
            self._write_leaf(first, rows[start : min(start + self._per_page, whole)])
            first += 1
        self._file.flush()
        self._carried = rows[whole:].copy()
        self._n_on_disk += whole

    def selects(self, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Where the rows start ... end are: a table's name, and its first and last row there."""
        per_table = self._per_page * _LEAVES
        while start < end:
            table = start // per_table
            until = min(end, (table + 1) * per_table)
            yield f"part{table}", start - table * per_table + 1, until - table * per_table
            start = until

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _laid_out(self, columns: Columns) -> NDArray[Any]:
        """The rows carried over from before, and behind them the new ones."""
        n_new, n_carried = len(next(iter(columns.values()))), len(self._carried)
        # Not concatenate: it would turn the numbers into the machine's own order of bytes.
        both = np.empty(n_carried + n_new, self._row)
        both[:n_carried] = self._carried
        rows = both[n_carried:]
        rows["length"] = _varint(self._row.itemsize - 6)
        number = (self._n_taken + np.arange(n_new)) % (self._per_page * _LEAVES) + 1
        rows["number"] = _varints(number, 4)
        rows["header"] = 1 + sum(map(_code_size, self._kinds.values()))
        for name, kind in self._kinds.items():
            rows[name] = columns[name]
            if kind in _CODES:
                rows[f"code of {name}"] = _CODES[kind]
            else:  # behind a text, bytes of no meaning make all rows equally long
                length, longest = np.char.str_len(columns[name]), int(kind[1:])
                rows[f"code of {name}"][:, :2] = _varints(13 + 2 * length, 2)
                rows[f"code of {name}"][:, 2:] = _varints(12 + 2 * (longest - length), 2)
        return both

    def _write_leaf(self, leaf: int, rows: NDArray[Any]) -> None:
        size = self._row.itemsize
        begin = PAGE - len(rows) * size
        places = (begin + np.arange(len(rows)) * size).astype(">u2").tobytes()
        head = struct.pack(">BHHHB", 0x0D, 0, len(rows), begin, 0) + places
        self._file.seek((self._page_of_leaf(leaf) - 1) * PAGE)
        self._file.write(head + bytes(begin - len(head)) + rows.tobytes())

    def _page_of_leaf(self, leaf: int) -> int:
        page = 2 + self._n_tables + leaf
        return page if page < _LOCK_PAGE else page + 1

    def _root(self, table: int) -> int:
        """The page where the search in a table begins: its inner page, or its only leaf."""
        return 2 + table if self._n_leaves > table * _LEAVES + 1 else self._page_of_leaf(table * _LEAVES)

    def _inner_page(self, table: int) -> bytes:
        """The page that says in which leaf each row of a table is."""
        leaves = np.arange(table * _LEAVES, min((table + 1) * _LEAVES, self._n_leaves))
        cells = np.empty(len(leaves) - 1, np.dtype([("page", ">u4"), ("last", "u1", 4)]))
        cells["page"] = [self._page_of_leaf(leaf) for leaf in leaves[:-1].tolist()]
        cells["last"] = _varints(np.arange(1, len(leaves)) * self._per_page, 4)
        begin = PAGE - cells.nbytes
        places = (begin + np.arange(len(cells)) * cells.itemsize).astype(">u2").tobytes()
        last = self._page_of_leaf(int(leaves[-1]))
        head = struct.pack(">BHHHBI", 0x05, 0, len(cells), begin % PAGE, 0, last) + places
        return head + bytes(begin - len(head)) + cells.tobytes()

    def _first_page(self) -> bytes:
        """The header of the file and the list of its tables."""
        n_pages = self._page_of_leaf(self._n_leaves) - 1
        header = struct.pack(
            ">16sHBBBBBB12I20sII",
            *(b"SQLite format 3\0", 1, 1, 1, 0, 64, 32, 32, 1, n_pages, 0, 0, 1, 4, 0, 0, 1, 0, 0, 0),
            *(bytes(20), 1, 3_040_000),
        )
        cells = [self._schema_cell(table) for table in range(self._n_tables)]
        ends = PAGE - np.cumsum([len(cell) for cell in cells])
        head = struct.pack(">BHHHB", 0x0D, 0, len(cells), int(ends[-1]), 0) + ends.astype(">u2").tobytes()
        filled = header + head
        return filled + bytes(int(ends[-1]) - len(filled)) + b"".join(reversed(cells))

    def _schema_cell(self, table: int) -> bytes:
        names = [name if kind in _CODES else f"{name}, _{name}" for name, kind in self._kinds.items()]
        name = f"part{table}".encode()
        sql = f"CREATE TABLE part{table} ({', '.join(names)})".encode()
        text_codes = [13 + 2 * len(text) for text in (b"table", name, name, sql)]
        header = b"".join(bytes(_varint(code)) for code in [*text_codes[:3], _CODES["i4"], text_codes[3]])
        body = b"table" + name + name + struct.pack(">I", self._root(table)) + sql
        record = bytes(_varint(len(header) + 2)) + header + body
        return bytes(_varint(len(record))) + bytes(_varint(table + 1)) + record


def _row_type(kinds: Mapping[str, str]) -> np.dtype[Any]:
    """A row as it lies in a page: its length, its number, the codes of its columns, then their values."""
    fields: list[tuple[Any, ...]] = [("length", "u1", 2), ("number", "u1", 4), ("header", "u1")]
    fields += [(f"code of {name}", "u1", _code_size(kind)) for name, kind in kinds.items()]
    return np.dtype(fields + [(name, f">{kind}") for name, kind in kinds.items()])


def _code_size(kind: str) -> int:
    """Bytes of a column's code; a text has one of its own and one of what fills it up."""
    return 1 if kind in _CODES else 4


def _varints(numbers: NDArray[np.int64], size: int) -> NDArray[np.uint8]:
    """Numbers below 2 ^ (7 size) in SQLite's variable length, all of them in as many bytes."""
    digits = np.empty((len(numbers), size), np.uint8)
    for place in range(size):  # digit by digit: a fifth of the time that all of them at once take
        digits[:, place] = (numbers >> 7 * (size - 1 - place)).astype(np.uint8) | 128
    digits[:, -1] &= 127
    return digits


def _varint(number: int) -> tuple[int, int]:
    """A number below 2 ^ 14 in SQLite's variable length, in two bytes."""
    return 128 | number >> 7, number & 127
