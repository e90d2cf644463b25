"""Metrics of groups of examples: an average over all hides what a log is made of."""

from __future__ import annotations

from engine.evaluation.metrics import Ranks, metrics
from engine.sequences.examples import Examples

SLICES = ("all", "empty-history", "with-history")


def metrics_by_slice(ranks: Ranks, examples: Examples) -> dict[str, dict[str, float]]:
    """Metrics of all rows, of those without and of those with a history; empty slices are left out."""
    empty = (examples.target_at == examples.start).to(ranks.better.device)
    groups = {"all": empty | ~empty, "empty-history": empty, "with-history": ~empty}
    return {name: metrics(ranks.rows(chosen)) for name, chosen in groups.items() if chosen.any()}
