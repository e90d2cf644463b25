"""Labels keep out of each other's way."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from areal_gui.plots.label_layout import around, crosses, leader, place_labels

FRAME = QRectF(0, 0, 600, 400)
SIZE = QSizeF(110, 16)
places = st.lists(st.tuples(st.floats(1, 599), st.floats(1, 399)), max_size=12)


@given(places)
def test_no_label_covers_another_or_a_point_or_leaves_the_frame(where: list[tuple[float, float]]) -> None:
    points = [QPointF(x, y) for x, y in where]
    placed = [box for box in place_labels(points, [SIZE] * len(points), FRAME) if box is not None]

    assert all(FRAME.contains(box) for box in placed)
    assert not any(a.intersects(b) for a, b in combinations(placed, 2))
    assert not any(box.contains(point) for box in placed for point in points)


@given(places)
def test_no_leader_runs_through_the_name_of_another_point(where: list[tuple[float, float]]) -> None:
    points = [QPointF(x, y) for x, y in where]
    boxes = place_labels(points, [SIZE] * len(points), FRAME)
    placed = [(leader(point, box), box) for point, box in zip(points, boxes, strict=True) if box is not None]

    for (line, _own), (_line, name) in permutations(placed, 2):
        assert not runs_through(line, name.adjusted(1, 1, -1, -1))


def runs_through(line: QLineF, box: QRectF) -> bool:
    """Looked at point by point, for the way it is computed is what is tested."""
    return any(box.contains(line.pointAt(share)) for share in np.linspace(0, 1, 400))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ((0, 5, 30, 5), True),  # across
        ((15, 5, 16, 6), True),  # within
        ((0, 0, 9, 5), False),  # ends before it
        ((21, 5, 30, 5), False),  # begins after it
        ((5, -20, 5, 40), False),  # upright beside it
        ((15, -20, 15, 40), True),  # upright through it
        ((0, 0, 8, 40), False),  # passes a corner
    ],
)
def test_whether_a_line_runs_through_a_box(line: tuple[int, ...], expected: bool) -> None:
    found = crosses(np.array([line], dtype=float), np.array([[10.0, 0.0, 20.0, 10.0]]))

    assert found.tolist() == [[expected]]


def test_a_label_that_finds_no_place_is_given_one_by_those_before_it() -> None:
    close = [QPointF(300 + 9 * across, 200 + 9 * down) for down in range(2) for across in range(3)]

    assert None not in place_labels(close, [SIZE] * len(close), FRAME)


def test_leaders_of_a_close_group_do_not_cross_each_other() -> None:
    group = [QPointF(250 + 30 * across, 200 + 30 * down) for down in range(2) for across in range(3)]
    boxes = place_labels(group, [SIZE] * len(group), FRAME)
    lines = [leader(point, box) for point, box in zip(group, boxes, strict=True) if box is not None]

    assert len(lines) == len(group)
    bounded = QLineF.IntersectionType.BoundedIntersection
    assert not any(a.intersects(b)[0] == bounded for a, b in combinations(lines, 2))


def test_a_lonely_point_has_its_label_at_its_right() -> None:
    (box,) = place_labels([QPointF(100, 100)], [SIZE], FRAME)

    assert box is not None
    assert 100 < box.left() < 115
    assert box.center().y() == 100


def test_a_point_at_the_right_edge_has_its_label_at_its_left() -> None:
    (box,) = place_labels([QPointF(590, 100)], [SIZE], FRAME)

    assert box is not None
    assert box.right() < 590


def test_a_crowd_keeps_the_labels_of_its_most_important_points() -> None:
    crowd = [QPointF(50, 20)] * 40
    boxes = place_labels(crowd, [SIZE] * 40, QRectF(0, 0, 240, 60))

    assert boxes[0] is not None
    assert None in boxes


def test_what_is_to_stay_free_is_not_covered() -> None:
    kept = around(QPointF(130, 100), 10)
    (box,) = place_labels([QPointF(100, 100)], [SIZE], FRAME, [kept])

    assert box is not None
    assert not box.intersects(kept)


def test_points_outside_the_frame_have_no_label() -> None:
    assert place_labels([QPointF(-5, 100)], [SIZE], FRAME) == [None]
