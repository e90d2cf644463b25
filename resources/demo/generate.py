"""Writes the demo log: `python -m resources.demo.generate [FOLDER]`."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from resources.demo import FOLDER, demo_items, demo_log
from resources.demo.catalogue import Item, catalogue
from resources.demo.shoppers import Shopper

SEED = 20
SESSIONS = 6_500
OPENING_DAY = datetime(2025, 3, 3)
DAYS = 56


def sessions(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Every session's items, in the order in which the sessions began."""
    rng = random.Random(SEED)
    shelf = {(item.department, item.step, item.brand): item for item in items}
    for _ in range(SESSIONS):
        yield Shopper.arrive(rng, shelf).visit()


def _rows(items: Iterable[Item]) -> Iterator[tuple[str, str, str]]:
    """`session_id, time, item_id` of every look, spread evenly over the opening days and their hours."""
    rng = random.Random(SEED + 1)
    for number, seen in enumerate(sessions(items)):
        day, share = divmod(number * DAYS / SESSIONS, 1)
        moment = OPENING_DAY + timedelta(days=day, hours=8 + 13 * share)
        for item in seen:
            yield f"{number + 1:05}", moment.isoformat(timespec="seconds"), item.item_id
            moment += timedelta(seconds=int(8 + 150 * rng.random() * rng.random()))


def write(folder: Path = FOLDER) -> None:
    """Write both files into `folder`."""
    items = catalogue()
    described = ((item.item_id, item.title, item.department, item.brand) for item in items)
    _write_csv(folder / demo_items().name, ("item_id", "title", "category", "brand"), described)
    _write_csv(folder / demo_log().name, ("session_id", "time", "item_id"), _rows(items))


def _write_csv(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
