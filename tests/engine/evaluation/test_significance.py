"""Intervals and tests: against other implementations, and against what they promise."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from engine.evaluation.significance import (
    FEWEST_SEQUENCES,
    Clusters,
    Difference,
    Values,
    clusters,
    differences,
    holm,
    intervals,
    pairwise,
    sign_flip,
)

P_VALUES = st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8)


def clustered(random: np.random.Generator, n: int = 60, spread: float = 0.3) -> Clusters:
    """n sequences of 1 to 8 rows each, whose hits go together: each has a chance of its own."""
    sizes = random.integers(1, 9, n)
    chance = np.clip(random.normal(0.4, spread, n), 0, 1)
    hits = (random.random(sizes.sum()) < np.repeat(chance, sizes)).astype(float)
    return clusters(hits[:, None], np.repeat(np.arange(n), sizes))


def test_rows_are_summed_by_sequence() -> None:
    found = clusters(np.array([[1.0, 0.5], [0.0, 0.25], [1.0, 1.0]]), np.array([7, 3, 7]))
    assert found.sizes.tolist() == [1, 2]
    assert found.sums.tolist() == [[0, 0.25], [2, 1.5]]
    assert found.means.tolist() == pytest.approx([2 / 3, 1.75 / 3])


def test_chosen_rows_keep_the_other_sequences_at_zero() -> None:
    found = clusters(np.ones((3, 1)), np.array([7, 3, 7]), np.array([True, False, False]))
    assert found.sizes.tolist() == [0, 1]


def test_the_interval_is_that_of_scipys_bootstrap() -> None:
    found = clustered(np.random.default_rng(1))
    theirs = stats.bootstrap(
        (found.sums[:, 0], found.sizes),
        lambda sums, sizes, axis: sums.sum(axis) / sizes.sum(axis),
        paired=True,
        vectorized=True,
        method="percentile",
        n_resamples=20_000,
        rng=np.random.default_rng(0),
    ).confidence_interval
    [[ours]] = intervals([found], resamples=20_000)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_the_p_value_is_that_of_scipys_permutation_test() -> None:
    random = np.random.default_rng(2)
    sums = random.normal(0.15, 1.0, (80, 1))
    theirs = stats.permutation_test(
        (sums[:, 0], np.zeros(80)),
        lambda a, b, axis: (a - b).sum(axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=20_000,
        rng=np.random.default_rng(0),
    ).pvalue
    assert sign_flip(sums, flips=20_000)[0] == pytest.approx(theirs, abs=0.015)


def test_the_p_value_of_few_sequences_counts_all_signs() -> None:
    sums = np.array([[1.0], [2.0], [3.0], [-1.0]])
    as_large = [abs(np.dot(signs, sums[:, 0])) >= 5 for signs in itertools.product((-1, 1), repeat=4)]
    assert sign_flip(sums)[0] == pytest.approx(np.mean(as_large), abs=0.02)


def test_95_in_100_intervals_hold_the_truth_and_one_over_rows_alone_would_not() -> None:
    """Sequences that go together: rows taken as independent would give intervals that are too narrow."""
    random = np.random.default_rng(0)
    of_rows, of_sequences = [], []
    truth = float(np.clip(random.normal(0.4, 0.5, 400_000), 0, 1).mean())
    for seed in range(200):
        found = clustered(random, 80, spread=0.5)
        [[interval]] = intervals([found], resamples=400, seed=seed)
        of_sequences.append(interval.low <= truth <= interval.high)
        mean = float(found.means[0])
        error = (mean * (1 - mean) / found.sizes.sum()) ** 0.5
        of_rows.append(abs(mean - truth) <= 1.96 * error)
    assert 0.90 <= np.mean(of_sequences) <= 0.985
    assert np.mean(of_rows) < 0.85


def test_one_in_twenty_tests_of_equals_says_they_differ() -> None:
    random = np.random.default_rng(5)
    said = [sign_flip(random.standard_t(4, (50, 1)), flips=199, seed=seed)[0] <= 0.05 for seed in range(400)]
    assert 0.025 <= np.mean(said) <= 0.08


def test_a_paired_difference_is_found_that_the_intervals_of_both_would_hide() -> None:
    random = np.random.default_rng(4)
    b = clustered(random, 300)
    a = Clusters(b.sums + 0.05 * b.sizes[:, None], b.sizes)
    [[of_a], [of_b]] = intervals([a, b])
    [found] = differences(a, b)
    assert of_a.low < of_b.high
    assert found.value == pytest.approx(0.05)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.05, 0.05))
    assert found.p == pytest.approx(1e-4)


def of_pairs(columns: Values, sizes: Values, pairs: list[tuple[int, int]], **draws: int) -> list[Difference]:
    """`pairwise`, brought to its end; it must tell of its progress on the way."""
    working, told = pairwise(columns, sizes, pairs, **draws), []
    while True:
        try:
            told.append(next(working))
        except StopIteration as end:
            assert not pairs or told[-1][0] == told[-1][1]
            return list(end.value)


def test_many_pairs_at_once_are_what_each_is_alone() -> None:
    random = np.random.default_rng(10)
    sizes = random.integers(1, 6, 70).astype(float)
    columns = random.random((70, 4)) * sizes[:, None]
    pairs = [(0, 1), (0, 3), (2, 1), (3, 2)]
    for (a, b), found in zip(pairs, of_pairs(columns, sizes, pairs), strict=True):
        [alone] = differences(Clusters(columns[:, [a]], sizes), Clusters(columns[:, [b]], sizes))
        assert found.value == pytest.approx(alone.value)
        assert (found.interval.low, found.interval.high) == pytest.approx(
            (alone.interval.low, alone.interval.high)
        )
        assert found.p == pytest.approx(alone.p, abs=0.015)
        [among_two] = of_pairs(columns[:, [a, b]], sizes, [(0, 1)])
        assert among_two.p == found.p
        assert among_two.interval.low == pytest.approx(found.interval.low)


def test_a_difference_in_one_sequence_alone_is_no_evidence() -> None:
    sizes, a, b = np.array([1.0, 2.0, 1.0]), np.array([1.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.0])
    signs = [abs(np.dot(turned, a - b)) >= 1 for turned in itertools.product((-1, 1), repeat=3)]
    assert np.mean(signs) == 1.0  # one sequence alone differs: its sign says nothing
    [found] = of_pairs(np.stack([a, b], 1), sizes, [(0, 1)])
    assert found.value == pytest.approx(0.25)
    assert found.p == 1.0
    assert np.isnan(found.interval.low)  # three sequences are too few


def test_the_paired_interval_is_that_of_every_resample_written_out() -> None:
    """Ten sequences: each resample drawn one by one, the difference of the two means over its rows."""
    random = np.random.default_rng(11)
    sizes = random.integers(1, 5, 10).astype(float)
    a, b = random.random(10) * sizes, random.random(10) * sizes
    drawn = []
    for _ in range(20_000):
        chosen = random.integers(10, size=10)
        rows = sizes[chosen].sum()
        drawn.append(a[chosen].sum() / rows - b[chosen].sum() / rows)
    [found] = of_pairs(np.stack([a, b], 1), sizes, [(0, 1)], resamples=20_000)
    assert (found.interval.low, found.interval.high) == pytest.approx(
        tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.006
    )
    as_large = [
        abs(np.dot(signs, a - b)) >= abs((a - b).sum()) - 1e-12
        for signs in itertools.product((-1, 1), repeat=10)
    ]
    assert found.p == pytest.approx(np.mean(as_large), abs=0.015)


def test_models_that_are_alike_differ_by_exactly_nothing_among_others() -> None:
    random = np.random.default_rng(12)
    columns = np.repeat(random.random((500, 3)) / 3, [2, 1, 1], axis=1)
    [found] = of_pairs(columns, np.ones(500), [(0, 1)], flips=99)
    assert (found.value, found.interval.low, found.interval.high, found.p) == (0, 0, 0, 1)


def test_no_difference_at_all_is_no_evidence() -> None:
    same = clustered(np.random.default_rng(6))
    assert differences(same, same)[0].p == 1.0


def test_exchanging_a_and_b_turns_the_difference_round() -> None:
    random = np.random.default_rng(7)
    a, b = clustered(random), clustered(random)
    b = Clusters(b.sums, a.sizes)
    [forth], [back] = differences(a, b), differences(b, a)
    assert forth.value == pytest.approx(-back.value)
    assert forth.interval.low == pytest.approx(-back.interval.high)
    assert forth.p == pytest.approx(back.p)


def test_other_rows_cannot_be_paired() -> None:
    random = np.random.default_rng(8)
    with pytest.raises(ValueError, match="same rows"):
        differences(clustered(random), clustered(random))


def test_too_few_sequences_have_no_interval_beside_others_that_have() -> None:
    random = np.random.default_rng(9)
    many = clustered(random, 40)
    few = Clusters(many.sums.copy(), many.sizes.copy())
    few.sums[FEWEST_SEQUENCES - 1 :] = few.sizes[FEWEST_SEQUENCES - 1 :] = 0
    [[of_many], [of_few]] = intervals([many, few])
    assert of_many.low < many.means[0] < of_many.high
    assert np.isnan(of_few.low)
    assert np.isnan(of_few.high)


@given(st.integers(0, 2**31), st.integers(FEWEST_SEQUENCES, 40))
def test_an_interval_lies_within_what_single_sequences_have(seed: int, n: int) -> None:
    found = clustered(np.random.default_rng(seed), n)
    [[interval]] = intervals([found], resamples=50, seed=seed)
    each = found.sums[:, 0] / found.sizes
    assert each.min() - 1e-12 <= interval.low <= interval.high <= each.max() + 1e-12


@given(st.integers(0, 2**31))
def test_the_same_seed_gives_the_same_interval(seed: int) -> None:
    found = clustered(np.random.default_rng(seed), 20)
    assert intervals([found], resamples=30) == intervals([found], resamples=30)


@given(P_VALUES)
def test_holm_only_raises_keeps_the_order_and_spares_the_largest_family_effect(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    for raw, new in zip(p_values, adjusted, strict=True):
        assert raw <= new <= min(1.0, raw * len(p_values)) + 1e-12
    order = np.argsort(p_values, kind="stable")
    assert np.all(np.diff(np.asarray(adjusted)[order]) >= 0)


def test_holm_on_a_family_done_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
