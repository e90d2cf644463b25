"""Reading small files of every kind, as the import reads them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from engine.importing.form import FileForm
from engine.importing.kinds import stored, streamed
from engine.importing.kinds.layout import Layout
from engine.importing.row_batch import Rejected, RowBatch


@dataclass(frozen=True)
class Read:
    """Rows as lists of cells; what was rejected; what the look at the file said."""

    layout: Layout
    rows: list[list[str]]
    rejected: list[Rejected]


def read_stream(data: bytes, encoding: str = "utf-8", table: str | None = None) -> Read:
    layout = streamed.look(data, encoding, table)
    assert layout is not None
    form = _form(Path("log"), layout, encoding)
    return _read(layout, streamed.read_rows(io.BytesIO(data), form, range(len(layout.columns))))


def read_stored(path: Path, table: str | None = None) -> Read:
    kind = stored.kind_of(path.read_bytes()[:16]) or "excel"
    layout = stored.look(path, kind, table)
    with stored.open_stored(path, _form(path, layout, "utf-8")) as opened:
        return _read(layout, opened.rows(range(len(layout.columns))))


def _form(path: Path, layout: Layout, encoding: str) -> FileForm:
    return FileForm(
        path,
        layout.delimiter,
        layout.has_header,
        encoding,
        layout.columns,
        kind=layout.kind,
        table=layout.table,
    )


def _read(layout: Layout, batches) -> Read:  # type: ignore[no-untyped-def]
    rows: list[list[str]] = []
    rejected: list[Rejected] = []
    for batch in batches:
        assert isinstance(batch, RowBatch)
        assert len(batch) <= 20_000
        rows += map(list, zip(*(column.to_pylist() for column in batch.columns.values()), strict=True))
        rejected += batch.rejected
    return Read(layout, rows, rejected)
