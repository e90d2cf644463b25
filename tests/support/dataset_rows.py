"""What the store says of a data set, for code that only reads it."""

from __future__ import annotations

from typing import Any

from engine.store.datasets import DatasetRow


def dataset_row(**changes: Any) -> DatasetRow:
    """A small log of clicks with times, without a split column or titles; `changes` by field."""
    values: dict[str, Any] = {
        "id": 1,
        "name": "clicks",
        "source": "clicks.csv",
        "created_at": 0,
        "n_users": 100,
        "n_items": 50,
        "n_interactions": 1_000,
        "n_rejected": 0,
        "first_ts": 0,
        "last_ts": 1_000_000,
        "has_times": True,
        "has_split": False,
        "has_titles": False,
        "repeat_share": 0.0,
        "median_length": 10.0,
        "max_length": 20,
        "synthetic": False,
        "recipe": {},
        "length_histogram": [(1, 20, 100)],
        "popularity": [(1, 20)],
    }
    return DatasetRow(**(values | changes))
