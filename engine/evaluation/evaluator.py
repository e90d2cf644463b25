"""The one way a model is judged: full catalogue, every row, evaluation mode, one policy for all."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Literal

import torch
from torch import Tensor, nn

from engine.evaluation.metrics import Ranks, count_ranks
from engine.events import CancelToken, Progress
from engine.models.protocol import Scorer
from engine.sequences.config import RepeatsPolicy
from engine.sequences.examples import Examples

Policy = Literal["keep", "exclude"]

AUTO_EXCLUDES_BELOW = 0.01
"""Share of repeats among the training targets under which `auto` excludes items of the history."""

SCORES_AT_ONCE = {"cpu": 1_000_000, "cuda": 32_000_000}
"""Scores held at once: bounds the memory of a batch whatever the size of the catalogue.

On a processor few enough that the allocator keeps the memory of one batch for the next: pages that the
system has to hand out anew cost up to five times the scoring of a simple reference row.
"""


def resolve_policy(policy: RepeatsPolicy, repeat_share: float) -> Policy:
    """What `data.repeats` means for a log with this share of repeats in its training targets."""
    if policy == "auto":
        return "exclude" if repeat_share < AUTO_EXCLUDES_BELOW else "keep"
    return policy


def rank_examples(
    model: Scorer, examples: Examples, policy: Policy, cancel: CancelToken, *, text: str
) -> Generator[Progress, None, Ranks]:
    """Rank the target of every example; yields progress named `text`, returns the ranks.

    Raises:
        Cancelled: the token was cancelled between two batches.
        ValueError: a score is not a number.
    """
    at_once = SCORES_AT_ONCE[examples.device.type]
    batch_size = max(1, min(1024, at_once // examples.n_items))
    found = []
    for rows in torch.split(torch.arange(len(examples), device=examples.device), batch_size):
        cancel.raise_if_cancelled()
        with evaluating(model):
            found.append(_rank_batch(model, examples, rows, policy))
        yield Progress(text=text, done=int(rows[-1]) + 1, total=len(examples), unit="examples")
    return Ranks(torch.cat([ranks.better for ranks in found]), torch.cat([ranks.equal for ranks in found]))


def _rank_batch(model: Scorer, examples: Examples, rows: Tensor, policy: Policy) -> Ranks:
    batch = examples.batch(rows)
    scores = model.scores(batch.history, batch.length)
    if policy == "exclude":
        scores = scores.clone()
        scores[examples.seen(rows)] = -torch.inf
    return count_ranks(scores, batch.target)


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
