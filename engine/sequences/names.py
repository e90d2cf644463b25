"""What the log calls the items and users of a snapshot, which may have fewer of them than the store."""

from __future__ import annotations

from engine.sequences.snapshot import Snapshot
from engine.store.connection import Store
from engine.store.datasets import Items, items
from engine.store.users import user_ids


def item_names(store: Store, dataset_id: int, snapshot: Snapshot) -> Items:
    """The catalogue in the order of the snapshot's item numbers."""
    stored, numbers = items(store, dataset_id), snapshot.stored_items.tolist()
    return Items(
        [stored.external_ids[number] for number in numbers], [stored.titles[number] for number in numbers]
    )


def user_names(store: Store, dataset_id: int, snapshot: Snapshot) -> list[str]:
    """The external id of the user of each sequence of the snapshot."""
    stored = user_ids(store, dataset_id)
    return [stored[number] for number in snapshot.stored_users.tolist()]
