from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.plots.curve import Curve
from areal_gui.plots.curves import CurvePlot
from areal_gui.plots.references import Reference
from areal_gui.plots.training_curves import Picture, TrainingCurves


class Source:
    def __init__(self) -> None:
        self.version = 0
        self.busy = True
        self.pulls = 0
        self.values = [3.0, 2.0]

    def picture(self) -> Picture:
        self.pulls += 1
        y = np.array(self.values)
        return Picture(loss=[Curve("total", np.arange(1.0, len(y) + 1), y)])


@pytest.fixture
def plot(qtbot: QtBot, styled_application: QApplication) -> CurvePlot:
    made = CurvePlot("Loss", "epoch")
    made.resize(600, 300)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def curves(qtbot: QtBot, styled_application: QApplication) -> TrainingCurves:
    made = TrainingCurves()
    made.resize(800, 400)
    qtbot.addWidget(made)
    return made


def noisy(points: int) -> list[Curve]:
    x = np.arange(points) / 100
    y = np.random.default_rng(0).normal(size=points)
    return [Curve("total", x, y, raw=True), Curve("total", x, 0.1 * y)]


def drawn_points(plot: CurvePlot, index: int) -> int:
    return len(plot._items[index].getData()[0])


def visible_range(plot: CurvePlot) -> tuple[list[float], list[float]]:
    x, y = plot._plot.getPlotItem().getViewBox().viewRange()
    return x, y


def test_long_curves_are_drawn_with_few_points(plot: CurvePlot) -> None:
    plot.show_curves(noisy(100_000))
    assert drawn_points(plot, 0) <= 1000
    assert drawn_points(plot, 1) <= 401


def test_zooming_in_brings_out_detail(plot: CurvePlot) -> None:
    plot.show_curves(noisy(100_000))
    plot._plot.getPlotItem().getViewBox().setXRange(100.0, 102.0, padding=0)
    plot._on_zoomed(None)
    assert 190 < drawn_points(plot, 0) < 210
    plot.show_all()
    assert visible_range(plot)[0][1] > 999


def test_new_points_leave_the_zoom_alone(plot: CurvePlot) -> None:
    plot.show_curves(noisy(1000))
    plot._plot.getPlotItem().getViewBox().setXRange(1.0, 2.0, padding=0)
    plot._on_zoomed(None)
    plot.show_curves(noisy(2000))
    assert visible_range(plot)[0] == [1.0, 2.0]


def tick_texts(plot: CurvePlot, name: str) -> list[str]:
    plot.show()
    plot.grab()
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    specs = plot._plot.getAxis(name).generateDrawSpecs(painter)
    painter.end()
    return [text for _place, _flags, text in (specs[2] if specs else [])]


@pytest.mark.parametrize("epochs", [1, 2])
def test_few_epochs_are_shown_from_the_first_and_as_whole_numbers(plot: CurvePlot, epochs: int) -> None:
    x = np.arange(1.0, epochs + 1)
    plot.show_curves([Curve("", x, 10 * x)])
    low, high = visible_range(plot)[0]
    assert 0.9 < low < 1.0
    assert 2.0 < high < 2.1
    assert tick_texts(plot, "bottom") == ["1", "2"]


def test_values_per_step_are_shown_from_the_start_of_the_first_epoch(plot: CurvePlot) -> None:
    x = np.arange(1, 31) / 100
    plot.show_curves([Curve("total", x, 1 / x)])
    assert visible_range(plot)[0] == [-0.02, 1.02]
    assert tick_texts(plot, "bottom") == ["1"]


def test_an_empty_plot_names_no_values(plot: CurvePlot) -> None:
    assert tick_texts(plot, "left") == tick_texts(plot, "bottom") == []
    plot.show_curves([])
    assert tick_texts(plot, "left") == tick_texts(plot, "bottom") == []
    plot.show_curves([Curve("", np.array([1.0]), np.array([10.0]))])
    assert tick_texts(plot, "left")
    assert tick_texts(plot, "bottom")


