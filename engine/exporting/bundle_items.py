"""The catalogue of a bundle as Parquet: one row an item, in the order of the model's numbers."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.store.datasets import Items

SCHEMA = pa.schema(
    [
        pa.field("item", pa.int32(), nullable=False),
        pa.field("external_id", pa.string(), nullable=False),
        pa.field("title", pa.string()),
        pa.field("interactions", pa.int64(), nullable=False),
    ]
)
"""`interactions`: how often the item occurs in the log that the run was trained on."""
MOST_ITEMS = 20_000_000
LONGEST_TEXT = 65_536
"""Bytes of an id or a title."""
MOST_TEXT = 1 << 30
"""Bytes of all ids, or of all titles."""
_TEXTS = ("external_id", "title")


@dataclass(frozen=True)
class BundleItems:
    """The items and how often each occurs in the log: `interactions` is int64 [n_items]."""

    names: Items
    interactions: NDArray[np.int64]


class UnfitItems(ValueError):
    """The table is not what a bundle holds; the text says why."""


def items_file(items: BundleItems) -> bytes:
    """The file; neither compressed nor with a dictionary: reading it takes no more than its size."""
    n = len(items.names)
    columns = [
        pa.array(np.arange(n, dtype=np.int32)),
        pa.array(items.names.external_ids, pa.string()),
        pa.array(items.names.titles, pa.string()),
        pa.array(items.interactions, pa.int64()),
    ]
    file = io.BytesIO()
    table = pa.table(columns, schema=SCHEMA)
    pq.write_table(table, file, compression="none", use_dictionary=False, store_schema=False)
    return file.getvalue()


def read_items(content: bytes) -> BundleItems:
    """The items of a file that anybody may have made.

    Raises:
        UnfitItems: it is no such table.
    """
    try:
        # Texts stay numbers into a dictionary until their size is known: a row takes four bytes.
        file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=list(_TEXTS))
        _check_outside(file.metadata)
        table = file.read()
    except (pa.ArrowException, OSError) as error:
        raise UnfitItems(str(error).splitlines()[0] if str(error) else "It is not Parquet.") from None
    for name in _TEXTS:
        _check_texts(table[name], name)
    try:
        external_ids, titles = (table[name].cast(pa.string()) for name in _TEXTS)
        external_ids.validate(full=True)
        titles.validate(full=True)
    except pa.ArrowException as error:
        raise UnfitItems(str(error)) from None
    _check_numbers(table, external_ids)
    return BundleItems(
        Items(external_ids.to_pylist(), titles.to_pylist()),
        table["interactions"].to_numpy().astype(np.int64),
    )


def _check_outside(metadata: pq.FileMetaData) -> None:
    """What the file says of itself, before anything in it is read."""
    found = [
        (column.name, column.physical_type)
        for column in map(metadata.schema.column, range(metadata.num_columns))
    ]
    expected = [("item", "INT32"), *((name, "BYTE_ARRAY") for name in _TEXTS), ("interactions", "INT64")]
    if found != expected:
        raise UnfitItems("It has other columns.")
    if not 0 < metadata.num_rows <= MOST_ITEMS:
        raise UnfitItems(f"It says that it has {metadata.num_rows:,} items.")
    if metadata.metadata:
        raise UnfitItems("It carries something beside its table.")
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        if any(group.column(place).compression != "UNCOMPRESSED" for place in range(group.num_columns)):
            raise UnfitItems("It is compressed; what AREAL writes is not.")


def _check_texts(column: pa.ChunkedArray, name: str) -> None:
    total = 0
    for chunk in column.chunks:
        if not pa.types.is_dictionary(chunk.type):
            raise UnfitItems(f"The texts of {name} are of another type.")
        length = pc.binary_length(chunk.dictionary)
        if len(length) and (pc.max(length).as_py() or 0) > LONGEST_TEXT:
            raise UnfitItems(f"A text of {name} has more than {LONGEST_TEXT:,} bytes.")
        total += pc.sum(length.take(chunk.indices)).as_py() or 0
    if total > MOST_TEXT:
        raise UnfitItems(f"The texts of {name} have more than {MOST_TEXT:,} bytes.")


def _check_numbers(table: pa.Table, external_ids: pa.ChunkedArray) -> None:
    if table["item"].null_count or external_ids.null_count or table["interactions"].null_count:
        raise UnfitItems("An item lacks its number, its id or its count.")
    if not np.array_equal(table["item"].to_numpy(), np.arange(len(table))):
        raise UnfitItems("Its items are not in the order of their numbers.")
    if pc.count_distinct(external_ids).as_py() != len(table):
        raise UnfitItems("Two items have the same id.")
    if pc.min(table["interactions"]).as_py() < 0:
        raise UnfitItems("An item occurs less than never.")
