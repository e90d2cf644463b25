"""The one way a model is judged: full catalogue, every row, evaluation mode, one policy for all."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Float64, Int64
from torch import Tensor, nn

from engine.evaluation.beyond_accuracy import count_recommended
from engine.evaluation.metrics import Ranks, count_ranks
from engine.events import CancelToken, Progress
from engine.models.protocol import Scorer
from engine.sequences.config import RepeatsPolicy
from engine.sequences.examples import Batch, Examples

Policy = Literal["keep", "exclude"]

AUTO_EXCLUDES_BELOW = 0.01
"""Share of repeats among the training targets under which `auto` excludes items of the history."""

SCORES_AT_ONCE = {"cpu": 2_000_000, "cuda": 32_000_000}
"""Scores held at once: bounds the memory of a batch whatever the size of the catalogue.

On a processor few enough that the allocator keeps the memory of one batch for the next: pages that the
system has to hand out anew cost up to five times the scoring of a simple reference row.
"""


def resolve_policy(policy: RepeatsPolicy, repeat_share: float) -> Policy:
    """What `data.repeats` means for a log with this share of repeats in its training targets."""
    if policy == "auto":
        return "exclude" if repeat_share < AUTO_EXCLUDES_BELOW else "keep"
    return policy


@dataclass(frozen=True)
class Ranking(Ranks):
    """The ranks of a part, and what else was seen while they were found.

    Attributes:
        recommended: how often each item was among the first `RECOMMENDED`; None if it was not counted.
        seconds: what scoring and counting took.
    """

    recommended: Float64[Tensor, "n"] | None
    seconds: float


def rank_examples(
    model: Scorer,
    examples: Examples,
    policy: Policy,
    cancel: CancelToken,
    *,
    text: str,
    recommended: bool = True,
) -> Generator[Progress, None, Ranking]:
    """Rank the target of every example; yields progress named `text`, returns the ranks.

    Args:
        recommended: count which items come first, too: 4% to 10% of the time.

    Raises:
        Cancelled: the token was cancelled between two batches.
        ValueError: a score is not a number.
    """
    at_once = SCORES_AT_ONCE[examples.device.type]
    batch_size = max(1, min(1024, at_once // examples.n_items))
    found: list[Ranks] = []
    counts = torch.zeros(examples.n_items, dtype=torch.float64, device=examples.device)
    seconds = 0.0
    for rows in torch.split(torch.arange(len(examples), device=examples.device), batch_size):
        cancel.raise_if_cancelled()
        began = time.perf_counter()
        with evaluating(model):
            batch = examples.batch(rows)
            scores = _allowed_scores(model, batch, examples, rows, policy)
            found.append(count_ranks(scores, batch.target))
            if recommended:
                counts += count_recommended(scores)
            del scores  # so that the allocator has its memory for the next batch
        done = int(rows[-1]) + 1  # waits for the device
        seconds += time.perf_counter() - began
        yield Progress(text=text, done=done, total=len(examples), unit="examples")
    better, equal = torch.cat([each.better for each in found]), torch.cat([each.equal for each in found])
    return Ranking(better, equal, counts if recommended else None, seconds)


def _allowed_scores(
    model: Scorer, batch: Batch, examples: Examples, rows: Int64[Tensor, "B"], policy: Policy
) -> Float[Tensor, "B n"]:
    scores = model.scores(batch.history, batch.length)
    if policy == "keep":
        return scores
    scores = scores.clone()
    scores[examples.seen(rows)] = -torch.inf
    return scores


@contextmanager
def evaluating(model: Scorer) -> Iterator[None]:
    """Evaluation mode and no gradients, whatever mode the model was in."""
    was_training = isinstance(model, nn.Module) and model.training
    if isinstance(model, nn.Module):
        model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        if isinstance(model, nn.Module):
            model.train(was_training)
