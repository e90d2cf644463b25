"""How much faster training steps are than a loop that samples a DataFrame, with the same network.

Run by hand: `python -m tests.benchmarks.training_step`. Writes medians and ratios of one run into RESULTS.md;
the loops take turns, so that all meet the same machine.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
import torch
from torch.nn import functional as F

from engine.events import CancelToken
from engine.models.areal.model import Areal
from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, examples
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import make_split
from engine.training.config import RunConfig
from engine.training.epoch import EpochRunner
from engine.training.setup import build_model
from tests.benchmarks.results import machine, write_section
from tests.support.plain_mcrl import PlainMcrl

BATCH, STEPS, ROUNDS = 256, 30, 5


def random_log(n_sequences: int = 100_000, n_items: int = 5_000) -> Snapshot:
    """Sequences of 1 to 7 items, as short as those of a shop."""
    random = np.random.default_rng(0)
    lengths = random.integers(1, 8, n_sequences)
    items = random.zipf(1.3, lengths.sum()) % n_items
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Snapshot(offsets, items.astype(np.int32), None, None, n_items, "random")


def as_frame(train: Examples) -> pd.DataFrame:
    """The same examples as the published reference code keeps them: lists in a DataFrame."""
    batch = train.batch(torch.arange(len(train)))
    return pd.DataFrame(
        {
            "seq": batch.history.tolist(),
            "len_seq": batch.length.tolist(),
            "next": batch.target.tolist(),
        }
    )


class FrameLoop:
    """The straightforward loop: sample rows of a DataFrame, make tensors of lists, look at every loss."""

    def __init__(self, model: Areal, frame: pd.DataFrame) -> None:
        self.model, self.frame = model, frame
        model.encoder = PlainMcrl(model.encoder)
        self.optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)

    def batch(self) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        rows = self.frame.sample(n=BATCH).to_dict()
        return (
            torch.LongTensor(list(rows["seq"].values())),
            torch.LongTensor(list(rows["len_seq"].values())),
            torch.LongTensor(list(rows["next"].values())),
        )

    def loss(self, history: torch.Tensor, length: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Eq. 24 with what torch has: all rows normalised, all logits kept."""
        model = self.model
        items = F.normalize(model.embedding, dim=-1)
        h = model.encoder(F.pad(items, (0, 0, 0, 1))[history], length)
        unconditional = (length == 0) | (torch.rand(len(target)) < model.config.guidance.drop_probability)
        x_0, h = items[target], torch.where(unconditional[:, None], model.none, h)
        t = torch.randint(1, model.process.steps + 1, (len(target),))
        prediction = model.denoiser(model.process.q_sample(x_0, t, torch.randn_like(x_0)), h, t)
        logits = prediction / model.config.model.temperature @ items.T
        return (prediction - x_0).square().sum(-1).mean() + F.cross_entropy(logits, target)

    def round(self) -> None:
        self.model.train()
        for _ in range(STEPS):
            loss = self.loss(*self.batch())
            self.optimiser.zero_grad()
            loss.backward()
            self.optimiser.step()
            loss.item()


class OurLoop:
    """The trainer's own epochs, over as many examples as one round takes."""

    def __init__(self, model: Areal, train: Examples) -> None:
        self.train = train
        part = train.rows(torch.randperm(len(train))[: STEPS * BATCH])
        self.runner = EpochRunner(model, part, RunConfig().training, 0, CancelToken())

    def batch(self) -> object:
        return self.train.batch(torch.randint(len(self.train), (BATCH,)))

    def round(self) -> None:
        for _ in self.runner.steps():
            pass
        self.runner.next_epoch()


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    torch.set_num_threads(1)
    log = random_log()
    train = examples(log, make_split(log, DataConfig()), "train", 10)
    config = RunConfig()
    frame = FrameLoop(build_model(log.n_items, config), as_frame(train))
    ours = OurLoop(build_model(log.n_items, config), train)
    frame.round(), ours.round()
    whole: dict[str, list[float]] = {"frame": [], "ours": []}
    data: dict[str, list[float]] = {"frame": [], "ours": []}
    for _ in range(ROUNDS):
        for name, loop in (("frame", frame), ("ours", ours)):
            whole[name].append(STEPS * BATCH / seconds(loop.round))
            data[name].append(seconds(lambda loop=loop: [loop.batch() for _ in range(STEPS)]) / STEPS)
    write_section(
        "Training step",
        f"{__doc__.splitlines()[0]} {len(train):,} examples, {log.n_items:,} items, batches of {BATCH}, one "
        f"torch thread; medians of {ROUNDS} rounds of {STEPS} steps in turns.\n\n"
        "| | ours | DataFrame loop | ratio |\n|---|---|---|---|\n"
        + row("samples per second, whole step", whole["ours"], whole["frame"])
        + row("batches per second, data alone", [1 / s for s in data["ours"]], [1 / s for s in data["frame"]])
        + f"\n{machine()}",
    )


def row(name: str, ours: list[float], reference: list[float]) -> str:
    """A line of the table, with the ratio taken round by round."""
    ratio = statistics.median(a / b for a, b in zip(ours, reference, strict=True))
    shown = f"{statistics.median(ours):,.0f} | {statistics.median(reference):,.0f} | {ratio:.1f}"
    return f"| {name} | {shown} |\n"


if __name__ == "__main__":
    main()
