"""The reference rows: what each has to do as a model, and what it counts."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from engine.models.baselines.chance import Chance
from engine.models.baselines.item_knn import SHRINKAGE, ItemKnn
from engine.models.baselines.markov import Markov
from engine.models.baselines.popularity import Popularity
from engine.models.baselines.repeat_last import RepeatLast
from engine.models.baselines.v_sknn import VSknn
from engine.models.protocol import Scorer
from engine.sequences.examples import Examples, TrainingLog
from tests.engine.models.behaviour import ModelBehaviour
from tests.support.snapshots import log_of

LOG = log_of([[0, 1, 2], [0, 1], [0, 2, 0], [3, 0]], n_items=5)
PARTLY = TrainingLog(
    np.array([0, 2, 5, 7]),
    np.array([0, 1, 1, 0, 2, 0, 0], dtype=np.int32),
    np.array([True, True, False, True, False, False, False]),
    5,
)
"""A log of which some items are history alone: 0 1, 1 0 2 and 0 0."""


def scores(model: Scorer, *items: int) -> list[float]:
    history = torch.tensor([[*items, *[5] * (4 - len(items))]])
    found: list[float] = model.scores(history, torch.tensor([len(items)]))[0].tolist()
    return found


class TestChance(ModelBehaviour):
    rank_on_checkerboard = 4.5  # all eight items tie

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return Chance(log)


class TestPopularity(ModelBehaviour):
    rank_on_checkerboard = 4.5  # all eight items tie

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return Popularity(log)

    def test_it_counts_targets(self) -> None:
        assert scores(Popularity(LOG), 1) == [5, 2, 2, 1, 0]

    def test_items_that_are_history_alone_are_no_targets(self) -> None:
        assert scores(Popularity(PARTLY), 1) == [2, 1, 0, 0, 0]


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

    def test_what_follows_as_history_alone_does_not_count(self) -> None:
        """Of 0 1, 1 0 2 and 0 0 the items 0 1 0 are targets, the first, second and last but one."""
        found = scores(Markov(PARTLY), 1)
        assert [round(score, 6) for score in found] == [1, 0, 0, 0, 0]
        assert [round(score, 6) for score in scores(Markov(PARTLY), 0)] == [0, 1, 0, 0, 0]

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

    def test_blocks_of_items_and_few_neighbours_leave_the_nearest(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Against the whole matrix: its diagonal empty, of each row the two largest."""
        monkeypatch.setattr("engine.models.baselines.item_knn.BLOCK", 3)
        monkeypatch.setattr("engine.models.baselines.item_knn.NEIGHBOURS", 2)
        random = np.random.default_rng(5)
        log = log_of([random.permutation(8)[: random.integers(2, 6)].tolist() for _ in range(40)], 8)
        contains = np.array(
            [[item in each for item in range(8)] for each in np.split(log.items, log.offsets[1:-1])]
        )
        together = (contains[:, :, None] & contains[:, None]).sum(0).astype(float)
        damped = np.sqrt(np.diag(together) + SHRINKAGE)
        whole = together / damped / damped[:, None]
        np.fill_diagonal(whole, 0.0)
        found = ItemKnn(log).similarity.toarray()
        assert ((found > 0).sum(1) == 2).all()
        assert found[found > 0] == pytest.approx(whole[found > 0])
        assert np.sort(found, axis=1)[:, -2:] == pytest.approx(np.sort(whole, axis=1)[:, -2:])


class TestVSknn(ModelBehaviour):
    rank_on_checkerboard = 1.5  # it knows the pair, not the order

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return VSknn(log)

    def test_near_sequences_give_their_items_by_place_and_rarity(self) -> None:
        """The history 1 2 is at weight 3 from the first sequence, 1 from the second, 2 from the third."""
        found = scores(VSknn(LOG), 1, 2)
        rarity = [math.log(4 / frequency) for frequency in (4, 2, 2, 1)]
        expected = [rarity[0] * 6, rarity[1] * (3 + 0.9 * 1), rarity[2] * (3 + 2), 0, 0]
        assert found == pytest.approx(expected, abs=1e-8)

    def test_only_the_nearest_have_a_say_and_of_equals_the_latest(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("engine.models.baselines.v_sknn.NEIGHBOURS", 1)
        log = log_of([[0, 1], [0, 2], [3, 4]])
        assert torch.tensor(scores(VSknn(log), 0)).argmax() == 2

    def test_only_the_latest_sequences_of_an_item_are_looked_at(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("engine.models.baselines.v_sknn.CANDIDATES", 2)
        found = scores(VSknn(log_of([[0, 1], [0, 2], [0, 3], [4, 1]])), 0)
        assert [score > 1e-6 for score in found] == [True, False, True, True, False]

    def test_it_agrees_with_a_loop_over_sequences(self) -> None:
        random = np.random.default_rng(3)
        log = log_of([random.integers(0, 12, random.integers(1, 9)).tolist() for _ in range(60)], 12)
        history = torch.from_numpy(random.integers(0, 12, (20, 14)))
        length = torch.from_numpy(random.integers(0, 15, 20))
        found = VSknn(log).scores(history, length)
        for row in range(20):
            expected = by_loop(log, history[row, : int(length[row])].tolist())
            assert found[row].tolist() == pytest.approx(expected, abs=1e-8)


def by_loop(log: TrainingLog, history: list[int]) -> list[float]:
    """V-SKNN as its definition reads, for logs with fewer sequences than it has neighbours."""
    sequences = [set(each.tolist()) for each in np.split(log.items, log.offsets[1:-1])]
    total = [0.0] * log.n_items
    for sequence in sequences:
        shared = [place for place, item in enumerate(history, 1) if item in sequence]
        if not shared:
            continue
        say = sum(shared) * max(0.0, 1 - 0.1 * (len(history) - shared[-1]))
        for item in sequence:
            total[item] += say * math.log(len(sequences) / sum(item in other for other in sequences))
    return total
