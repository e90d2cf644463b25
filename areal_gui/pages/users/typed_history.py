"""A history that nobody in the log has: typed or pasted, as ids or titles of items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST = 1000
"""Of a longer one the last items count; models see far fewer."""
MOST_PIECES = 6
"""A title may hold a few commas itself."""
_SEPARATOR = re.compile(r"[,;\t]")


@dataclass(frozen=True)
class TypedHistory:
    """A history by what the log calls its items, oldest first, so that every run of the log can answer it."""

    name: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What a text says.

    Attributes:
        items: the items found, by number, oldest first.
        unknown: the pieces that are no item, in their order, each once.
        several: the titles that more than one item has, each once; the first of the items was taken.
        left_out: how many of the oldest items were too many.
    """

    items: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    left_out: int = 0


class ItemFinder:
    """Finds the items of a catalogue by id, by title in any case, or by "title (id)"."""

    def __init__(self, external_ids: Sequence[str], titles: Sequence[str | None]) -> None:
        self.external_ids, self.titles = external_ids, titles
        self._by_id = {external_id: item for item, external_id in enumerate(external_ids)}
        self._by_title: dict[str, int] = {}
        self._several: set[str] = set()
        for item, title in enumerate(titles):
            if title and self._by_title.setdefault(_folded(title), item) != item:
                self._several.add(_folded(title))

    def name(self, item: int) -> str:
        """An item's title, or its id where it has none."""
        return self.titles[item] or self.external_ids[item]

    def find(self, text: str) -> int | None:
        """The item that is called so; an id counts before a title."""
        found = self._by_id.get(text)
        if found is None:
            found = self._by_title.get(_folded(text))
        if found is None and text.endswith(")"):
            title, _, external_id = text[:-1].rpartition(" (")
            found = self._by_id.get(external_id)
            if found is not None and _folded(self.titles[found] or "") != _folded(title):
                return None
        return found

    def read(self, text: str) -> Reading:
        """The items of a text: one a line, or separated by commas, semicolons or tabs; oldest first."""
        items: list[int] = []
        unknown: dict[str, None] = {}
        several: dict[str, None] = {}
        for line in text.splitlines():
            for piece, item in self._of_line(line):
                if item is None:
                    unknown[piece] = None
                    continue
                items.append(item)
                if piece not in self._by_id and _folded(piece) in self._several:
                    several[piece] = None
        too_many = max(0, len(items) - LONGEST)
        return Reading(tuple(items[too_many:]), tuple(unknown), tuple(several), too_many)

    def _of_line(self, line: str) -> Iterator[tuple[str, int | None]]:
        """The pieces of a line with their items; the longest piece that is an item counts."""
        edges = [-1, *(found.start() for found in _SEPARATOR.finditer(line)), len(line)]
        start = 0
        while start < len(edges) - 1:
            for end in range(min(len(edges) - 1, start + MOST_PIECES), start, -1):
                piece = line[edges[start] + 1 : edges[end]].strip()
                item = self.find(piece) if piece else None
                if item is not None:
                    break
            if piece:
                yield piece, item
            start = end


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
