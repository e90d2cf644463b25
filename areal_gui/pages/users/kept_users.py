"""Users and typed histories that the window remembers, by data set: pinned ones, and those seen last."""

from __future__ import annotations

from typing import Any

from areal_gui.pages.users.typed_history import TypedHistory
from areal_gui.settings import Settings

Kept = str | TypedHistory
"""A user by the id of the log, or a typed history."""

PINNED, RECENT = "users.pinned", "users.recent"
MOST_RECENT = 10
MOST_PINNED = 50


class KeptUsers:
    """Reads and changes what the settings hold; what is damaged there counts as nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def pinned(self, dataset_id: int) -> list[Kept]:
        """The pinned ones, the last one pinned first."""
        return self._list(PINNED, dataset_id)

    def recent(self, dataset_id: int) -> list[Kept]:
        """Those seen last, the last one first."""
        return self._list(RECENT, dataset_id)

    def is_pinned(self, dataset_id: int, one: Kept) -> bool:
        return one in self.pinned(dataset_id)

    def set_pinned(self, dataset_id: int, one: Kept, pinned: bool) -> None:
        """Pin it, or no longer; kept at once."""
        others = [other for other in self.pinned(dataset_id) if other != one]
        self._put(PINNED, dataset_id, [one, *others][:MOST_PINNED] if pinned else others)
        self._settings.save()

    def remember(self, dataset_id: int, one: Kept) -> None:
        """It was looked at; written with the next change of the settings."""
        others = [other for other in self.recent(dataset_id) if other != one]
        self._put(RECENT, dataset_id, [one, *others][:MOST_RECENT])

    def forget(self, dataset_id: int, one: Kept) -> None:
        """It is not there any more."""
        for key in (PINNED, RECENT):
            self._put(key, dataset_id, [other for other in self._list(key, dataset_id) if other != one])
        self._settings.save()

    def _list(self, key: str, dataset_id: int) -> list[Kept]:
        by_dataset = self._settings.extra.get(key)
        stored = by_dataset.get(str(dataset_id)) if isinstance(by_dataset, dict) else None
        found = [_read(value) for value in stored] if isinstance(stored, list) else []
        return [one for one in found if one is not None]

    def _put(self, key: str, dataset_id: int, kept: list[Kept]) -> None:
        by_dataset = self._settings.extra.get(key)
        by_dataset = dict(by_dataset) if isinstance(by_dataset, dict) else {}
        by_dataset[str(dataset_id)] = [_written(one) for one in kept]
        self._settings.extra[key] = by_dataset


def _written(one: Kept) -> Any:
    return {"name": one.name, "items": list(one.items)} if isinstance(one, TypedHistory) else one


def _read(value: Any) -> Kept | None:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return None
    name, items = value.get("name"), value.get("items")
    if not isinstance(name, str) or not isinstance(items, list):
        return None
    return TypedHistory(name, tuple(item for item in items if isinstance(item, str)))
