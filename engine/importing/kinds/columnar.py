"""Batches of Arrow's typed and nested columns as rows of text; lists in a column become rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.form import FileForm, Kind
from engine.importing.kinds.gathering import MOST_ROWS, shown, without_nul
from engine.importing.kinds.layout import Layout
from engine.importing.kinds.nesting import POSITION, event_columns, event_lists
from engine.importing.kinds.text_cells import as_texts
from engine.importing.roles import Role
from engine.importing.row_batch import Rejected, RowBatch

Columns = dict[str, pa.Array]

_NONE = arrow.places(np.zeros(1, np.int64))[0]


def layout_of(kind: Kind, first: pa.RecordBatch, table: str | None) -> Layout:
    """What the columns are, by their types and the first rows.

    Args:
        kind: of the file.
        first: some rows, or none of the right types.
        table: the list column whose entries are the rows; "" for none; None: as detected.
    """
    columns = _flat({name: first.column(name) for name in first.schema.names})
    records = _outline(columns)
    lists = event_lists(records)
    key = table if table is not None else next(iter(lists), "")
    if key not in columns or not _is_list(columns[key]):
        return Layout(kind, list(columns), tables=lists)
    inner = _fields_of_events(columns[key])
    names = event_columns(records, key, [inner] if inner else [])
    roles: dict[str, Role] = {POSITION: "ignored"} if not inner and POSITION not in columns else {}
    return Layout(kind, names, table=key, tables=lists, roles=roles)


def no_rows(schema: pa.Schema) -> pa.RecordBatch:
    """A batch of the right types for a file without any."""
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


def top_columns(form: FileForm, wanted: Sequence[int], names: Sequence[str]) -> list[str]:
    """Those of the file's own columns that the wanted ones are made of."""
    asked = {form.columns[position] for position in wanted} | {form.table or ""}
    events = (form.table or "").partition(".")[0]
    roots = {part[:end] for part in asked for end in range(len(part) + 1) if part[end:][:1] in ("", ".")}
    return [name for name in names if name in roots or name == events]


def rows_of(batches: Iterable[pa.RecordBatch], form: FileForm, wanted: Sequence[int]) -> Iterator[RowBatch]:
    """Rows of text; of a list column, a row for each entry."""
    line = 1
    for batch in batches:
        columns = _flat({name: batch.column(name) for name in batch.schema.names})
        lines = np.arange(line, line + batch.num_rows)
        line += batch.num_rows
        rejected: list[Rejected] = []
        if form.table:
            columns, lines, rejected = _exploded(columns, form, wanted, lines)
        texts = {position: columns[form.columns[position]] for position in wanted}
        for start in range(0, max(len(lines), 1), MOST_ROWS):
            part = {at: as_texts(column.slice(start, MOST_ROWS)) for at, column in texts.items()}
            of_part = lines[start : start + MOST_ROWS]
            yield _batch(part, of_part, form, rejected if start == 0 else [])


def _batch(
    texts: dict[int, pa.Array], lines: NDArray[np.int64], form: FileForm, rejected: list[Rejected]
) -> RowBatch:
    batch = RowBatch(texts, lines, partial(_text_of, texts, form), rejected)
    batch.reject(without_nul(batch))
    return batch


def _text_of(texts: dict[int, pa.Array], form: FileForm, at: int) -> str:
    return shown(
        ", ".join(f"{form.columns[number]}={column[at].as_py()}" for number, column in texts.items())
    )


def _flat(columns: Columns) -> Columns:
    """Fields of structures by their dotted names."""
    flat: Columns = {}
    for name, column in columns.items():
        if pa.types.is_struct(column.type):
            names = [field.name for field in column.type]
            flat |= _flat(
                {f"{name}.{inner}": part for inner, part in zip(names, column.flatten(), strict=True)}
            )
        else:
            flat[name] = column
    return flat


def _is_list(column: pa.Array) -> bool:
    kind = column.type
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _fields_of_events(column: pa.Array) -> dict[str, None]:
    """The dotted names of what an entry of a list is made of; none for single values."""
    if not pa.types.is_struct(column.type.value_type):
        return {}
    prefix = len("x.")
    return {name[prefix:]: None for name in _flat({"x": pc.list_flatten(column)})}


def _outline(columns: Columns) -> list[dict[str, Any]]:
    """Records with lists of the same lengths, to tell by which of them are events."""
    rows: list[dict[str, Any]] = [{} for _ in range(max(map(len, columns.values()), default=0))]
    for name, column in columns.items():
        if not _is_list(column):
            for row in rows:
                row[name] = None
            continue
        entry: Any = {} if pa.types.is_struct(column.type.value_type) else None
        lengths = _lengths(column).tolist()
        for row, length in zip(rows, lengths, strict=True):
            row[name] = [entry] * length
    return rows


def _exploded(
    columns: Columns, form: FileForm, wanted: Sequence[int], lines: NDArray[np.int64]
) -> tuple[Columns, NDArray[np.int64], list[Rejected]]:
    """The columns with a row for each entry of the list, the row each is from, and rows that cannot be."""
    names = [form.columns[position] for position in wanted]
    key = str(form.table)
    alike = [name for name in names if name != key and name in columns and _is_list(columns[name])]
    columns, lines, rejected = _of_equal_lengths(columns, key, alike, lines)
    parents = pc.list_parent_indices(columns[key])
    events = pc.list_flatten(columns[key])
    inner = _flat({key: events})
    of = arrow.as_numpy(parents.cast(pa.int64()), np.int64)
    made: Columns = {}
    for name in names:
        own = name if name.startswith(f"{key}.") else f"{key}.{name}"
        if name in alike or name == key:
            made[name] = pc.list_flatten(columns[name])
        elif name in columns:
            made[name] = columns[name].take(parents)
        elif own in inner:
            made[name] = inner[own]
        elif name == POSITION:
            made[name] = _positions(of)
    return made, lines[of], rejected


def _positions(of: NDArray[np.int64]) -> pa.Array:
    """1, 2, ... within each row."""
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    lengths = np.diff(np.append(starts, len(of)))
    return arrow.places(np.arange(len(of)) - np.repeat(starts, lengths) + 1)


def _of_equal_lengths(
    columns: Columns, key: str, alike: Sequence[str], lines: NDArray[np.int64]
) -> tuple[Columns, NDArray[np.int64], list[Rejected]]:
    """Leave out rows whose lists do not have as many entries as the list of events."""
    rejected: list[Rejected] = []
    lengths = _lengths(columns[key])
    keep = np.ones(len(lines), bool)
    for name in alike:
        for at in np.flatnonzero(keep & (_lengths(columns[name]) != lengths)).tolist():
            text = shown(f"{key}={columns[key][at].as_py()}, {name}={columns[name][at].as_py()}")
            rejected.append(Rejected(int(lines[at]), f"lists of different lengths: {key} and {name}", text))
            keep[at] = False
    if keep.all():
        return columns, lines, rejected
    kept = arrow.mask(keep)
    return {name: column.filter(kept) for name, column in columns.items()}, lines[keep], rejected


def _lengths(column: pa.Array) -> NDArray[np.int64]:
    return arrow.as_numpy(pc.coalesce(pc.list_value_length(column).cast(pa.int64()), _NONE), np.int64)
