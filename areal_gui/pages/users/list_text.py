"""A list of recommendations as text: for the clipboard and for a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.recommending.catalogue import Recommendation

COLUMNS = ("rank", "item", "title", "probability", "popularity_rank", "repeat")


def tab_separated(recommendations: Sequence[Recommendation]) -> str:
    """The list as a spreadsheet takes it from the clipboard."""
    return _table(recommendations, delimiter="\t")


def write_csv(path: Path, recommendations: Sequence[Recommendation]) -> None:
    """Write the list as CSV in UTF-8, complete or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(_table(recommendations, delimiter=","), encoding="utf-8", newline="")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _table(recommendations: Sequence[Recommendation], delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in recommendations:
        repeat = "yes" if item.repeat else "no"
        title = item.title or ""
        writer.writerow(
            [item.rank, item.external_id, title, f"{item.score:.6g}", item.popularity_rank, repeat]
        )
    return out.getvalue()
