"""Texts that no spreadsheet takes for a formula.

A text that begins with = + - @, also in full width, or with a tab or a line end is a formula to some
spreadsheet, which runs it. Ids and titles come from unknown files: in a CSV such texts get an apostrophe in
front, which spreadsheets take for "this is text". It is for cells of text only; numbers stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_FORMULA = rf"(?s)^[{''.join(_SIGNS).replace('-', '')}-]."


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it; a sign alone is no formula."""
    return f"'{text}" if len(text) > 1 and text.startswith(_SIGNS) else text


def harmless_row(cells: Iterable[object]) -> list[object]:
    """The cells of a row, those of text made harmless."""
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells]


def harmless_table(table: pa.Table) -> pa.Table:
    """The table, its columns of text made harmless."""
    import pyarrow as pa
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    for at, field in enumerate(table.schema):
        is_dictionary = pa.types.is_dictionary(field.type)
        if not pa.types.is_string(field.type.value_type if is_dictionary else field.type):
            continue
        column = pc.cast(table.column(at), pa.string()) if is_dictionary else table.column(at)
        risky = pc.match_substring_regex(column, _FORMULA)
        marked = pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
        table = table.set_column(at, field.name if is_dictionary else field, marked)
    return table
