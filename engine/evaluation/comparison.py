"""Which of several models is better, and whether that could be chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.metrics import METRICS, Ranks, gains
from engine.evaluation.significance import CONFIDENCE, Clusters, clusters, differences, holm, intervals


@dataclass(frozen=True)
class Contender:
    """One model's ranks of the rows that all contenders are judged on."""

    name: str
    ranks: Ranks


@dataclass(frozen=True)
class Pair:
    """A against B on one metric. Differences are A minus B, as fractions.

    Attributes:
        p: of the permutation test; `p_adjusted` by Holm's steps over all pairs.
        sentence: what it means, in plain words.
    """

    a: str
    b: str
    metric: str
    difference: float
    low: float
    high: float
    p: float
    p_adjusted: float
    sentence: str


def metric_table(
    contenders: Sequence[Contender], sequence: NDArray[np.int64]
) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Contender -> metric -> value and the ends of its 95% interval."""
    sums = _sums(contenders, sequence)
    return {
        contender.name: {
            metric: (float(value), interval.low, interval.high)
            for metric, value, interval in zip(METRICS, found.means, ends, strict=True)
        }
        for contender, found, ends in zip(contenders, sums, intervals(sums), strict=True)
    }


def compare(
    contenders: Sequence[Contender], sequence: NDArray[np.int64], metric: str, *, first_only: bool = False
) -> list[Pair]:
    """All pairs on one metric, or the first against each other one; p-values adjusted over these pairs."""
    column = METRICS.index(metric)
    sums = [
        Clusters(found.sums[:, column : column + 1], found.sizes) for found in _sums(contenders, sequence)
    ]
    pairs = [(a, b) for a, b in combinations(range(len(sums)), 2) if a == 0 or not first_only]
    found = [differences(sums[a], sums[b])[0] for a, b in pairs]
    adjusted = holm([difference.p for difference in found]) if found else []
    results = []
    for (a, b), difference, p_adjusted in zip(pairs, found, adjusted, strict=True):
        pair = Pair(
            a=contenders[a].name,
            b=contenders[b].name,
            metric=metric,
            difference=difference.value,
            low=difference.interval.low,
            high=difference.interval.high,
            p=difference.p,
            p_adjusted=p_adjusted,
            sentence="",
        )
        results.append(_said(pair, len(pairs)))
    return results


def _sums(contenders: Sequence[Contender], sequence: NDArray[np.int64]) -> list[Clusters]:
    return [clusters(gains(contender.ranks).numpy(), sequence) for contender in contenders]


def _said(pair: Pair, family: int) -> Pair:
    return Pair(**(vars(pair) | {"sentence": _sentence(pair, family)}))


def _sentence(pair: Pair, family: int) -> str:
    on = pair.metric.upper()
    if math.isnan(pair.low):
        return f"There are too few sequences to tell {pair.a} and {pair.b} apart on {on}."
    if pair.difference == 0 and pair.low == pair.high == 0:
        return f"{pair.a} and {pair.b} are the same on {on}."
    ahead = pair.difference >= 0
    better, worse = (pair.a, pair.b) if ahead else (pair.b, pair.a)
    low, high = (pair.low, pair.high) if ahead else (-pair.high, -pair.low)
    by = (
        f"{_points(abs(pair.difference))} points, {CONFIDENCE:.0%} interval {_points(low)} to {_points(high)}"
    )
    if low > 0 and pair.p_adjusted <= 1 - CONFIDENCE:
        return f"{better} is better than {worse} on {on} by {by}."
    if low > 0:
        among = f"among {family} comparisons " if family > 1 else ""
        return f"{better} is ahead of {worse} on {on} by {by}, but {among}that may be chance."
    return f"{better} and {worse} cannot be told apart on {on}: {better} is ahead by {by}."


def _points(fraction: float) -> str:
    return f"{100 * fraction:.2f}"
