"""Many lines over each other."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.plots.overlay import OverlayPlot
from areal_gui.plots.overlay_line import COLOURS, DASHES, OverlayLine, colour_of, look_of
from areal_gui.plots.series import Values
from areal_gui.plots.swatch import SIZE, swatch
from tests.support.page_checks import picture
from tests.support.window import put_into


def line(place: int, y: Values, *, first: float = 1.0) -> OverlayLine:
    return OverlayLine(f"run {place}", place, np.arange(first, first + len(y)), np.asarray(y, dtype=float))


@pytest.fixture
def plot(host: QMainWindow, qtbot: QtBot) -> OverlayPlot:
    plot = OverlayPlot("Loss", decimals=1)
    put_into(host, plot, qtbot)
    plot.show_lines([line(0, np.array([5.0, 3, 2])), line(1, np.array([9.0, 8, 7]))], "epoch")
    return plot


def caption(plot: OverlayPlot) -> str:
    return plot.accessibleDescription()


def test_twenty_lines_look_different_from_each_other(host: QMainWindow) -> None:
    looks = {(colour_of(place), look_of(place)) for place in range(20)}
    assert len(looks) == 20
    assert COLOURS * len(DASHES) >= 20
    pixels = [swatch(place).pixmap(SIZE).toImage() for place in range(20)]
    assert all(one != other for place, one in enumerate(pixels) for other in pixels[:place])


def test_the_theme_has_as_many_colours_as_lines_use(host: QMainWindow) -> None:
    assert len(theme.colours(host).series) == COLOURS


def test_the_keyboard_chooses_a_line_and_walks_along_it(plot: OverlayPlot, qtbot: QtBot) -> None:
    assert caption(plot) == "2 runs"
    with qtbot.waitSignal(plot.pointed) as chosen:
        qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert chosen.args == [0, None]
    assert caption(plot) == "run 0: 2.0 · epoch 3"
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert caption(plot) == "run 0: 2.0 · epoch 3"  # the first key brings the cursor
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert caption(plot) == "run 0: 3.0 · epoch 2"
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert caption(plot) == "run 1: 8.0 · epoch 2"
    for _ in range(5):
        qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert caption(plot) == "run 1: 9.0 · epoch 1"
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert plot.highlighted_place == 1  # round the end


def test_walking_without_a_line_takes_the_first(plot: OverlayPlot, qtbot: QtBot) -> None:
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.highlighted_place == 0


def test_the_mouse_means_the_line_it_is_near(plot: OverlayPlot, qtbot: QtBot) -> None:
    box = plot._box
    near = plot._canvas.mapFromScene(box.mapViewToScene(QPointF(2.0, 8.0)))
    qtbot.mouseMove(plot._canvas.viewport(), QPoint(near.x() - 9, near.y()))
    qtbot.mouseMove(plot._canvas.viewport(), near)
    qtbot.waitUntil(lambda: plot.highlighted_place == 1)
    assert caption(plot) == "run 1: 8.0 · epoch 2"
    plot.pointer_left()
    assert plot.highlighted_place is None


def test_a_hidden_line_is_not_drawn_nor_chosen_nor_saved(plot: OverlayPlot, qtbot: QtBot) -> None:
    plot.highlight(1)
    plot.set_hidden({1})
    assert plot.highlighted_place is None
    assert [item.isVisible() for item in plot._items] == [True, False]
    assert {row[0] for row in plot.table().rows} == {"run 0"}
    assert caption(plot) == "1 run"
    plot.highlight(1)
    assert plot.highlighted_place is None
    top = plot._box.viewRange()[1][1]
    assert top < 6  # what is left fills the room
    plot.set_hidden({0, 1})
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Plus):
        qtbot.keyClick(plot, key)
    assert caption(plot) == "0 runs"


def test_the_zoom_stays_while_lines_come_and_ends_with_another_axis(plot: OverlayPlot, qtbot: QtBot) -> None:
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    zoomed = plot._box.viewRange()[0]
    plot.show_lines([line(0, np.array([5.0, 3, 2, 1, 1]))], "epoch")
    assert plot._box.viewRange()[0] == pytest.approx(zoomed)
    qtbot.keyClick(plot, Qt.Key.Key_Minus)
    assert plot._box.viewRange()[0][1] > zoomed[1]
    qtbot.keyClick(plot, Qt.Key.Key_0)
    assert plot._box.viewRange()[0][1] > 5
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    plot.show_lines([line(0, np.arange(50.0))], "step")
    assert plot._box.viewRange()[0][1] > 50


def test_long_and_noisy_lines_are_drawn_with_few_points(plot: OverlayPlot) -> None:
    noise = np.random.default_rng(0).normal(size=10_000)
    plot.show_lines([line(0, noise), line(1, np.linspace(0, 1, 10_000))], "step")
    for item in plot._items:
        assert len(item.getData()[0]) <= 401
    assert plot._items[0].getData()[1].max() == noise.max()  # no spike is lost


def test_zooming_brings_out_detail(plot: OverlayPlot) -> None:
    plot.show_lines([line(0, np.sin(np.arange(10_000.0) / 500))], "step")
    plot._plot.setXRange(100, 200, padding=0)
    plot._on_zoomed(None)
    x = plot._items[0].getData()[0]
    assert x[0] <= 100
    assert x[-1] >= 200
    assert len(x) > 95


def test_empty_lines_and_single_points_are_shown(plot: OverlayPlot) -> None:
    plot.show_lines([line(0, np.empty(0)), line(1, np.array([4.0]))], "time")
    assert caption(plot) == "1 run"
    plot.highlight(1)
    assert caption(plot) == "run 1: 4.0 · after 0:01"
    assert not picture(plot).isNull()
    plot.show_lines([], "epoch")
    assert caption(plot) == "0 runs"


def test_it_follows_the_theme(plot: OverlayPlot, qtbot: QtBot) -> None:
    theme.apply("dark")
    qtbot.wait(1)
    assert plot._items[0].opts["pen"].color() == theme.colours().series[0]
