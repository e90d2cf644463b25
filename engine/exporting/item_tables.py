"""The items of a run beside an export, so that numbers of the model become ids of the log again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from engine.store.datasets import Items

ITEMS_TSV = "items.tsv"


def write_items(path: Path, items: Items) -> None:
    """A row for every item in the order of the model's numbers; quoted where a text holds a tab or line end.

    Ids and titles as the log has them: this table is for programs.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("item", "external_id", "title"))
        writer.writerows(_rows(items))


def _rows(items: Items) -> Sequence[tuple[int, str, str]]:
    named = zip(items.external_ids, items.titles, strict=True)
    return [(number, item, title or "") for number, (item, title) in enumerate(named)]
