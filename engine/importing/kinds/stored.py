"""Kinds of logs that are read here and there, for which they must lie on the disk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa  # type: ignore[import-untyped]

from engine.errors import BadInput
from engine.importing.form import FileForm, Kind
from engine.importing.kinds import arrow_files, excel, parquet, sqlite
from engine.importing.kinds.layout import Layout
from engine.importing.source import reading

if TYPE_CHECKING:
    from engine.importing.tables import Table

MOST_UNPACKED = 1 << 36
"""Bytes that are unpacked to a temporary file: 64 GB."""

_PIECE = 1 << 20
_SIGNS: tuple[tuple[bytes, Kind], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"\xff\xff\xff\xff", "arrow"),  # a stream of batches
    (b"SQLite format 3\0", "sqlite"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel"),
)

_OPENERS: dict[Kind, Callable[[Path, FileForm], AbstractContextManager[Any]]] = {
    "parquet": parquet.open_parquet,
    "arrow": arrow_files.open_arrow,
    "excel": excel.open_excel,
    "sqlite": sqlite.open_sqlite,
}

STORED: frozenset[Kind] = frozenset(_OPENERS)


def kind_of(start: bytes) -> Kind | None:
    """What a file is that begins with these bytes; None if it is none of these kinds, or packed."""
    return next((kind for sign, kind in _SIGNS if start.startswith(sign)), None)


def look(path: Path, kind: Kind, table: str | None = None, has_header: bool | None = None) -> Layout:
    """What the columns are.

    Args:
        path: the file, not packed.
        kind: one of `STORED`.
        table: the sheet, the table, or the list column whose entries are rows; None: as detected.
        has_header: of a sheet, whether its first row names the columns; None: as detected.

    Raises:
        BadInput: it is damaged, or holds no table.
    """
    with _reading(path):
        if kind == "excel":
            return excel.look(path, table, has_header)
        if kind == "sqlite":
            return sqlite.look(path, table)
        return parquet.look(path, table) if kind == "parquet" else arrow_files.look(path, table)


@contextmanager
def open_stored(path: Path, form: FileForm) -> Iterator[Table]:
    """Open a file of one of the `STORED` kinds.

    Args:
        path: where it lies unpacked; not the form's path if that is an archive.
        form: how it is made.

    Raises:
        BadInput: it is damaged; also while rows are read.
    """
    with _reading(path), _OPENERS[form.kind](path, form) as table:
        yield table


@contextmanager
def on_disk(stream: BinaryIO, name: str) -> Iterator[Path]:
    """A packed file as a temporary one, for as long as it is read.

    Raises:
        BadInput: it is larger than any log.
    """
    with tempfile.TemporaryDirectory(prefix="areal-") as folder:
        path = Path(folder) / Path(name).name
        with path.open("wb") as file:
            while piece := stream.read(_PIECE):
                if file.tell() > MOST_UNPACKED:
                    raise BadInput(
                        f"{name} unpacks to more than {MOST_UNPACKED >> 30} GB.",
                        "A file of this kind must be unpacked to be read.",
                        "Unpack it yourself, and import the result.",
                    )
                file.write(piece)
        yield path


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Put what Arrow says about a damaged file into words; it says some of it as errors of the system."""
    with reading(path):
        try:
            yield
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise BadInput(
                f"{path.name} cannot be read to its end.",
                f"It is damaged, incomplete or encrypted ({str(error).strip()[:200]}).",
                "Get the file again.",
            ) from error
