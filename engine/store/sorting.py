"""Putting a large log into every order that its table offers, beside everything else that goes on."""

from __future__ import annotations

from collections.abc import Iterator

from engine.events import CancelToken, Event
from engine.store.access import InteractionOrder, finished_orders
from engine.store.connection import Store
from engine.store.datasets import get_dataset


def sorted_orders(store: Store, dataset_id: int) -> set[InteractionOrder]:
    """Orders in which every page of the log is quick."""
    dataset = get_dataset(store, dataset_id)
    with store.read() as connection:
        finished = finished_orders(connection, dataset)
    finished.add("sequence")
    return finished


def sort_interactions(store: Store, dataset_id: int, cancel: CancelToken) -> Iterator[Event]:
    """Fill `interaction_order` for a data set."""
    cancel.raise_if_cancelled()
    yield from ()
