"""The order in which an epoch draws its examples."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, examples
from engine.sequences.splits import make_split
from engine.training.drawing import drawing_order, recent_places
from tests.support.snapshots import snapshot


def _draws(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def train() -> Examples:
    log = snapshot([[n % 7, (n + 1) % 7] for n in range(1000)])
    return examples(log, make_split(log, DataConfig()), "train", 10)


def test_without_a_half_life_every_example_is_drawn_once(train: Examples) -> None:
    order = drawing_order(train, 0.0)(_draws())
    assert order.sort().values.tolist() == list(range(len(train)))


def test_an_example_one_half_life_back_is_drawn_half_as_often(train: Examples) -> None:
    order = torch.cat([drawing_order(train, 0.25)(_draws(seed)) for seed in range(40)])
    oldest_first = train.time.argsort()
    place = torch.empty_like(oldest_first)
    place[oldest_first] = torch.arange(len(train))
    drawn = torch.bincount(place[order], minlength=len(train)).double()
    last, before = drawn[-200:].mean(), drawn[-200 - len(train) // 4 : -len(train) // 4].mean()
    assert float(before / last) == pytest.approx(0.5, abs=0.03)


def test_time_decides_which_examples_are_recent_not_their_place_in_the_log(train: Examples) -> None:
    reversed_in_time = Examples(**(vars(train) | {"time": -train.time}))
    order = drawing_order(reversed_in_time, 0.05)(_draws())
    assert float(order.double().mean()) < 0.2 * len(train)


@given(st.floats(0.0, 1.0, exclude_max=True), st.floats(0.01, 10.0))
def test_places_stay_inside_and_grow_with_the_uniform_number(u: float, half_life: float) -> None:
    low, high = recent_places(torch.tensor([u, (1 + u) / 2], dtype=torch.float64), half_life).tolist()
    assert -1e-9 <= low <= high <= 1.0 + 1e-9


def test_the_same_draws_give_the_same_order(train: Examples) -> None:
    order = drawing_order(train, 0.3)
    assert torch.equal(order(_draws(3)), order(_draws(3)))
