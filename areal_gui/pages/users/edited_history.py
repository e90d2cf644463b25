"""A history that can be changed to see what the model would make of it; the log stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One item of a history.

    Attributes:
        item: its number in the run's catalogue.
        ts: when it happened, UTC milliseconds; None for a log without times and for what was added.
        added: it is not in the log.
    """

    item: int
    external_id: str
    title: str | None
    ts: int | None = None
    added: bool = False


Entries = tuple[Entry, ...]


class EditedHistory:
    """Entries oldest first, with every change undone and done again one by one."""

    def __init__(self, original: Sequence[Entry] = ()) -> None:
        self.original: Entries = tuple(original)
        self._states: list[Entries] = [self.original]
        self._at = 0

    @property
    def entries(self) -> Entries:
        return self._states[self._at]

    @property
    def items(self) -> list[int]:
        """What the model is given, oldest first."""
        return [entry.item for entry in self.entries]

    @property
    def changed(self) -> bool:
        """Whether it is another history than that of the log."""
        return self.entries != self.original

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at < len(self._states) - 1

    def remove(self, place: int) -> None:
        """Leave out the entry at a place, from 0."""
        self._become(self.entries[:place] + self.entries[place + 1 :])

    def move(self, place: int, to: int) -> None:
        """Let an entry be the `to`th, from 0."""
        left = list(self.entries)
        left.insert(max(0, min(to, len(left) - 1)), left.pop(place))
        self._become(tuple(left))

    def add(self, entry: Entry, at: int | None = None) -> None:
        """Let an item come at a place; as the latest one without it."""
        place = len(self.entries) if at is None else at
        self._become((*self.entries[:place], entry, *self.entries[place:]))

    def cut(self, place: int) -> None:
        """Leave out the entry at a place of the log's own history and all after it."""
        self._become(self.original[:place])

    def become(self, entries: Sequence[Entry]) -> None:
        """Be another history altogether."""
        self._become(tuple(entries))

    def reset(self) -> None:
        """Go back to the log's own history; that, too, can be undone."""
        self._become(self.original)

    def undo(self) -> None:
        self._at = max(0, self._at - 1)

    def redo(self) -> None:
        self._at = min(len(self._states) - 1, self._at + 1)

    def _become(self, entries: Entries) -> None:
        if entries != self.entries:
            self._states[self._at + 1 :] = [entries]
            self._at += 1
