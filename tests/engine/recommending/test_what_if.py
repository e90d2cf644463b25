"""Two lists beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.diffusion.config import SamplingConfig
from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.generation import Generation
from engine.recommending.what_if import list_change

lists = st.lists(st.integers(0, 30), max_size=20, unique=True)


def test_every_item_is_the_same_moved_or_new_and_what_left_is_gone() -> None:
    found = list_change([1, 2, 3, 4], [1, 3, 9, 2])
    assert [one.change for one in found.moved] == ["same", "up", "new", "down"]
    assert [one.before for one in found.moved] == [1, 3, None, 2]
    assert found.gone == (4,)
    assert found.shared == 3


@given(lists, lists)
def test_no_item_is_lost(old: list[int], new: list[int]) -> None:
    found = list_change(old, new)
    assert [one.rank for one in found.moved] == list(range(1, len(new) + 1))
    assert found.shared == len(set(old) & set(new))
    assert found.shared + len(found.gone) == len(old)


def test_the_runs_own_way_of_drawing_gives_the_runs_own_list(recommender: ChainRecommender) -> None:
    assert recommender.recommend([0, 1], 8, recommender.generation) == recommender.recommend([0, 1], 8)


def test_another_way_of_drawing_changes_the_scores(recommender: ChainRecommender) -> None:
    own = recommender.generation
    guided = Generation(3.0, own.sampling)
    whole_chain = Generation(own.strength, SamplingConfig(sampler="ddpm", steps=50, samples=4))
    other_seed = Generation(own.strength, own.sampling, seed=5)
    usual = [line.score for line in recommender.recommend([0, 1], 8)]
    for generation in (guided, whole_chain, other_seed):
        changed = recommender.recommend([0, 1], 8, generation)
        assert [line.score for line in changed] != usual
        assert changed == recommender.recommend([0, 1], 8, generation)
        assert changed[0].item == 0


def test_the_whole_chain_of_a_run_can_be_followed(recommender: ChainRecommender) -> None:
    chain = Generation(0.0, SamplingConfig(sampler="ddpm", steps=50, samples=1))
    path = recommender.trajectory([0, 1, 0], generation=chain)
    assert path.timesteps.tolist() == list(range(50, -1, -1))
    assert path.nearest[-1, 0] == 1
