"""Which of a user's rows in the store are those of a snapshot: filters leave rows out, and logs grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from engine.sequences.snapshot import Snapshot
from engine.store.users import HistoryRow


def counted_rows(rows: Sequence[HistoryRow], snapshot: Snapshot, sequence: int) -> list[HistoryRow]:
    """The stored rows of one sequence of a snapshot, in its order.

    Rows are found by item and time, each once: a log that has grown may have them in other places, but has
    them.

    Args:
        rows: all of the user's, oldest first.
        snapshot: where.
        sequence: its number there.
    """
    stretch = slice(*snapshot.offsets[sequence : sequence + 2].tolist())
    wanted = snapshot.stored_items[snapshot.items[stretch]].tolist()
    times = [None] * len(wanted) if snapshot.times is None else snapshot.times[stretch].tolist()
    waiting: defaultdict[tuple[int, int | None], list[HistoryRow]] = defaultdict(list)
    for row in reversed(rows):
        waiting[row.item_id, row.ts].append(row)
    return [waiting[key].pop() for key in zip(wanted, times, strict=True) if waiting[key]]
