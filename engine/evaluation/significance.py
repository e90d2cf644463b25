"""How far figures are off by chance. Whole sequences are drawn: their examples stand or fall together."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.events import CancelToken, Progress, Result, retold

CONFIDENCE = 0.95
RESAMPLES = 2_000
FLIPS = 9_999
"""Random signs of the permutation test; its smallest p-value is one in ten thousand."""

FEWEST_SEQUENCES = 10
"""With fewer, an interval is not worth its name."""

DRAWN_AT_ONCE = 2_000_000

_ROUNDING = 1e-9
"""Sums of the same numbers in another order differ by less, in relation to their size."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Clusters:
    """Gains by sequence: C sequences, M metrics.

    Attributes:
        sums: float64 [C, M], the gains of a sequence's rows summed.
        sizes: float64 [C], its rows.
    """

    sums: Values
    sizes: Values

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def means(self) -> Values:
        """[M]: means over rows, as metrics are."""
        means: Values = self.sums.sum(0) / self.sizes.sum()
        return means


@dataclass(frozen=True)
class Interval:
    """Where a figure lies with 95% confidence; nan where there are too few sequences to say."""

    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """Mean of A minus mean of B on one metric, and how likely one as large is if neither is better."""

    value: float
    interval: Interval
    p: float


def clusters(gains: Values, sequence: NDArray[np.int64], chosen: NDArray[np.bool_] | None = None) -> Clusters:
    """Sum gains [N, M] over the rows of each sequence; over the chosen rows alone where some are."""
    _, place = np.unique(sequence, return_inverse=True)
    weight = np.ones(len(place)) if chosen is None else chosen.astype(np.float64)
    columns = [np.bincount(place, weights=column * weight) for column in gains.T]
    return Clusters(np.stack(columns, 1), np.bincount(place, weights=weight).astype(np.float64))


def intervals(
    groups: Sequence[Clusters], *, resamples: int = RESAMPLES, seed: int = 0
) -> list[list[Interval]]:
    """Percentile bootstrap over sequences (Efron 1979; clusters: Davison & Hinkley 1997, section 3.8).

    Every resample draws as many sequences as there are, with replacement, and takes the mean over their rows.

    Args:
        groups: sums over some of the rows of the same sequences each; all meet the same resamples.

    Returns:
        For each group the intervals of its metrics.
    """
    table = np.column_stack([column for group in groups for column in (group.sums, group.sizes)])
    totals = np.concatenate([drawn @ table for drawn in _draws(len(table), resamples, seed)])
    ends = np.cumsum([group.sums.shape[1] + 1 for group in groups])
    parts = np.split(totals, ends[:-1], axis=1)
    return [_percentiles(group, part) for group, part in zip(groups, parts, strict=True)]


