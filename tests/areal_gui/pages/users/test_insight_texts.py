"""Insight in plain words."""

from __future__ import annotations

import numpy as np
import pytest

from areal_gui.pages.users.insight import ItemWeights, weights_of
from areal_gui.pages.users.insight_texts import certainty_text, change_text, reason_text, weights_text
from engine.recommending.attention import HistoryAttention
from engine.recommending.certainty import Certainty
from engine.recommending.explain import Influence
from engine.recommending.what_if import list_change


def influence(*without: float) -> Influence:
    """Of a recommendation with probability 0.5."""
    n = len(without)
    return Influence(
        np.arange(n),
        np.array([0]),
        np.array([1]),
        np.array([0.5], dtype=np.float32),
        np.ones((n, 1), dtype=np.int64),
        np.array(without, dtype=np.float32)[:, None].reshape(n, 1),
    )


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ((), "no history"),
        ((0.5, 0.6), "No single item"),
        ((0.5, 0.5, 0.1), "rests mostly on the last item."),
        ((0.5, 0.2, 0.2), "rests mostly on the last 2 items."),
        ((0.1, 0.5, 0.5), "rests mostly on No. 11."),
        ((0.2, 0.5, 0.2, 0.5), "rests mostly on No. 11 and 13."),
        ((0.4,), "the only item"),
        ((0.4, 0.4), "all of the history alike"),
        ((0.3, 0.3, 0.3, 0.3, 0.3, 0.5, 0.3, 0.3), "5 items of the history together"),
    ],
)
def test_a_reason_names_what_the_recommendation_rests_on(without: tuple[float, ...], said: str) -> None:
    assert said in reason_text(influence(*without), 0, 11)


def test_certainty_is_one_line_and_a_single_draw_has_none_to_agree_with() -> None:
    found = Certainty(0.25, 12.4, np.zeros(20, dtype=np.float32), 0.9, 0.5)
    several = certainty_text(found, 20, 8)
    assert several == (
        "25.00% of all probability is in this list · torn among about 12 items · "
        "single draws share 18.0 of 20 · variety 0.50"
    )
    assert "single draws" not in certainty_text(found, 20, 1)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ([1, 2, 3], "The list stays as it was"),
        ([2, 1, 3], "The same items in another order"),
        ([1, 2, 9], "2 stay, 1 new"),
        ([7, 8, 9], "All 3 are new"),
    ],
)
def test_a_change_is_told_in_a_few_words(new: list[int], said: str) -> None:
    assert change_text(list_change([1, 2, 3], new)) == said


def test_weights_are_means_of_the_blocks_and_add_up() -> None:
    attention = HistoryAttention(
        np.array([4]),
        (1, 3),
        np.array([[[0.5, 0.5], [0.7, 0.3]]], dtype=np.float32),
        np.array([[[0.2, 0.8], [0.4, 0.6]]], dtype=np.float32),
    )
    (weights,) = weights_of(attention)
    assert weights.local == pytest.approx({1: 0.3 * 0.6, 3: 0.3 * 0.4}, abs=1e-6)
    assert weights.overall == pytest.approx(0.7)
    assert weights_text(weights) == "Local (CNN) width 1: 18.00%, width 3: 12.00%; global (LSTM): 70.00%"


def test_a_model_without_a_local_branch_has_one_weight() -> None:
    attention = HistoryAttention(
        np.array([4]), (), np.zeros((1, 1, 0), dtype=np.float32), np.array([[[0.0, 1.0]]], dtype=np.float32)
    )
    assert weights_of(attention) == [ItemWeights({}, 1.0)]
    assert weights_text(ItemWeights({}, 1.0)) == "global (LSTM): 100.00%"


NO_BLOCKS = np.zeros((2, 0, 2), dtype=np.float32)


def test_attention_has_one_share_for_each_item() -> None:
    places = np.array([0.25, 0.75], dtype=np.float32)
    found = weights_of(HistoryAttention(np.array([4, 5]), (), NO_BLOCKS[..., :0], NO_BLOCKS, places))
    assert [weights.shares for weights in found] == [[0.25], [0.75]]
    assert weights_text(found[1]) == "Attention: 75.00%"


def test_an_encoder_that_weighs_nothing_shows_nothing() -> None:
    assert weights_of(HistoryAttention(np.array([4, 5]), (), NO_BLOCKS[..., :0], NO_BLOCKS)) == []
