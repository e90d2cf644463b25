"""All figures of a part at once."""

from __future__ import annotations

import pytest
import torch

from engine.evaluation.evaluator import Ranking, rank_examples
from engine.evaluation.figures import FIGURES, HEADLINE, HIGH, LOW, figures
from engine.evaluation.metrics import METRICS
from engine.events import CancelToken
from engine.models.baselines.chance import Chance
from engine.models.baselines.popularity import Popularity
from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, examples, training_log
from engine.sequences.splits import make_split
from tests.support.events import result_of
from tests.support.snapshots import snapshot

RANDOM = torch.Generator().manual_seed(0)
LOG = snapshot([torch.randint(0, 40, (4,), generator=RANDOM).tolist() for _ in range(300)], n_items=60)
SPLIT = make_split(LOG, DataConfig())


@pytest.fixture(scope="module")
def test_rows() -> Examples:
    return examples(LOG, SPLIT, "test", 10)


@pytest.fixture(scope="module")
def found(test_rows: Examples) -> dict[str, dict[str, float]]:
    return figures(ranking_of(test_rows), test_rows)


def ranking_of(rows: Examples) -> Ranking:
    return result_of(
        rank_examples(Popularity(training_log(LOG, SPLIT)), rows, "keep", CancelToken(), text="Scoring")
    )


def test_every_metric_of_all_rows_lies_in_its_interval(found: dict[str, dict[str, float]]) -> None:
    for metric in METRICS:
        assert found["all"][metric + LOW] <= found["all"][metric] <= found["all"][metric + HIGH]


def test_groups_have_intervals_of_the_headline_metrics(found: dict[str, dict[str, float]]) -> None:
    empty = found["empty-history"]
    assert {name for name in empty if name.endswith(LOW)} == {metric + LOW for metric in HEADLINE}


def test_rows_and_sequences_are_counted(found: dict[str, dict[str, float]]) -> None:
    assert (found["all"]["rows"], found["all"]["sequences"]) == (120, 30)
    assert (found["empty-history"]["rows"], found["empty-history"]["sequences"]) == (30, 30)
    halves = ("empty-history", "with-history")
    for metric in METRICS:
        parts = sum(found[name][metric] * found[name]["rows"] for name in halves)
        assert found["all"][metric] == pytest.approx(parts / 120)


def test_what_is_not_a_metric_is_described(found: dict[str, dict[str, float]]) -> None:
    others = {name for name in found["all"] if name.removesuffix(LOW).removesuffix(HIGH) not in METRICS}
    assert others <= set(FIGURES)
    assert {"coverage@20", "popularity@20", "ms_per_row"} <= others
    assert 20 / 60 <= found["all"]["coverage@20"] < 25 / 60  # more than 20 items where the last places tie


def test_without_counting_there_is_no_coverage(test_rows: Examples) -> None:
    model = Chance(training_log(LOG, SPLIT))
    ranking = result_of(
        rank_examples(model, test_rows, "keep", CancelToken(), text="Scoring", recommended=False)
    )
    assert "coverage@20" not in figures(ranking, test_rows)["all"]


def test_a_handful_of_sequences_gets_no_interval(test_rows: Examples) -> None:
    few = test_rows.rows(torch.arange(20))
    found = figures(ranking_of(few), few)
    assert found["all"]["sequences"] == 5
    assert not [name for name in found["all"] if name.endswith(LOW)]
