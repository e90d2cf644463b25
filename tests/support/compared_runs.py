"""Runs as trainings leave them, without a training: figures in the store, ranks and steps beside it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.store import runs
from engine.store.runs import FINAL, Metric
from engine.training.step_series import StepRecorder

if TYPE_CHECKING:
    from engine.workspace import Workspace

POLICY = "keep"
N_ITEMS = 200
GROUPS = ("all", "with-history", "new-target", "popular-target")


@dataclass(frozen=True)
class MadeRun:
    """What a made-up run is like.

    Attributes:
        skill: the chance that a target is among the first few.
        split: its hash; runs with another one are not comparable.
    """

    name: str
    skill: float = 0.4
    seed: int = 0
    epochs: int = 3
    steps: int = 0
    sequences: int = 60
    split: str = "split"
    policy: str = POLICY
    tested: bool = True
    config: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)


def make_run(workspace: Workspace, made: MadeRun, dataset: int = 1) -> int:
    """Write a run into the workspace, where there must be such a data set; returns its number."""
    from engine.training.presets import preset
    from engine.training.settings import with_settings

    run_id = runs.create_run(
        workspace.store,
        dataset_id=dataset,
        name=made.name,
        model="areal",
        preset="quick",
        seed=made.seed,
        device="cpu",
        config=with_settings(preset("quick"), made.config).model_dump(mode="json"),
    )
    state = {"status": "finished", "epoch": made.epochs, "best_epoch": made.epochs or None}
    state |= {"split_hash": made.split, "policy": made.policy, "parameters": 1000 * (run_id + 1)}
    runs.update_run(workspace.store, run_id, **{**state, **made.changes})
    runs.add_metrics(workspace.store, run_id, _by_epoch(made))
    if made.tested:
        for part in ("test", "val"):
            _write_test(workspace, run_id, made, part)
    if made.steps:
        _write_steps(workspace, run_id, made)
    return run_id


def _by_epoch(made: MadeRun) -> list[Metric]:
    found = []
    for epoch in range(1, made.epochs + 1):
        learned = made.skill * (1 - 2.0**-epoch)
        found += [
            Metric("model", "train", "all", "loss", epoch, 3.0 - 2.0 * learned),
            Metric("model", "train", "all", "seconds", epoch, 2.0 + made.seed),
        ]
        found += [
            Metric("model", "val", "all", f"{name}@{k}", epoch, learned * share)
            for name, share in (("ndcg", 0.6), ("hr", 1.0), ("mrr", 0.5))
            for k in (10, 20, 50)
        ]
    return found


def _write_test(workspace: Workspace, run_id: int, made: MadeRun, part: Any) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]
    import torch

    from engine.evaluation.comparison import Contender, metric_table
    from engine.evaluation.metrics import Ranks
    from engine.evaluation.rank_table import Protocol, with_ranks, write_ranks
    from engine.training.kept_ranks import ranks_file

    rows = 3 * made.sequences
    sequence = np.repeat(np.arange(made.sequences, dtype=np.int32), 3)
    luck = np.random.default_rng(1_000).random(rows)  # what is hard for one run is hard for the others
    own = np.random.default_rng(made.seed).random(rows)
    better = np.where(0.8 * luck + 0.2 * own < made.skill, np.floor(8 * own), 90).astype(np.int64)
    ranks = Ranks(torch.from_numpy(better), torch.ones(rows, dtype=torch.int64))
    table = pa.table(
        {"sequence": sequence, "position": np.tile(np.arange(3, dtype=np.int32), made.sequences)}
    )
    protocol = Protocol(made.split, made.policy, N_ITEMS)
    table = table.replace_schema_metadata({b"areal": json.dumps(asdict(protocol))})
    path = ranks_file(workspace, run_id, part)
    path.parent.mkdir(exist_ok=True)
    write_ranks(with_ranks(table, "model", ranks), path)
    figures = metric_table([Contender("model", ranks)], sequence.astype(np.int64))["model"]
    found = []
    for group in GROUPS:
        for name, (value, low, high) in figures.items():
            found += [
                Metric("model", part, group, name + end, FINAL, number)
                for end, number in (("", value), (".low", low), (".high", high))
            ]
        found.append(Metric("model", part, group, "rows", FINAL, rows))
    cost = {"training_seconds": 2.0 * made.epochs + made.seed, "ms_per_row": 0.1 * (1 + run_id)}
    found += [Metric("model", part, "all", name, FINAL, value) for name, value in cost.items()]
    runs.add_metrics(workspace.store, run_id, found)


def _write_steps(workspace: Workspace, run_id: int, made: MadeRun) -> None:
    random = np.random.default_rng(made.seed)
    numbers = np.arange(1, made.steps + 1)
    loss = 1.0 + 3.0 * np.exp(-numbers / (0.2 * made.steps)) + random.normal(0, 0.3, made.steps)
    recorder = StepRecorder(workspace.run_folder(run_id), max(1, made.steps // max(1, made.epochs)))
    recorder.append(numbers.tolist(), (0.01 * numbers).tolist(), {"loss": loss, "gradient_norm": 1.0})
