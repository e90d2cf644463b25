"""Labels keep out of each other's way."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF

from areal_gui.plots.label_layout import around, place_labels

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
