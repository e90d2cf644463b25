"""What the file of the items says of them beside their titles: kinds, brands, whatever many share."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

MOST_VALUES = 500
"""An attribute with more of them is a description, not a kind."""


@dataclass(frozen=True)
class ItemAttribute:
    """One attribute of all items of a run.

    Attributes:
        name: as the file has it.
        values: what occurs, the most frequent first.
        offsets: int64 [n + 1], where the values of each item begin in `codes`.
        codes: int64, places in `values`; an item may have none, or several.
    """

    name: str
    values: tuple[str, ...]
    offsets: NDArray[np.int64]
    codes: NDArray[np.int64]

    @classmethod
    def of(cls, name: str, of_items: Sequence[Sequence[str]]) -> Self:
        """`of_items`: the values of each item."""
        frequency = Counter(value for values in of_items for value in values)
        ordered = tuple(sorted(frequency, key=lambda value: (-frequency[value], value)))
        place = {value: at for at, value in enumerate(ordered)}
        codes = np.array([place[value] for values in of_items for value in values], dtype=np.int64)
        offsets = np.concatenate([[0], np.cumsum([len(values) for values in of_items])]).astype(np.int64)
        return cls(name, ordered, offsets, codes)

    def of_item(self, item: int) -> list[str]:
        """The values of one item, in the order of the file."""
        return [self.values[code] for code in self.codes[self.offsets[item] : self.offsets[item + 1]]]

    def told_apart(self, groups: Sequence[Iterable[int]], most: int) -> list[int]:
        """Which values to tell apart where only so many can be: places in `values`.

        Those of the first group of items come first, its most frequent before the others, then those of the
        next group; in the end those of all items.
        """
        place = {value: at for at, value in enumerate(self.values)}
        ordered = [place[value] for items in groups for value, _n in self.counts(items)]
        return list(dict.fromkeys([*ordered, *range(len(self.values))]))[:most]

    def places_among(self, told: Sequence[int]) -> NDArray[np.int64]:
        """The place in `told` of each item's value, of several the rarest of all; -1 for none of them."""
        n = len(self.offsets) - 1
        rarest_first = sorted(told, reverse=True)  # values are in the order of their frequency
        order = np.full(len(self.values), len(told), dtype=np.int64)
        order[rarest_first] = np.arange(len(told))
        first = np.full(n, len(told), dtype=np.int64)
        np.minimum.at(first, np.repeat(np.arange(n), np.diff(self.offsets)), order[self.codes])
        found: NDArray[np.int64] = np.array([*(told.index(code) for code in rarest_first), -1])[first]
        return found

    def counts(self, items: Iterable[int]) -> list[tuple[str, int]]:
        """How many of these items have each value, the most frequent first."""
        counted = Counter(value for item in items for value in self.of_item(item))
        return sorted(counted.items(), key=lambda one: (-one[1], one[0]))


def read_attributes(texts: Sequence[str | None]) -> list[ItemAttribute]:
    """The attributes that items have in common, by name.

    Args:
        texts: of every item, a JSON object as it was imported; None where nothing is said of it.
    """
    records: list[dict[str, Any]] = [json.loads(text) if text else {} for text in texts]
    names = sorted({name for record in records for name in record})
    found = (ItemAttribute.of(name, [_values(record.get(name)) for record in records]) for name in names)
    return [one for one in found if 1 < len(one.values) <= MOST_VALUES and len(one.values) < len(one.codes)]


def _values(value: Any) -> list[str]:
    """A value as texts: a list has several, nothing has none; what is said twice counts once."""
    several = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(str(one) for one in several if one is not None and one != ""))
