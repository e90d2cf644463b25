"""How fast the baselines train on Zhihu, beside a library of such models measured on the same log.

Run by hand: `python -m tests.benchmarks.baseline_pace`. Writes one section of RESULTS.md. One torch thread;
the time is the processor's, so that other programs count little; the models take turns.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import torch

from engine.events import CancelToken
from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, examples
from engine.sequences.snapshot import open_snapshot
from engine.sequences.splits import make_split
from engine.training.epoch import EpochRunner
from engine.training.presets import preset
from engine.training.settings import Value, with_settings
from engine.training.setup import build_model
from engine.workspace import Workspace
from tests.benchmarks.accuracy import dataset_of
from tests.benchmarks.results import machine, write_section

STEPS, ROUNDS = 30, 5
MODELS = ("gru4rec", "caser", "nextitnet", "sasrec", "ips", "cl4srec")
PEER = {"gru4rec": 3_570, "sasrec": 1_310}
"""RecBole 1.2.1, one thread of 2.8 GHz, samples per second of the processor."""

AS_PEER: dict[str, dict[str, Value]] = {
    "gru4rec": {"baseline.dropout": 0.3, "gru4rec.hidden_size": 128},
    "sasrec": {"baseline.dropout": 0.5, "sasrec.blocks": 2, "sasrec.heads": 2, "sasrec.widening": 4},
}
"""The library's own sizes, which these settings repeat."""


def runner(method: str, name: str, changes: dict[str, Value], train: Examples) -> EpochRunner:
    """The trainer's epochs over as many examples as a round takes."""
    config = with_settings(preset(name, method), changes)
    part = train.rows(torch.randperm(len(train))[: STEPS * config.training.batch_size])
    model = build_model(train.n_items, config)
    return EpochRunner(model, part, config.training, 0, CancelToken())


def pace(epoch: EpochRunner) -> float:
    began = time.process_time()
    for _ in epoch.steps():
        pass
    epoch.next_epoch()
    return len(epoch.train) / (time.process_time() - began)


def zhihu_examples(workspace: Workspace) -> Examples:
    snapshot = open_snapshot(workspace, dataset_of(workspace, "zhihu"))
    split = make_split(snapshot, DataConfig(split="column"))
    return examples(snapshot, split, "train", 10)


def _row(method: str, name: str, ours: float) -> str:
    peer = PEER.get(method)
    beside = "- | -" if peer is None else f"{peer:,} | {ours / peer:.1f}"
    return f"| {method} | {name} | {ours:,.0f} | {beside} |\n"


def main() -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        train = zhihu_examples(workspace)
    loops = {}
    for method in MODELS:
        if method in PEER:
            loops[method, "the library's sizes"] = runner(method, "recommended", AS_PEER[method], train)
        for name in ("recommended", "published"):
            loops[method, f"`{name}`"] = runner(method, name, {}, train)
    for loop in loops.values():
        pace(loop)
    found: dict[tuple[str, str], list[float]] = {key: [] for key in loops}
    for _ in range(ROUNDS):
        for key, loop in loops.items():
            found[key].append(pace(loop))
    rows = "".join(_row(method, name, statistics.median(paces)) for (method, name), paces in found.items())
    write_section(
        "Pace of the baselines",
        f"Training on Zhihu: {len(train):,} examples, {train.n_items:,} items, d = 64, batches of 256, one "
        "torch thread; samples per second of the processor, "
        f"medians of {ROUNDS} rounds of {STEPS} steps in turns. "
        "Beside them RecBole 1.2.1 with full cross-entropy, measured elsewhere on one thread of 2.8 GHz. "
        "Asked: a factor of 2.\n\n"
        "| model | settings | ours | RecBole | ratio |\n|---|---|---|---|---|\n" + rows + f"\n{machine()}",
    )


if __name__ == "__main__":
    main()
