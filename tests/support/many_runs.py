"""Thousands of runs in a real store, as years of trying would leave them."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.workspace import Workspace

TAGS = ("baseline", "paper", "to check", "good", "ablation", "for the report")
METRICS = [f"{name}@{k}" for name in ("hr", "ndcg", "mrr") for k in (10, 20, 50)]
STATUSES = ("finished",) * 16 + ("stopped", "failed", "interrupted", "finished")
ERRORS = {"failed": "The loss became infinite in epoch 3: the term squared_error. Lower the learning rate."}
FIRST = 1_750_000_000_000
EVERY = 3_600_000
EPOCHS = 6


def write_many_runs(workspace: Workspace, dataset_ids: list[int], number: int, seed: int = 0) -> None:
    """Runs with settings, epochs, final figures with intervals and slices, tags, stars and notes."""
    from sqlalchemy import insert

    from engine.store.tables import run, run_metric, run_tag

    chance = random.Random(seed)
    rows, metrics, tags = [], [], []
    for place in range(1, number + 1):
        status = chance.choice(STATUSES)
        rows.append(_run(place, chance.choice(dataset_ids), status, chance))
        level = chance.gauss(0.15, 0.03)
        metrics += _epochs(place, level, chance) + (_final(place, level) if status == "finished" else [])
        tags += [{"run_id": place, "tag": tag} for tag in chance.sample(TAGS, chance.choice((0, 0, 1, 2)))]
    with workspace.store.write() as connection:
        for table, found in ((run, rows), (run_metric, metrics), (run_tag, tags)):
            for first in range(0, len(found), 50_000):
                connection.execute(insert(table), found[first : first + 50_000])


def _run(place: int, dataset_id: int, status: str, chance: random.Random) -> dict[str, Any]:
    from engine.training.presets import preset
    from engine.training.settings import with_settings

    name = chance.choice(("quick", "recommended", "recommended", "paper"))
    size, rate, seed = chance.choice((16, 32, 64)), chance.choice((1e-4, 3e-4, 1e-3)), chance.randrange(5)
    changes = {"model.embedding_size": size, "training.learning_rate": rate, "seed": seed}
    begun = FIRST + EVERY * place
    return {
        "id": place,
        "dataset_id": dataset_id,
        "name": f"{name} d{size} seed {seed} ({place})",
        "model": "areal",
        "preset": name,
        "seed": seed,
        "device": "cpu",
        "status": status,
        "created_at": begun,
        "finished_at": begun + chance.randrange(60_000, 3_000_000),
        "config": json.dumps(with_settings(preset(name), changes).model_dump(mode="json")),
        "split_hash": "s",
        "policy": chance.choice(("keep", "exclude")),
        "epoch": EPOCHS,
        "best_epoch": None if status == "failed" else chance.randrange(1, EPOCHS + 1),
        "parameters": 1000 * size,
        "error": ERRORS.get(status),
        "starred": int(chance.random() < 0.05),
        "notes": "Worth another look." if chance.random() < 0.05 else "",
    }


def _epochs(place: int, level: float, chance: random.Random) -> list[dict[str, Any]]:
    found = []
    for epoch in range(1, EPOCHS + 1):
        found.append(_metric(place, "model", "train", "all", "loss", epoch, 5.0 / epoch + chance.random()))
        found += [
            _metric(place, "model", "val", "all", name, epoch, level * epoch / EPOCHS)
            for name in ("hr@20", "ndcg@20", "mrr@20")
        ]
    return found


def _final(place: int, level: float) -> list[dict[str, Any]]:
    """Metrics with intervals over all examples, and the same of three slices and two reference rows."""
    found = []
    for split in ("test", "val"):
        for name in METRICS:
            value = level * (2.2 if name.startswith("hr") else 1.0)
            for end, by in (("", 1.0), (".low", 0.95), (".high", 1.05)):
                found.append(_metric(place, "model", split, "all", name + end, -1, value * by))
            found += [
                _metric(place, "model", split, slice_, name, -1, value)
                for slice_ in ("with-history", "empty-history", "rare-target")
            ]
            found += [
                _metric(place, reference, split, "all", name, -1, 0.8 * value)
                for reference in ("popularity", "item-knn")
            ]
    return found


def _metric(
    place: int, subject: str, split: str, slice_: str, name: str, step: int, value: float
) -> dict[str, Any]:
    return {
        "run_id": place,
        "subject": subject,
        "split": split,
        "slice": slice_,
        "name": name,
        "step": step,
        "value": value,
    }
