"""Rows of runs as the store gives them, for what needs no store."""

from __future__ import annotations

from typing import Any

from engine.store.runs import RunRow


def run_row(number: int = 1, **changes: Any) -> RunRow:
    """A finished run of data set 1."""
    values: dict[str, Any] = {
        "id": number,
        "dataset_id": 1,
        "dataset_name": "shop",
        "name": f"run {number}",
        "model": "areal",
        "preset": "quick",
        "seed": 0,
        "device": "cpu",
        "status": "finished",
        "created_at": 0,
        "finished_at": 1,
        "config": {},
        "split_hash": "split",
        "policy": "keep",
        "epoch": 5,
        "best_epoch": 3,
        "parameters": 1000,
        "error": None,
    }
    return RunRow(**(values | changes))
