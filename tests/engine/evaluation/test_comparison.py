"""Pairs of models, and what is said of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.evaluation.comparison import Contender, compare, metric_table
from engine.evaluation.metrics import Ranks, metrics

SEQUENCES = 60
SEQUENCE = np.repeat(np.arange(SEQUENCES), 3)


def contender(name: str, better: torch.Tensor) -> Contender:
    return Contender(name, Ranks(better, torch.ones_like(better)))


def hits(share: float, seed: int) -> torch.Tensor:
    """Ranks 1 for about this share of the rows, 100 for the others."""
    hit = torch.rand(len(SEQUENCE), generator=torch.Generator().manual_seed(seed)) < share
    return torch.where(hit, 0, 99)


def test_a_clear_difference_is_said_plainly() -> None:
    strong, weak = contender("A", hits(0.9, 0)), contender("B", hits(0.1, 1))
    [pair] = compare([weak, strong], SEQUENCE, "ndcg@20")
    assert pair.difference < 0
    assert pair.high < 0
    assert pair.p_adjusted < 0.001
    assert pair.sentence == (
        f"“A” is better than “B” on NDCG@20 by {-100 * pair.difference:.2f} points, "
        f"95% interval {-100 * pair.high:.2f} to {-100 * pair.low:.2f}."
    )


def test_what_may_be_chance_is_not_called_better() -> None:
    [pair] = compare([contender("A", hits(0.5, 0)), contender("B", hits(0.5, 1))], SEQUENCE, "hr@20")
    assert pair.low < 0 < pair.high
    assert pair.sentence.startswith("The data do not show a difference between ")


def test_many_comparisons_ask_for_more() -> None:
    base = hits(0.3, 0)
    slightly = base.clone()
    missed = torch.nonzero(base > 0)[:, 0]
    slightly[missed[::9][:7]] = 0
    others = [contender(f"C{n}", torch.where(torch.arange(len(base)) == n, 0, base)) for n in range(12)]
    alone = compare([contender("A", slightly), contender("B", base)], SEQUENCE, "hr@20")
    many = compare([contender("A", slightly), contender("B", base), *others], SEQUENCE, "hr@20")
    assert alone[0].sentence.startswith("“A” is better than “B”")
    assert many[0].p == alone[0].p
    assert many[0].p_adjusted > 0.05
    assert many[0].sentence.endswith("but among 91 comparisons that may be chance.")


def test_equals_are_the_same() -> None:
    same = hits(0.4, 2)
    [pair] = compare([contender("A", same), contender("B", same)], SEQUENCE, "mrr@20")
    assert pair.sentence == "“A” and “B” are the same on MRR@20."
    assert pair.p == 1.0


def test_a_contender_that_is_no_run_is_called_by_its_title() -> None:
    strong, weak = (
        contender("shop, AREAL, quick", hits(0.9, 0)),
        Contender("item-knn", contender("B", hits(0.1, 1)).ranks, "item-kNN"),
    )
    [pair] = compare([strong, weak], SEQUENCE, "ndcg@20")
    assert pair.sentence.startswith("“shop, AREAL, quick” is better than item-kNN on NDCG@20 by ")
    assert pair.b == "item-knn"


def test_few_sequences_say_nothing() -> None:
    a, b = contender("A", torch.tensor([0, 99])), contender("B", torch.tensor([99, 99]))
    [pair] = compare([a, b], np.array([1, 2]), "hr@20")
    assert "too few sequences" in pair.sentence


def test_all_pairs_or_the_first_against_the_others() -> None:
    three = [contender(name, hits(0.5, seed)) for seed, name in enumerate("ABC")]
    assert [pair.a + pair.b for pair in compare(three, SEQUENCE, "hr@10")] == ["AB", "AC", "BC"]
    first = compare(three, SEQUENCE, "hr@10", baseline=0)
    assert [pair.a + pair.b for pair in first] == ["AB", "AC"]
    assert compare(three[:1], SEQUENCE, "hr@10") == []


def test_the_table_has_every_metric_with_its_interval() -> None:
    one = contender("A", hits(0.4, 3))
    found = metric_table([one], SEQUENCE)["A"]
    for metric, value in metrics(one.ranks).items():
        assert found[metric][0] == pytest.approx(value)
        assert found[metric][1] < value < found[metric][2]
