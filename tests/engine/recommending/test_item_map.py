"""The flat map of the items."""

from __future__ import annotations

import numpy as np
import pytest

from engine.recommending.item_map import ItemMap

RANDOM = np.random.default_rng(0)
FLAT = (RANDOM.standard_normal((50, 2)) * [3.0, 1.0]).astype(np.float32)
TURN = np.linalg.qr(RANDOM.standard_normal((6, 6)))[0][:2].astype(np.float32)


def test_items_that_lie_in_a_plane_are_mapped_without_loss() -> None:
    embeddings = FLAT @ TURN + 5
    found = ItemMap.fit(embeddings)
    assert sum(found.explained) == pytest.approx(1)
    assert found.explained[0] > found.explained[1]
    between = np.linalg.norm(FLAT[:, None] - FLAT, axis=-1)
    on_map = np.linalg.norm(found.points[:, None] - found.points, axis=-1)
    assert np.allclose(between, on_map, atol=1e-3)


def test_a_state_at_an_item_is_drawn_on_the_item() -> None:
    embeddings = RANDOM.standard_normal((20, 6)).astype(np.float32)
    found = ItemMap.fit(embeddings)
    assert np.allclose(found.project(embeddings), found.points, atol=1e-5)
    assert found.project(np.zeros((3, 4, 6), dtype=np.float32)).shape == (3, 4, 2)


def test_the_same_items_give_the_same_map() -> None:
    embeddings = RANDOM.standard_normal((20, 6)).astype(np.float32)
    assert np.array_equal(ItemMap.fit(embeddings).points, ItemMap.fit(embeddings.copy()).points)