def test_the_references_are_in_view_with_room_for_their_names(plot: CurvePlot) -> None:
    plot.show_curves([Curve("", np.array([1.0]), np.array([10.0]))], [Reference("Item-kNN", 20.0)])
    low, high = visible_range(plot)[1]
    assert low <= 10.0
    assert high > 21.0


@pytest.mark.parametrize("values", [[], [5.0], [0.0, 0.0], [-1.0, -1.0], [float("nan")]])
def test_any_few_values_can_be_drawn(plot: CurvePlot, values: list[float]) -> None:
    x = np.arange(len(values), dtype=float)
    plot.show_curves([Curve("total", x, np.array(values))])
    plot.show()
    assert not plot.grab().isNull()


def test_the_legend_follows_the_crosshair(plot: CurvePlot, qtbot: QtBot) -> None:
    x = np.arange(11.0)
    plot.show_curves([Curve("total", x, 10 * x), Curve("discrete", x, x)])
    assert "100.00" in plot._legend.text()
    plot.show()
    qtbot.waitExposed(plot)
    box = plot._plot.getPlotItem().getViewBox()
    plot._on_mouse_moved(box.mapViewToScene(QPointF(4.2, 50.0)))
    assert "40.00" in plot._legend.text()
    assert "epoch&nbsp;4" in plot._legend.text()
    plot.pointer_left()
    assert "100.00" in plot._legend.text()


def test_files_dropped_on_a_plot_reach_the_window(plot: CurvePlot) -> None:
    assert not plot._plot.acceptDrops()
    assert not plot._plot.viewport().acceptDrops()


def test_a_plot_follows_the_theme(plot: CurvePlot) -> None:
    plot.show_curves(noisy(10))
    light = plot._plot.backgroundBrush().color()
    plot.show()
    theme.apply("dark")
    QApplication.processEvents()
    assert plot._plot.backgroundBrush().color() != light
    assert plot._plot.backgroundBrush().color() == theme.colours(plot).surface


def test_curves_are_pulled_only_while_they_are_visible(curves: TrainingCurves, qtbot: QtBot) -> None:
    source = Source()
    curves.follow(source)
    assert not curves.pulling
    assert source.pulls == 0
    curves.show()
    assert curves.pulling
    assert source.pulls == 1
    curves.hide()
    assert not curves.pulling


def test_nothing_new_is_not_drawn_again(curves: TrainingCurves, qtbot: QtBot) -> None:
    source = Source()
    curves.follow(source)
    curves.show()
    with qtbot.waitSignals([curves._timer.timeout] * 2):
        pass
    assert source.pulls == 1
    source.values.append(1.0)
    source.version += 1
    qtbot.waitUntil(lambda: source.pulls == 2)
    assert curves.loss.curves[0].y.tolist() == [3.0, 2.0, 1.0]


def test_the_last_values_are_drawn_and_the_timer_ends_with_the_training(
    curves: TrainingCurves, qtbot: QtBot
) -> None:
    source = Source()
    curves.follow(source)
    curves.show()
    source.version, source.busy = 1, False
    qtbot.waitUntil(lambda: not curves.pulling)
    assert source.pulls == 2


def test_the_wheel_scrolls_the_page_not_the_plot(plot: CurvePlot) -> None:
    plot.show_curves(noisy(1000))
    plot.show()
    before = visible_range(plot)
    event = QWheelEvent(
        QPointF(300, 150),
        QPointF(300, 150),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot._plot.viewport(), event)
    assert not event.isAccepted()
    assert visible_range(plot) == before


def test_curves_without_a_training_are_empty(curves: TrainingCurves) -> None:
    curves.show()
    assert all(plot.curves == [] for plot in curves.plots)
    assert not curves.pulling


def test_a_raw_curve_can_take_the_place_of_a_marked_one(plot: CurvePlot) -> None:
    plot.show_curves([Curve("total", np.array([1.0]), np.array([10.0]))])
    x = np.arange(1.0, 5.0)
    plot.show_curves([Curve("total", x, 10 * x, raw=True)])
    drawn, _ = plot._items[0].getData()
    assert len(drawn) == 4
