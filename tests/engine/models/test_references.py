"""The reference rows: what each has to do as a model, and what it counts."""

from __future__ import annotations

import torch

from engine.models.baselines.item_knn import SHRINKAGE, ItemKnn
from engine.models.baselines.markov import Markov
from engine.models.baselines.popularity import Popularity
from engine.models.baselines.repeat_last import RepeatLast
from engine.models.protocol import Scorer
from engine.sequences.examples import Examples, TrainingLog
from tests.engine.models.behaviour import ModelBehaviour
from tests.support.snapshots import log_of

LOG = log_of([[0, 1, 2], [0, 1], [0, 2, 0], [3, 0]], n_items=5)


def scores(model: Scorer, *items: int) -> list[float]:
    history = torch.tensor([[*items, *[5] * (4 - len(items))]])
    found: list[float] = model.scores(history, torch.tensor([len(items)]))[0].tolist()
    return found


class TestPopularity(ModelBehaviour):
    rank_on_checkerboard = 4.5  # all eight items tie

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return Popularity(log)

    def test_it_counts_targets(self) -> None:
        assert scores(Popularity(LOG), 1) == [5, 2, 2, 1, 0]


class TestRepeatLast(ModelBehaviour):
    rank_on_checkerboard = 5.0  # behind the last item, the other seven tie

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return RepeatLast(log)

    def test_the_last_item_comes_first_and_popularity_orders_the_rest(self) -> None:
        found = torch.tensor(scores(RepeatLast(LOG), 0, 3))
        assert found.argsort(descending=True, stable=True).tolist() == [3, 0, 1, 2, 4]


class TestMarkov(ModelBehaviour):
    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return Markov(log)

    def test_it_gives_the_share_of_what_followed_the_last_item(self) -> None:
        found = scores(Markov(LOG), 2, 0)
        assert [round(score, 6) for score in found] == [0, 0.666667, 0.333333, 0, 0]

    def test_an_item_nothing_followed_falls_back_to_popularity(self) -> None:
        found = torch.tensor(scores(Markov(LOG), 4))
        assert found.argsort(descending=True, stable=True).tolist() == [0, 1, 2, 3, 4]


class TestItemKnn(ModelBehaviour):
    rank_on_checkerboard = 1.5  # it knows the pair; which of the two, only where one is more frequent

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return ItemKnn(log)

    def test_it_adds_shrunk_cosines_over_the_history_and_never_repeats(self) -> None:
        found = scores(ItemKnn(LOG), 1, 2)

        def cosine(together: int, one: int, other: int) -> float:
            return float(together / ((one + SHRINKAGE) * (other + SHRINKAGE)) ** 0.5)

        assert round(found[0], 6) == round(cosine(2, 2, 4) + cosine(2, 2, 4), 6)
        assert round(found[1], 6) == round(cosine(1, 2, 2), 6)
        assert found[3] < 1e-8
