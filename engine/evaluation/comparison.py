"""Which of several models is better, and whether that could be chance."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.evaluation.metrics import METRICS, Ranks, gains
from engine.evaluation.significance import (
    CONFIDENCE,
    Clusters,
    Difference,
    clusters,
    holm,
    intervals,
    pairwise,
)
from engine.events import result_of


@dataclass(frozen=True)
class Contender:
    """One model's ranks of the rows that all contenders are judged on; `title` is for people."""

    name: str
    ranks: Ranks
    title: str = ""

    @property
    def in_sentence(self) -> str:
        """What a sentence calls it: its title, or its name in quotation marks: names have commas."""
        return self.title or f"“{self.name}”"


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

    @property
    def shown(self) -> bool:
        """Whether the data show that one of them is better: interval and adjusted test agree on it."""
        return (self.low > 0 or self.high < 0) and self.p_adjusted <= 1 - CONFIDENCE


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


def comparing(
    contenders: Sequence[Contender],
    sequence: NDArray[np.int64],
    metric: str,
    *,
    baseline: int | None = None,
) -> Generator[tuple[int, int], None, list[Pair]]:
    """All pairs on one metric, or the baseline against each other one; p-values adjusted over these pairs.

    Args:
        baseline: the number of the contender that is A in every pair.

    Yields:
        How much of the work is done, of how much.
    """
    column = METRICS.index(metric)
    sums = _sums(contenders, sequence)
    chosen = _pairs(len(sums), baseline)
    found = yield from pairwise(
        np.column_stack([each.sums[:, column] for each in sums]), sums[0].sizes, chosen
    )
    adjusted = holm([difference.p for difference in found]) if found else []
    return [
        _pair(contenders[a], contenders[b], metric, difference, p_adjusted, len(chosen))
        for (a, b), difference, p_adjusted in zip(chosen, found, adjusted, strict=True)
    ]


def compare(
    contenders: Sequence[Contender],
    sequence: NDArray[np.int64],
    metric: str,
    *,
    baseline: int | None = None,
) -> list[Pair]:
    """`comparing`, all at once."""
    return result_of(comparing(contenders, sequence, metric, baseline=baseline))


def _pairs(n: int, baseline: int | None) -> list[tuple[int, int]]:
    if baseline is None:
        return list(combinations(range(n), 2))
    return [(baseline, other) for other in range(n) if other != baseline]


def _sums(contenders: Sequence[Contender], sequence: NDArray[np.int64]) -> list[Clusters]:
    return [clusters(gains(contender.ranks).numpy(), sequence) for contender in contenders]


def _pair(a: Contender, b: Contender, metric: str, found: Difference, p_adjusted: float, family: int) -> Pair:
    pair = Pair(
        a=a.name,
        b=b.name,
        metric=metric,
        difference=found.value,
        low=found.interval.low,
        high=found.interval.high,
        p=found.p,
        p_adjusted=p_adjusted,
        sentence="",
    )
    return replace(pair, sentence=_sentence(pair, a.in_sentence, b.in_sentence, family))


def _sentence(pair: Pair, a: str, b: str, family: int) -> str:
    on = pair.metric.upper()
    if math.isnan(pair.low):
        return f"There are too few sequences to tell {a} and {b} apart on {on}."
    if pair.difference == 0 and pair.low == pair.high == 0:
        return f"{a} and {b} are the same on {on}."
    ahead = pair.difference >= 0
    better, worse = (a, b) if ahead else (b, a)
    low, high = (pair.low, pair.high) if ahead else (-pair.high, -pair.low)
    interval = f"{CONFIDENCE:.0%} interval {_points(low)} to {_points(high)}"
    by = f"{_points(abs(pair.difference))} points, {interval}"
    if pair.shown:
        return f"{better} is better than {worse} on {on} by {by}."
    if low > 0:
        among = f"among {family} comparisons " if family > 1 else ""
        return f"{better} is ahead of {worse} on {on} by {by}, but {among}that may be chance."
    how = f"{better} is ahead by {by}" if pair.difference else f"they are level, {interval}"
    return f"The data do not show a difference between {better} and {worse} on {on}: {how}."


def _points(fraction: float) -> str:
    return f"{100 * fraction + 0.0:.2f}"  # no minus before a zero
