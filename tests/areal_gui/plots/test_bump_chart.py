"""Ranks over steps: the first place at the top, names that do not cover each other."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from areal_gui.plots.bump_chart import BumpChart


def test_a_better_place_is_higher_and_names_stand_apart(qtbot: QtBot) -> None:
    chart = BumpChart("Ranks")
    qtbot.addWidget(chart)
    ranks = np.array([[900, 5, 40], [10, 5, 6], [1, 2, 3]])
    chart.show_ranks(np.array([0, 10, 20]), ranks, ["a", "b", "c"])

    heights = [line.getData()[1] for line in chart._lines]
    assert heights[0][0] < heights[0][1] < heights[0][2] == 0
    tops = [text.pos().y() for text in chart._texts]
    assert tops == sorted(tops, reverse=True)
    assert min(-np.diff(tops)) > 0.1


def test_names_of_items_that_end_side_by_side_are_moved_apart(qtbot: QtBot) -> None:
    chart = BumpChart("Ranks")
    qtbot.addWidget(chart)
    ranks = np.array([[300, 200, 100, 50], [100, 101, 102, 103]])
    chart.show_ranks(np.array([0, 1]), ranks, ["a", "b", "c", "d"])

    tops = [text.pos().y() for text in chart._texts]
    assert min(-np.diff(tops)) > 0.1


def test_nothing_to_show_is_an_empty_chart(qtbot: QtBot) -> None:
    chart = BumpChart("Ranks")
    qtbot.addWidget(chart)
    chart.show_ranks(np.array([0, 1]), np.empty((2, 0), dtype=np.int64), [])
    chart.set_step(1)
    assert chart._lines == []
