"""Arrow's columns of any type as columns of text."""

from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from engine.importing import arrow
from engine.importing.kinds.flat import cell
from engine.importing.numbers import constant


def as_texts(column: pa.Array) -> pa.Array:
    """Numbers in their shortest form, times in ISO-8601 (with Z where they have a zone), nulls empty."""
    column = _plain(column)
    kind = column.type
    if pa.types.is_null(kind):
        return arrow.texts([""] * len(column))
    try:
        texts = pc.cast(column, pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return arrow.texts([_one(value) for value in column])
    if pa.types.is_floating(kind):
        texts = pc.if_else(pc.is_nan(column), constant(""), texts)  # how data frames write what is missing
    return pc.coalesce(texts, constant(""))


def _plain(column: pa.Array) -> pa.Array:
    """The same values in a type that can be cast to text."""
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _plain(column.storage)
    if pa.types.is_dictionary(kind):
        return _plain(column.dictionary_decode())
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        # Told in UTC, for which no system needs a table of zones.
        texts = pc.cast(pc.cast(column, pa.timestamp(kind.unit)), pa.string())
        return pc.binary_join_element_wise(texts, constant("Z"), constant(""))
    if pa.types.is_duration(kind):
        return pc.cast(column, pa.int64())
    return column


def _one(value: pa.Scalar) -> str:
    """A value that Arrow cannot write: a list, a map, bytes that are not UTF-8."""
    plain = value.as_py()
    return plain.decode("utf-8", "replace") if isinstance(plain, bytes) else cell(plain)
