"""Whether exported files compute what the engine does, tried on histories of the run's own log."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.diffusion.samplers import advances
from engine.errors import EngineError
from engine.evaluation.evaluator import evaluating
from engine.events import CancelToken, Progress
from engine.exporting.programs.scoring import ENCODER, SCORES, STEP
from engine.exporting.subject import Subject
from engine.models.areal.model import Areal
from engine.recommending.allowed import pairs, without
from engine.sequences.snapshot import Snapshot

HISTORIES = 256
TOP = 20
AT_ONCE = 32

FURTHEST = 1e-3
"""A larger difference of scores is no rounding: the file is not given away."""
LEAST_AGREEMENT = 0.99
"""Share of the engine's first items that the file has to have, too: two items may have all but one score."""
ROUNDING = 1e-5
"""Differences up to here are what another order of additions makes."""

Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Agreement:
    """How far the files and the engine are apart.

    Attributes:
        histories: how many were tried.
        of_log: they are users' own; else they were drawn.
        difference: the largest one of a probability.
        top: share of the file's top 20 that belong there by the engine's scores, over all histories.
        same: share of histories with the very same list in the very same order, but for equal scores.
        parts: the largest difference of a number of each other file, by its name.
        runtime: what ran the files.
    """

    histories: int
    of_log: bool
    difference: float
    top: float
    same: float
    parts: dict[str, float]
    runtime: str

    @property
    def is_good(self) -> bool:
        """Nothing but rounding."""
        return self.top == 1.0 and max(self.difference, *self.parts.values(), 0.0) <= ROUNDING

    @property
    def tried(self) -> str:
        """On what, in words."""
        return f"{self.histories} {'histories of the log' if self.of_log else 'invented histories'}"

    @property
    def text(self) -> str:
        """How it went, in a sentence; a warning where that is more than rounding."""
        how = (
            "Agrees with the engine"
            if self.is_good
            else "Warning: differs from the engine by more than rounding"
        )
        return (
            f"{how}: probabilities at most {self.difference:.1e} apart, top {TOP} the same to {self.top:.2%}."
        )

    def require(self) -> None:
        """Raises `EngineError` where the files are of no use."""
        if self.difference > FURTHEST or self.top < LEAST_AGREEMENT:
            raise EngineError(
                "The exported model does not agree with the engine; it was not kept.",
                f"On {self.tried}, probabilities are up to {self.difference:.2g} "
                f"apart and {self.top:.1%} of the top {TOP} are the same.",
                "Export the run as a bundle, and report this.",
            )


class Runner(Protocol):
    """A program at work outside the engine.

    Attributes:
        inputs: their names.
        runtime: what runs it, with its version.
    """

    @property
    def inputs(self) -> Sequence[str]: ...

    @property
    def runtime(self) -> str: ...

    def run(self, inputs: Arrays) -> list[NDArray[np.generic]]:
        """All outputs; of a program that ranks items, their numbers and then their scores."""
        ...


def histories_of(snapshot: Snapshot) -> tuple[list[NDArray[np.int64]], bool]:
    """Whole sequences from all over the log, and an empty one; and whether they are of a log.

    Where nobody is there to be asked about, they are drawn.
    """
    none = np.empty(0, np.int64)
    if not snapshot.n_sequences:
        random = np.random.default_rng(0)
        lengths = random.integers(1, 20, HISTORIES - 1).tolist()
        return [none, *(random.integers(0, snapshot.n_items, length) for length in lengths)], False
    chosen = np.linspace(0, snapshot.n_sequences - 1, min(HISTORIES - 1, snapshot.n_sequences)).astype(
        np.int64
    )
    bounds = zip(snapshot.offsets[chosen].tolist(), snapshot.offsets[chosen + 1].tolist(), strict=True)
    return [none, *(snapshot.items[start:end].astype(np.int64) for start, end in bounds)], True