def _percentiles(group: Clusters, totals: Values) -> list[Interval]:
    """From the sums and, in the last column, the rows of every resample."""
    if np.count_nonzero(group.sizes) < FEWEST_SEQUENCES:
        return [Interval(np.nan, np.nan)] * group.sums.shape[1]
    drawn = totals[totals[:, -1] > 0]  # a resample may hold none of the sequences of a small group
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn[:, :-1] / drawn[:, -1:], [tail, 1 - tail], axis=0)
    return [Interval(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]


def differences(a: Clusters, b: Clusters, *, seed: int = 0) -> list[Difference]:
    """Every metric of A minus B over the same rows: paired intervals and permutation tests."""
    if not np.array_equal(a.sizes, b.sizes):
        raise ValueError("A and B are not over the same rows")
    between = Clusters(a.sums - b.sums, a.sizes)
    return [
        Difference(float(value), interval, p)
        for value, interval, p in zip(
            between.means, intervals([between], seed=seed)[0], sign_flip(between.sums, seed=seed), strict=True
        )
    ]


def pairwise(
    columns: Values,
    sizes: Values,
    pairs: Sequence[tuple[int, int]],
    *,
    resamples: int = RESAMPLES,
    flips: int = FLIPS,
    seed: int = 0,
) -> Generator[tuple[int, int], None, list[Difference]]:
    """`differences` of many pairs of models on one metric, all under the same draws.

    What is drawn is drawn once and meets K columns, not each of up to K (K - 1) / 2 pairs. What is found of a
    pair does not depend on which others are asked for.

    Args:
        columns: float64 [C, K], the gains of each of K models summed over each of C sequences.
        sizes: float64 [C], the rows of the sequences.
        pairs: numbers of columns, A and B.

    Yields:
        How many of the draws are done, of how many.
    """
    if not pairs:
        return []
    a, b = np.array(pairs).T
    total, done = resamples + flips, 0
    table, drawn_totals = np.column_stack([columns, sizes]), []
    for drawn in _draws(len(sizes), resamples, seed):
        drawn_totals.append(drawn @ table)
        done += len(drawn)
        yield done, total
    ends = _ends_of_differences(np.concatenate(drawn_totals), a, b, len(sizes))
    observed, size = columns.sum(0), np.abs(columns).sum(0)
    as_large = np.abs(observed[a] - observed[b]) - _ROUNDING * (size[a] + size[b])
    exceeded = np.zeros(len(pairs))
    for signs in _signs(len(sizes), flips, seed):
        turned = signs @ columns
        exceeded += (np.abs(turned[:, a] - turned[:, b]) >= as_large).sum(0)
        done += len(signs)
        yield done, total
    values = _without_rounding((observed[a] - observed[b]) / sizes.sum())
    found = zip(values.tolist(), ends, ((1 + exceeded) / (1 + flips)).tolist(), strict=True)
    return [Difference(value, interval, p) for value, interval, p in found]


def _ends_of_differences(
    totals: Values, a: NDArray[np.int64], b: NDArray[np.int64], sequences: int
) -> list[Interval]:
    """From the sums of every model and, in the last column, the rows of every resample."""
    if sequences < FEWEST_SEQUENCES:
        return [Interval(np.nan, np.nan)] * len(a)
    means = totals[:, :-1] / totals[:, -1:]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(_without_rounding(means[:, a] - means[:, b]), [tail, 1 - tail], axis=0)
    return [Interval(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]


def _without_rounding(differences: Values) -> Values:
    """Zero where two models differ by no more than the order in which their gains were added up."""
    return np.where(np.abs(differences) < _ROUNDING, 0.0, differences)


def sign_flip(sums: Values, *, flips: int = FLIPS, seed: int = 0) -> list[float]:
    """Two-sided p-values that the sums [C, M] of paired differences are centred at 0.

    If neither side is better, the sign of a sequence's difference is a coin's (Fisher 1935); counting the
    observed signs among the drawn ones keeps p above 0 (Phipson & Smyth 2010).
    """
    observed = np.abs(sums.sum(0))
    differ = sums[np.any(sums != 0, axis=1)]  # zeros stay zeros, whatever their sign
    # Whole numbers add up alike in every order, decimals nearly: what ties must count as a tie.
    as_large = observed - _ROUNDING * np.abs(sums).sum(0)
    exceeded = np.zeros(sums.shape[1])
    for signs in _signs(len(differ), flips, seed):
        exceeded += (np.abs(signs @ differ) >= as_large).sum(0)
    return [float(p) for p in (1 + exceeded) / (1 + flips)]


def holm(p_values: Sequence[float]) -> list[float]:
    """p-values of a family of tests, adjusted step by step from the smallest (Holm 1979)."""
    order = np.argsort(p_values, kind="stable")
    steps = np.asarray(p_values)[order] * np.arange(len(order), 0, -1)
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(p) for p in adjusted]


def _draws(n: int, resamples: int, seed: int) -> Iterator[Values]:
    """How often each of n sequences is in each resample, [some, n] at a time."""
    random = np.random.default_rng(seed)
    for some in _portions(resamples, n):
        places = random.integers(n, size=(some, n), dtype=np.int32)
        places += np.arange(some, dtype=np.int32)[:, None] * np.int32(n)
        yield np.bincount(places.ravel(), minlength=some * n).reshape(some, n).astype(np.float64)


def _signs(n: int, flips: int, seed: int) -> Iterator[Values]:
    """Random signs, [some, n] at a time."""
    random = np.random.default_rng(seed)
    for some in _portions(flips, n):
        bits = np.unpackbits(np.frombuffer(random.bytes(some * -(-n // 8)), dtype=np.uint8))
        yield 2 * bits.reshape(some, -1)[:, :n].astype(np.float64) - 1


def _portions(total: int, n: int) -> Iterator[int]:
    """`total` in portions that keep `n` numbers each within bounds."""
    at_once = max(1, DRAWN_AT_ONCE // max(n, 1))
    for done in range(0, total, at_once):
        yield min(at_once, total - done)


def told(
    testing: Generator[tuple[int, int], None, Result], text: str, cancel: CancelToken
) -> Generator[Progress, None, Result]:
    """Bring tests to their end, and say how far they are; raises `Cancelled`."""

    def tell(far: tuple[int, int]) -> Iterator[Progress]:
        cancel.raise_if_cancelled()
        done, total = far
        yield Progress(text=text, done=done, total=total, unit="draws")

    return (yield from retold(testing, tell))
