"""What another history, or another way of drawing, makes of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Change = Literal["same", "up", "down", "new"]


@dataclass(frozen=True)
class Moved:
    """Where an item of the new list came from; `before` is its rank in the old list, None for a new one."""

    rank: int
    before: int | None

    @property
    def change(self) -> Change:
        if self.before is None:
            return "new"
        return "same" if self.before == self.rank else "up" if self.before > self.rank else "down"


@dataclass(frozen=True)
class ListChange:
    """Two lists beside each other.

    Attributes:
        moved: of every item of the new list, in its order.
        gone: the items of the old list that the new one lacks, in the order of the old one.
    """

    moved: tuple[Moved, ...]
    gone: tuple[int, ...]

    @property
    def shared(self) -> int:
        """How many items both lists have."""
        return sum(one.before is not None for one in self.moved)


def list_change(old: Sequence[int], new: Sequence[int]) -> ListChange:
    """Compare two lists of items, best first."""
    before = {item: rank for rank, item in enumerate(old, 1)}
    there = set(new)
    return ListChange(
        tuple(Moved(rank, before.get(item)) for rank, item in enumerate(new, 1)),
        tuple(item for item in old if item not in there),
    )