def agreement(
    runners: Mapping[str, Runner], of: Subject, noise: NDArray[np.float32] | None, cancel: CancelToken
) -> Generator[Progress, None, Agreement]:
    """Run the programs of a model against it; returns how that went.

    Args:
        runners: by the names of the programs.
        noise: what the engine itself draws; None for a model without a chain.

    Raises:
        Cancelled: between two blocks of histories.
    """
    ranking, n_items = runners[SCORES], of.model.n_items
    histories, of_log = histories_of(of.snapshot)
    fixed = {} if noise is None else {"noise": noise}
    difference, tops, count = 0.0, [], len(histories)
    for first in range(0, count, AT_ONCE):
        cancel.raise_if_cancelled()
        yield Progress(text="Checking against the engine", done=first, total=count, unit="histories")
        batch = histories[first : first + AT_ONCE]
        whole, length = _rectangle(batch)
        # All items: what is compared is each item's score, not the score of each place.
        items, scores = ranking.run({"history": whole, "length": length, "k": np.array([n_items]), **fixed})
        own = _engine_scores(of, batch)
        found = np.empty_like(own)
        np.put_along_axis(found, items.astype(np.int64), scores.astype(own.dtype), axis=1)
        difference = max(difference, _furthest(found, own))
        tops.append(_tops(own, items, min(TOP, n_items)))
    parts = {} if noise is None else _parts(runners, of, histories[:AT_ONCE], noise)
    shared, possible, same = np.sum(tops, axis=0).tolist()
    return Agreement(
        count, of_log, difference, shared / max(1, possible), same / count, parts, ranking.runtime
    )


def _tops(own: NDArray[np.float32], items: NDArray[np.generic], k: int) -> tuple[int, int, int]:
    """Of the k best that may be recommended: how many of the file's score as high as the engine's k-th, and
    how many there are; and how many rows have the engine's scores in its order.

    Which of several items with the very same score come first is nobody's claim.
    """
    best: NDArray[np.float32] = torch.from_numpy(own).topk(k).values.numpy()
    taken = np.take_along_axis(own, items[:, :k].astype(np.int64), axis=1)
    possible = np.isfinite(best)
    last = np.where(possible, best, np.inf).min(axis=1, keepdims=True)
    alike = (taken == best) | ~possible
    return int(((taken >= last) & possible).sum()), int(possible.sum()), int(alike.all(1).sum())


def _engine_scores(of: Subject, histories: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
    model = of.model
    with evaluating(model):
        scores = model.probabilities(model.scores(*_padded(of, histories)))
        if of.policy == "exclude":
            scores = without(scores, *pairs(histories))
        found: NDArray[np.float32] = scores.numpy()
    return found


def _parts(
    runners: Mapping[str, Runner],
    of: Subject,
    histories: Sequence[NDArray[np.int64]],
    noise: NDArray[np.float32],
) -> dict[str, float]:
    """How far off the guidance is, and the end of the chain when it is walked step by step."""
    model = of.model
    assert isinstance(model, Areal)
    whole, length = _rectangle(histories)
    (h,) = runners[ENCODER].run({"history": whole, "length": length})
    end = _walk(runners[STEP], model, h.astype(np.float32), noise)
    with evaluating(model):
        padded, shown = _padded(of, histories)
        own_h = model.guidance(model.embedded(padded), shown)
        own_end = model.reverse.end(model.denoiser, own_h, model.none)
    return {ENCODER: _furthest(h, own_h.numpy()), STEP: _furthest(end, own_end.numpy())}


def _walk(
    runner: Runner, model: Areal, h: NDArray[np.float32], noise: NDArray[np.float32]
) -> NDArray[np.float32]:
    """x_0 by the file of one step, called as often as the sampler has steps."""
    x = np.repeat(noise[:1], len(h), axis=0)
    before, drawn = np.zeros_like(x), 1
    for number, step in enumerate(advances(model.process, model.config.sampling)):
        inputs = {"x": x, "h": h, "step": np.array(number), "before": before, "noise": noise[0]}
        if step.deviation:
            inputs["noise"] = noise[drawn]
            drawn += 1
        taken = {name: inputs[name] for name in runner.inputs}
        x, before = (found.astype(np.float32) for found in runner.run(taken))
    return x


def _rectangle(histories: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    length = np.array([len(each) for each in histories], dtype=np.int64)
    whole = np.zeros((len(histories), max(1, int(length.max()))), dtype=np.int64)
    for row, each in zip(whole, histories, strict=True):
        row[: len(each)] = each
    return whole, length


def _padded(of: Subject, histories: Sequence[NDArray[np.int64]]) -> tuple[Tensor, Tensor]:
    """As the engine's models take them."""
    padded = np.full((len(histories), of.places), of.model.n_items, dtype=np.int64)
    for row, each in zip(padded, histories, strict=True):
        row[: min(len(each), of.places)] = each[-of.places :]
    length = np.array([min(len(each), of.places) for each in histories], dtype=np.int64)
    return torch.from_numpy(padded), torch.from_numpy(length)


def _furthest(found: NDArray[np.generic], own: NDArray[np.generic]) -> float:
    """The largest difference; infinite where one is infinite and the other is not."""
    if not np.array_equal(np.isfinite(found), np.isfinite(own)):
        return float("inf")
    real = np.isfinite(own)
    return float(np.abs(found[real].astype(np.float64) - own[real]).max(initial=0.0))
