"""A list of recommendations as text for the clipboard."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.formulas import harmless

if TYPE_CHECKING:
    from engine.recommending.catalogue import Recommendation

COLUMNS = ("rank", "item", "title", "probability", "popularity_rank", "repeat")


def tab_separated(recommendations: Sequence[Recommendation]) -> str:
    """The list as a spreadsheet takes it from the clipboard."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in recommendations:
        repeat = "yes" if item.repeat else "no"
        texts = (harmless(item.external_id), harmless(item.title or ""))
        writer.writerow([item.rank, *texts, f"{item.score:.6g}", item.popularity_rank, repeat])
    return out.getvalue()
