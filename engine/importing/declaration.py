"""The line `sep=;` that spreadsheets put before a table: it names the separator and is no row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import cast, get_args

from engine.importing.blocks import read_blocks
from engine.importing.form import Delimiter

_LINE = re.compile(rb'\A"?sep=(?P<sign>\\t|::|[^\n"])"?(?P=sign)*[ ]*\n', re.IGNORECASE)
_LONGEST = 256
_WRITTEN = {"\\t": "\t", " ": "whitespace"}


def declared_separator(sample: bytes, encoding: str) -> str | None:
    """The separator that the first line of a text names; None where it is a line like any other."""
    first = next(read_blocks(BytesIO(sample[:_LONGEST]), encoding), b"")
    found = _LINE.match(first)
    if found is None:
        return None
    sign = found["sign"].decode("utf-8", "replace")
    return _WRITTEN.get(sign, sign)


def as_delimiter(separator: str) -> Delimiter | None:
    """The separator, if it is one that tables are read with."""
    return cast(Delimiter, separator) if separator in get_args(Delimiter) else None


def without_declaration(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks of a file with a blank line in the place of the declaration: lines keep their numbers."""
    at_start = True
    for block in blocks:
        yield _LINE.sub(b"\n", block) if at_start else block
        at_start = False
