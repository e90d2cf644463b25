"""How many more users a second the reverse chain serves than a plain step-by-step loop, to the same metrics.

Run by hand: `python -m tests.benchmarks.reverse_chain`. Writes medians and ratios of one run into RESULTS.md;
the chains take turns, so that all meet the same machine.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.diffusion.config import DenoiserName, SamplerName, SamplingConfig
from engine.diffusion.guidance import GuidedChain
from engine.evaluation.metrics import count_ranks
from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.models.areal.model import Areal
from engine.sequences.examples import Batch
from engine.training.config import RunConfig
from engine.training.settings import with_settings
from engine.training.setup import RunData, build_model, run_data
from engine.workspace import Workspace
from resources.demo import demo_log
from tests.benchmarks.plain_chain import PlainChain
from tests.benchmarks.results import machine, write_section

T, STRENGTH, ROUNDS, ROWS, EPOCHS, RESAMPLED = 1000, 2.0, 5, 2_000, 5, 1_000
OUR_DRAWS, PLAIN_DRAWS = 8, 2
"""Runs whose metrics are averaged: with one x_T for all rows a single run is off by up to half a point."""

CONFIG = with_settings(
    RunConfig(), {"diffusion.steps": T, "guidance.strength": STRENGTH, "sampling.samples": 1}
)


@dataclass(frozen=True)
class Contest:
    """A chain against the plain one of the same denoiser: users timed in a round, and the ratio asked."""

    title: str
    denoiser: DenoiserName
    sampler: SamplerName
    steps: int
    users: int
    asked: int


CONTESTS = [
    Contest("linear, closed form of 1000 ddpm steps", "linear", "ddpm", T, 50_000, 1000),
    Contest("mlp, all 1000 ddpm steps", "mlp", "ddpm", T, 2_048, 6),
    Contest("mlp, 20 ddim steps", "mlp", "ddim", 20, 8_192, 200),
    Contest("mlp, 20 ddpm steps", "mlp", "ddpm", 20, 8_192, 200),
]
PLAIN_USERS = 200


def learned(data: RunData, denoiser: DenoiserName) -> Areal:
    """A model trained for a few epochs on the demo log."""
    torch.manual_seed(0)
    model = build_model(data.n_items, with_settings(CONFIG, {"diffusion.denoiser": denoiser}), data.log)
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(EPOCHS):
        for rows in torch.split(torch.randperm(len(data.parts["train"])), 256):
            batch = data.parts["train"].batch(rows)
            loss = torch.stack(list(model.loss(batch.history, batch.length, batch.target).values())).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return model.eval()


class Measured:
    """One contest on one trained model: both chains, their speed, and the gain of every test row."""

    def __init__(self, contest: Contest, model: Areal, test: Batch, sessions: NDArray[np.int64]) -> None:
        self.contest, self.model, self.test, self.sessions = contest, model, test, sessions
        self.h = model.guidance(model.embedded(test.history), test.length)
        self.chain = self._chain(samples=1)
        self.plain = PlainChain(model.process, model.denoiser, model.none, STRENGTH)
        self.rates: list[tuple[float, float]] = []

    def _chain(self, samples: int) -> GuidedChain:
        sampling = SamplingConfig(sampler=self.contest.sampler, steps=self.contest.steps, samples=samples)
        return GuidedChain(self.model.process, STRENGTH, sampling)

    def users(self, count: int) -> Tensor:
        """Histories to denoise: those of the test, over and over."""
        return self.h.repeat(-(-count // len(self.h)), 1)[:count]

    def end(self, h: Tensor) -> Tensor:
        return self.chain.end(self.model.denoiser, h, self.model.none)[:, 0]

    def round(self) -> None:
        """Time both once."""
        ours, plain = self.users(self.contest.users), self.users(PLAIN_USERS)
        rate = len(ours) / seconds(lambda: self.end(ours))
        self.rates.append((rate, len(plain) / seconds(lambda: self.plain.end(plain))))

    def speed_row(self) -> str:
        """A line of the table of speeds, with the ratio taken round by round."""
        ours, plain = (statistics.median(rates) for rates in zip(*self.rates, strict=True))
        ratio = statistics.median(a / b for a, b in self.rates)
        return (
            f"| {self.contest.title} | {ours:,.0f} | {plain:,.0f} | {ratio:,.1f} | {self.contest.asked} |\n"
        )

    def metric_row(self) -> str:
        """A line of the table of metrics."""
        torch.manual_seed(1)
        ends = self._chain(OUR_DRAWS).end(self.model.denoiser, self.h, self.model.none)
        ours = np.mean([self._gains(end) for end in ends.unbind(1)], axis=0)
        plain = np.mean([self._gains(self.plain.end(self.h)) for _ in range(PLAIN_DRAWS)], axis=0)
        cells = [self._interval(gains) for gains in (ours, plain, ours - plain)]
        return f"| {self.contest.title} | {' | '.join(cells)} |\n"

    def _gains(self, x_0: Tensor) -> NDArray[np.float64]:
        """HR@20 and NDCG@20 of every row in percent, [rows, 2]."""
        rank = count_ranks(self.model.posterior(x_0), self.test.target).mean
        hit = (rank <= 20).double()
        return 100 * torch.stack([hit, hit / torch.log2(1 + rank)], dim=1).numpy()

    def _interval(self, gains: NDArray[np.float64]) -> str:
        """Both means with their 95% bootstrap intervals over whole sessions."""
        _, session = np.unique(self.sessions, return_inverse=True)
        total = np.stack([np.bincount(session, column) for column in (*gains.T, np.ones(len(gains)))], axis=1)
        random = np.random.default_rng(0)
        drawn = np.stack(
            [total[random.integers(len(total), size=len(total))].sum(0) for _ in range(RESAMPLED)]
        )
        low, high = np.quantile(drawn[:, :2] / drawn[:, 2:], [0.025, 0.975], axis=0)
        means = gains.mean(0)
        return " / ".join(f"{means[i]:.2f} [{low[i]:.2f}, {high[i]:.2f}]" for i in range(2))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def demo_data() -> RunData:
    """The demo log, through the real import."""
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        recipe = Recipe(user="session_id", item="item_id", time="time")
        *_, imported = import_log(workspace, [demo_log()], recipe, CancelToken())
        return run_data(workspace, imported.dataset_id, CONFIG)


def main() -> None:
    torch.set_num_threads(1)
    data = demo_data()
    test = data.parts["test"]
    rows = torch.randperm(len(test), generator=torch.Generator().manual_seed(0))[:ROWS]
    models: dict[DenoiserName, Areal] = {name: learned(data, name) for name in ("linear", "mlp")}
    with torch.inference_mode():
        all_measured = [
            Measured(contest, models[contest.denoiser], test.batch(rows), test.sequence[rows].numpy())
            for contest in CONTESTS
        ]
        first = [seconds(lambda one=one: one.end(one.users(1))) for one in all_measured]
        for _ in range(ROUNDS):
            for measured in all_measured:
                measured.round()
        write_section("Reverse chain", report(all_measured, first[0], len(rows), data.n_items))


def report(all_measured: list[Measured], collapsing: float, rows: int, n_items: int) -> str:
    speeds = "".join(measured.speed_row() for measured in all_measured)
    metrics = "".join(measured.metric_row() for measured in all_measured)
    return (
        f"{__doc__.splitlines()[0]} T = {T}, w = {STRENGTH:g}, d = 64, one torch thread, one sample of x_T, "
        f"from h to x_0. The plain loop: 1000 ddpm steps in batches of 100, {PLAIN_USERS} users a round; "
        f"medians of {ROUNDS} rounds in turns.\n\n"
        "| chain | users/s | plain loop, users/s | ratio | asked |\n|---|---|---|---|---|\n"
        f"{speeds}\nThe closed form is computed once for given weights, in {1000 * collapsing:.0f} ms.\n\n"
        f"The demo log (synthetic, {n_items} items), {rows:,} test rows, {EPOCHS} epochs of training: HR@20 "
        f"/ NDCG@20 in percent, means of {OUR_DRAWS} and {PLAIN_DRAWS} runs, with 95% bootstrap intervals "
        "over sessions.\n\n"
        "| chain | ours | plain loop | difference |\n|---|---|---|---|\n"
        f"{metrics}\n{machine()}"
    )


if __name__ == "__main__":
    main()
