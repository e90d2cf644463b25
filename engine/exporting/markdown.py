"""Tables of Markdown whose cells may hold anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; the first row of a Markdown table is always its header, which may be empty."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(cell(each) for each in line) + " |" for line in lines)


def cell(value: object) -> str:
    """Text of one cell: names of data sets, runs and items come from files."""
    return " ".join(str(value).replace("|", "\\|").split())
