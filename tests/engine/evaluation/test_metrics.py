"""Metrics against their plain definitions."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.metrics import CUTOFFS, Ranks, count_ranks, metrics


def reference(ranks: list[int], k: int) -> dict[str, float]:
    """HR, NDCG and MRR of certain ranks, as Eq. 25-26 write them."""
    within = [rank for rank in ranks if rank <= k]
    return {
        f"hr@{k}": len(within) / len(ranks),
        f"ndcg@{k}": sum(1 / math.log2(1 + rank) for rank in within) / len(ranks),
        f"mrr@{k}": sum(1 / rank for rank in within) / len(ranks),
    }


@given(st.lists(st.integers(1, 120), min_size=1, max_size=50))
def test_without_ties_metrics_are_the_textbook_ones(ranks: list[int]) -> None:
    found = metrics(Ranks(torch.tensor(ranks) - 1, torch.ones(len(ranks), dtype=torch.int64)))
    for k in CUTOFFS:
        for name, value in reference(ranks, k).items():
            assert found[name] == pytest.approx(value)


@given(st.integers(0, 60), st.integers(1, 60))
def test_a_tie_is_the_mean_over_all_its_orders(better: int, equal: int) -> None:
    found = metrics(Ranks(torch.tensor([better]), torch.tensor([equal])))
    orders = range(better + 1, better + equal + 1)
    for k in CUTOFFS:
        for name in reference([1], k):
            assert found[name] == pytest.approx(sum(reference([rank], k)[name] for rank in orders) / equal)


@given(st.integers(60, 500))
def test_a_constant_scorer_gets_exactly_chance(n_items: int) -> None:
    found = metrics(count_ranks(torch.zeros(3, n_items), torch.tensor([0, 7, n_items - 1])))
    assert found["hr@20"] == pytest.approx(20 / n_items)
    assert found["hr@50"] == pytest.approx(50 / n_items)


@given(st.integers(0, 2**31))
def test_numbering_the_items_otherwise_changes_nothing(seed: int) -> None:
    random = torch.Generator().manual_seed(seed)
    scores = torch.randint(0, 4, (6, 30), generator=random).float()
    target = torch.randint(0, 30, (6,), generator=random)
    order = torch.randperm(30, generator=random)
    assert metrics(count_ranks(scores, target)) == metrics(
        count_ranks(scores[:, order], order.argsort()[target])
    )


def test_ranks_count_what_is_better_and_what_is_equal() -> None:
    ranks = count_ranks(torch.tensor([[0.1, 0.9, 0.5, 0.5]]), torch.tensor([2]))
    assert (ranks.better.item(), ranks.equal.item(), ranks.mean.item()) == (1, 2, 2.5)


def test_comparing_few_rows_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = torch.randint(0, 4, (7, 10), generator=torch.Generator().manual_seed(0)).float()
    whole = count_ranks(scores, torch.arange(7))
    monkeypatch.setattr("engine.evaluation.metrics.COMPARED_AT_ONCE", 20)
    few = count_ranks(scores, torch.arange(7))
    assert few.better.tolist() == whole.better.tolist()
    assert few.equal.tolist() == whole.equal.tolist()


def test_scores_that_are_not_numbers_are_an_error() -> None:
    with pytest.raises(ValueError, match="not numbers"):
        count_ranks(torch.tensor([[0.1, float("nan")]]), torch.tensor([0]))


def test_no_rows_give_zeros() -> None:
    empty = torch.empty(0, dtype=torch.int64)
    assert set(metrics(Ranks(empty, empty)).values()) == {0.0}


def test_torchmetrics_finds_the_same() -> None:
    from torchmetrics.retrieval import RetrievalHitRate, RetrievalMRR, RetrievalNormalizedDCG

    random = torch.Generator().manual_seed(1)
    scores = torch.rand(200, 80, generator=random)
    target = torch.randint(0, 80, (200,), generator=random)
    ours = metrics(count_ranks(scores, target))
    relevant = torch.zeros(200, 80, dtype=torch.bool).scatter_(1, target[:, None], True)
    query = torch.arange(200).repeat_interleave(80)
    others = {"hr": RetrievalHitRate, "ndcg": RetrievalNormalizedDCG, "mrr": RetrievalMRR}
    for name, other in others.items():
        for k in CUTOFFS:
            theirs = other(top_k=k)(scores.ravel(), relevant.ravel(), indexes=query)
            assert ours[f"{name}@{k}"] == pytest.approx(float(theirs), abs=1e-6)
