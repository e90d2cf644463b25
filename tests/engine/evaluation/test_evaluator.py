"""The one way a model is judged."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from engine.evaluation.evaluator import SCORES_AT_ONCE, rank_examples, resolve_policy
from engine.events import Cancelled, CancelToken, Progress
from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, examples
from engine.sequences.splits import make_split
from tests.support.events import result_of
from tests.support.snapshots import snapshot


class Descending(nn.Module):
    """Item 0 always first; remembers in which mode it was asked."""

    n_items = 5
    asked_in_training = False
    asked_with_gradient = False

    def scores(self, history: Tensor, length: Tensor) -> Tensor:
        self.asked_in_training |= self.training
        self.asked_with_gradient |= torch.is_grad_enabled()
        return torch.arange(self.n_items, 0, -1.0).expand(len(length), -1)


def of(last: list[int]) -> Examples:
    """The test examples of a log whose test sequence is `last`."""
    log = snapshot([[0, 1]] * 9 + [last], n_items=5)
    return examples(log, make_split(log, DataConfig()), "test", 10)


def test_every_row_is_ranked_in_evaluation_mode_without_gradients() -> None:
    model = Descending().train()
    ranks = result_of(rank_examples(model, of([2, 0, 4]), "keep", CancelToken(), text="Scoring"))
    assert ranks.mean.tolist() == [3, 1, 5]
    assert not model.asked_in_training
    assert not model.asked_with_gradient
    assert model.training


def test_excluding_takes_away_everything_before_the_target() -> None:
    ranks = result_of(rank_examples(Descending(), of([0, 1, 2, 4]), "exclude", CancelToken(), text="Scoring"))
    assert ranks.mean.tolist() == [1, 1, 1, 2]


def test_excluding_reaches_beyond_what_the_model_sees() -> None:
    log = snapshot([[0, 1]] * 9 + [[0, 1, 2, 3]], n_items=5)
    short = examples(log, make_split(log, DataConfig()), "test", 1)
    ranks = result_of(rank_examples(Descending(), short, "exclude", CancelToken(), text="Scoring"))
    assert ranks.mean.tolist() == [1, 1, 1, 1]


def test_a_target_that_is_a_repeat_counts_as_missed_when_repeats_are_excluded() -> None:
    ranks = result_of(rank_examples(Descending(), of([0, 0]), "exclude", CancelToken(), text="Scoring"))
    assert ranks.mean.tolist() == [1, 5]


def test_the_size_of_a_batch_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = of([3, 1, 4, 1, 2])
    whole = result_of(rank_examples(Descending(), rows, "exclude", CancelToken(), text="Scoring"))
    monkeypatch.setitem(SCORES_AT_ONCE, "cpu", 5)
    single = list(rank_examples(Descending(), rows, "exclude", CancelToken(), text="Scoring"))
    assert len(single) == 5
    assert single[-1] == Progress(text="Scoring", done=5, total=5, unit="examples")
    again = result_of(rank_examples(Descending(), rows, "exclude", CancelToken(), text="Scoring"))
    assert again.mean.tolist() == whole.mean.tolist()


def test_cancelling_ends_it_between_two_batches() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        result_of(rank_examples(Descending(), of([0]), "keep", token, text="Scoring"))


@pytest.mark.parametrize(
    ("asked", "share", "meant"),
    [
        ("auto", 0.0, "exclude"),
        ("auto", 0.0099, "exclude"),
        ("auto", 0.01, "keep"),
        ("keep", 0.0, "keep"),
        ("exclude", 0.5, "exclude"),
    ],
)
def test_auto_excludes_where_repeats_are_under_one_percent(asked: str, share: float, meant: str) -> None:
    assert resolve_policy(asked, share) == meant  # type: ignore[arg-type]
