"""All figures of one model on one part, by group of examples, under names that stay."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.evaluation.beyond_accuracy import beyond_accuracy
from engine.evaluation.evaluator import Ranking
from engine.evaluation.metrics import METRICS, gains
from engine.evaluation.significance import clusters, intervals
from engine.evaluation.slices import slices
from engine.sequences.examples import Examples

LOW, HIGH = ".low", ".high"
"""Appended to the name of a metric: the ends of its 95% interval."""

HEADLINE = ("hr@20", "ndcg@20", "mrr@20")
"""The metrics that have intervals in every group; over all examples all of them have."""


@dataclass(frozen=True)
class Figure:
    """What a figure beside the metrics is called by people; `unit` is "share" for fractions of 1."""

    title: str
    unit: str
    help: str


FIGURES = {
    "rows": Figure("Examples", "", "Rows that the metrics are the mean of."),
    "sequences": Figure(
        "Sequences", "sequences", "Sequences these rows come from; intervals draw from them."
    ),
    "coverage@20": Figure(
        "Catalogue coverage", "share", "Share of the items that are in anybody's first 20."
    ),
    "popularity@20": Figure(
        "Popularity of recommendations",
        "",
        "Mean place of the first 20 in the order of training counts: 0 rarest, 0.5 chance, 1 most popular.",
    ),
    "parameters": Figure("Parameters", "", "Trainable numbers of the model."),
    "training_seconds": Figure("Training time", "s", "All epochs with their validation, without pauses."),
    "samples_per_second": Figure(
        "Training speed", "examples/s", "Training examples over the time of all epochs."
    ),
    "ms_per_row": Figure(
        "Time per recommendation", "ms", "Scoring and ranking the full catalogue for one row."
    ),
    "denoising_steps": Figure("Denoising steps", "", "Calls of the denoiser for one x_T."),
    "samples": Figure("Samples of x_T", "", "Reverse chains whose posteriors are averaged."),
}
"""Figures of all examples, by the name they are stored under; times belong to the run's device."""


def figures(ranking: Ranking, examples: Examples) -> dict[str, dict[str, float]]:
    """For every group of examples: metrics, their intervals, rows and sequences.

    Over all examples also what is recommended and how long it took. Where there are too few sequences for
    an interval, its ends are left out.
    """
    gained = gains(ranking).numpy()
    sequence = examples.sequence.cpu().numpy()
    groups = {name: chosen.numpy() for name, chosen in slices(examples).items()}
    table: dict[str, dict[str, float]] = {}
    sums = []
    for name, chosen in groups.items():
        means = gained[chosen].mean(0).tolist()
        counts = {"rows": float(chosen.sum()), "sequences": float(len(np.unique(sequence[chosen])))}
        table[name] = dict(zip(METRICS, means, strict=True)) | counts
        columns = [METRICS.index(metric) for metric in _with_interval(name)]
        sums.append(clusters(gained[:, columns], sequence, chosen))
    for name, found in zip(groups, intervals(sums), strict=True):
        for metric, interval in zip(_with_interval(name), found, strict=True):
            if math.isfinite(interval.low):
                table[name] |= {metric + LOW: interval.low, metric + HIGH: interval.high}
    table["all"]["ms_per_row"] = 1000 * ranking.seconds / len(ranking)
    if ranking.recommended is not None:
        table["all"] |= beyond_accuracy(ranking.recommended.cpu(), examples.trained.cpu())
    return table


def _with_interval(group: str) -> tuple[str, ...]:
    return METRICS if group == "all" else HEADLINE
