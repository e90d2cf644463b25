"""The curves of a training: pulled while they can be seen, one zoom and one crosshair for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea
from pytestqt.qtbot import QtBot

from areal_gui.plots.curve import Curve
from areal_gui.plots.curve_options import MEMORIES
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.plot_grid import PlotGrid
from areal_gui.plots.ticks import AxisKind
from areal_gui.plots.training_curves import Drawing, TrainingCurves


class Source:
    def __init__(self) -> None:
        self.version = 0
        self.busy = True
        self.asked: list[tuple[AxisKind, list[str]]] = []
        self.values = [3.0, 2.0]
        self.known = ("loss", "ndcg@20", "gradient_norm")

    def picture(self, axis: AxisKind, names: Sequence[str]) -> dict[str, Drawing]:
        self.asked.append((axis, list(names)))
        y = np.array(self.values)
        x = np.arange(1.0, len(y) + 1)
        return {name: Drawing([Curve("total", x, y)]) for name in names if name in self.known}

    def table(self) -> FigureTable:
        return FigureTable.of(("step",), [(1,)])

    def pulls(self, name: str) -> int:
        return sum(name in names for _axis, names in self.asked)


class PaintCounter(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.paints = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.paints += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def curves(qtbot: QtBot, styled_application: QApplication) -> TrainingCurves:
    made = TrainingCurves()
    made.resize(1000, 700)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def source() -> Source:
    return Source()


def grow(source: Source) -> None:
    source.values.append(1.0)
    source.version += 1


def test_curves_are_pulled_only_while_they_are_visible(
    curves: TrainingCurves, source: Source, qtbot: QtBot
) -> None:
    curves.follow(source)
    assert not curves.pulling
    assert source.asked == []
    curves.show()
    assert curves.pulling
    qtbot.waitUntil(lambda: source.pulls("loss") == 1)
    curves.hide()
    assert not curves.pulling


def test_nothing_new_is_not_drawn_again(curves: TrainingCurves, source: Source, qtbot: QtBot) -> None:
    curves.follow(source)
    curves.show()
    qtbot.waitUntil(lambda: source.pulls("memory") == 1)
    with qtbot.waitSignals([curves._timer.timeout] * 2):
        pass
    assert source.pulls("loss") == 1
    grow(source)
    qtbot.waitUntil(lambda: source.pulls("loss") == 2)
    assert curves.by_name["loss"].curves[0].y.tolist() == [3.0, 2.0, 1.0]


def test_small_plots_take_turns(curves: TrainingCurves, source: Source, qtbot: QtBot) -> None:
    curves.follow(source)
    curves.show()
    small = list(curves.by_name)[3:]
    qtbot.waitUntil(lambda: all(source.pulls(name) for name in small))
    assert all(len(set(names) & set(small)) == 1 for _axis, names in source.asked[: len(small)])
    source.asked.clear()
    grow(source)
    qtbot.waitUntil(lambda: all(source.pulls(name) for name in small))
    assert max(source.pulls(name) for name in small) == 1


def test_a_dense_curve_is_drawn_less_often(curves: TrainingCurves, source: Source, qtbot: QtBot) -> None:
    source.values = [1.0] * 50_000
    curves.follow(source)
    curves.show()
    qtbot.waitUntil(lambda: all(source.pulls(name) for name in curves.by_name))
    assert curves.by_name["loss"].is_dense
    source.asked.clear()
    for _ in range(12):
        grow(source)
        curves._pull()
    assert source.pulls("loss") < 6


def test_the_last_values_are_drawn_and_the_timer_ends_with_the_training(
    curves: TrainingCurves, source: Source, qtbot: QtBot
) -> None:
    curves.follow(source)
    curves.show()
    grow(source)
    source.busy = False
    qtbot.waitUntil(lambda: not curves.pulling)
    assert all(len(curves.by_name[name].curves[0].y) == 3 for name in source.known)


def test_a_minimised_window_pulls_and_paints_nothing(
    curves: TrainingCurves, source: Source, qtbot: QtBot, host: QMainWindow
) -> None:
    host.setCentralWidget(curves)
    host.show()
    curves.follow(source)
    qtbot.waitUntil(lambda: source.pulls("memory") == 1)
    host.showMinimized()
    qtbot.waitUntil(lambda: host.isMinimized() and not curves.pulling)
    QApplication.processEvents()  # what was to be painted before
    counter = PaintCounter()
    for plot in curves.plots:
        plot._plot.viewport().installEventFilter(counter)
    before = len(source.asked)
    for _ in range(3):
        grow(source)
        curves._pull()
        QApplication.processEvents()
    assert (curves.pulling, len(source.asked), counter.paints) == (False, before, 0)
    host.showNormal()
    qtbot.waitUntil(lambda: len(curves.by_name["loss"].curves[0].y) == 5)


def test_plots_that_are_scrolled_out_of_sight_are_drawn_when_they_come_into_it(
    curves: TrainingCurves, source: Source, qtbot: QtBot, host: QMainWindow
) -> None:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(curves)
    host.setCentralWidget(scroll)
    host.resize(600, 260)
    host.show()
    curves.follow(source)
    qtbot.waitUntil(lambda: source.pulls("loss") == 1)
    grow(source)
    qtbot.waitUntil(lambda: source.pulls("loss") == 2)
    assert source.pulls("memory") == 0
    scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: source.pulls("memory") == 1)


def test_a_zoom_is_that_of_all_plots_and_stays_while_data_comes(
    curves: TrainingCurves, source: Source, qtbot: QtBot
) -> None:
    curves.follow(source)
    curves.show()
    qtbot.waitUntil(lambda: source.pulls("memory") == 1)
    assert not curves.options.show_all_button.isVisible()
    loss = curves.by_name["loss"]
    loss.zoom_to(1.2, 1.8)
    loss.zoomed.emit(1.2, 1.8)
    grow(source)
    qtbot.waitUntil(lambda: source.pulls("gradient_norm") == 2)
    assert curves.zoomed
    for name in source.known:
        assert curves.by_name[name]._plot.viewRange()[0] == pytest.approx([1.2, 1.8])
    assert curves.options.show_all_button.isVisible()
    curves.options.show_all_button.click()
    assert not curves.zoomed
    assert not curves.options.show_all_button.isVisible()


def test_the_crosshair_is_that_of_all_plots(curves: TrainingCurves, source: Source, qtbot: QtBot) -> None:
    curves.follow(source)
    curves.show()
    qtbot.waitUntil(lambda: source.pulls("memory") == 1)
    curves.by_name["loss"].hovered.emit(1.1)
    norm = curves.by_name["gradient_norm"]
    qtbot.waitUntil(lambda: "3" in norm.accessibleDescription())
    curves.by_name["loss"].pointer_left()
    qtbot.waitUntil(lambda: "2" in norm.accessibleDescription())


def test_a_plot_out_of_sight_keeps_no_crosshair(curves: TrainingCurves, source: Source, qtbot: QtBot) -> None:
    curves.follow(source)
    curves.show()
    qtbot.waitUntil(lambda: source.pulls("memory") == 1)
    loss, norm = curves.by_name["loss"], curves.by_name["gradient_norm"]
    loss.hovered.emit(1.1)
    qtbot.waitUntil(lambda: "3" in norm.accessibleDescription())
    norm.hide()
    loss.pointer_left()
    qtbot.waitUntil(lambda: "2" in norm.accessibleDescription())


def test_another_training_is_shown_without_the_crosshair_of_the_last(
    curves: TrainingCurves, source: Source, qtbot: QtBot
) -> None:
    curves.show()
    curves.follow(source)
    qtbot.waitUntil(lambda: source.pulls("loss") == 1)
    loss = curves.by_name["loss"]
    loss.point_at(1.1)
    assert "3" in loss.accessibleDescription()
    curves.follow(source, same=True)
    assert "3" in loss.accessibleDescription()
    curves.follow(Source())
    qtbot.waitUntil(lambda: "3" not in loss.accessibleDescription())
    assert "2" in loss.accessibleDescription()


def test_another_axis_is_asked_of_the_source(curves: TrainingCurves, source: Source, qtbot: QtBot) -> None:
    curves.follow(source)
    curves.show()
    qtbot.waitUntil(lambda: source.pulls("memory") == 1)
    place = curves.options.axis_box.findData("time")
    curves.options.axis_box.setCurrentIndex(place)
    with qtbot.waitSignal(curves.options_changed):
        curves.options.axis_box.activated.emit(place)
    assert source.asked[-1][0] == "time"
    assert all(plot.axis == "time" for plot in curves.plots)


def test_the_scale_and_the_smoothing_are_chosen_for_the_plots_they_are_for(curves: TrainingCurves) -> None:
    curves.show()
    curves.options.log_box.click()
    curves.options.slider.setValue(MEMORIES.index(200))
    assert [name for name, plot in curves.by_name.items() if plot._lines.logarithmic] == [
        "loss",
        "gradient_norm",
    ]
    assert {plot._lines.memory for plot in curves.plots} == {200}
    assert curves.options.slider.accessibleDescription() == "Smoothed over 200 steps"


def test_plots_that_a_finished_run_has_nothing_for_are_hidden(curves: TrainingCurves, source: Source) -> None:
    source.busy = False
    curves.show()
    curves.follow(source)
    hidden = [name for name, plot in curves.by_name.items() if plot.isHidden()]
    assert hidden == ["learning_rate", "embedding_spread", "samples_per_second", "memory"]


def test_the_same_run_read_again_keeps_its_zoom(curves: TrainingCurves, source: Source) -> None:
    source.busy = False
    curves.show()
    curves.follow(source)
    curves.by_name["loss"].zoom_to(1.0, 1.5)
    curves.follow(source, same=True)
    assert curves.zoomed
    curves.follow(source)
    assert not curves.zoomed


def test_a_finished_run_is_drawn_plot_by_plot(curves: TrainingCurves, source: Source, qtbot: QtBot) -> None:
    source.busy = False
    source.known = tuple(curves.by_name)
    curves.show()
    curves.follow(source)
    drawn = [name for name, plot in curves.by_name.items() if plot.curves]
    assert drawn == ["loss", "ndcg@20", "hr@20"]
    qtbot.waitUntil(lambda: not curves.pulling)
    assert all(plot.curves for plot in curves.plots)


def test_curves_without_a_training_are_empty(curves: TrainingCurves, qtbot: QtBot) -> None:
    curves.show()
    assert all(plot.curves == [] for plot in curves.plots)
    qtbot.waitUntil(lambda: not curves.pulling)
    assert curves.table() == FigureTable((), ())


@pytest.mark.parametrize(("width", "columns"), [(1400, 5), (800, 3), (500, 2), (330, 1)])
def test_the_small_plots_stand_in_as_many_columns_as_fit(
    curves: TrainingCurves, width: int, columns: int, qtbot: QtBot
) -> None:
    curves.resize(width, 900)
    curves.show()
    qtbot.waitExposed(curves)
    small = curves.plots[3:]
    qtbot.waitUntil(lambda: len({plot.x() for plot in small if plot.y() == small[0].y()}) == columns)
    loss, ndcg = curves.plots[:2]
    qtbot.waitUntil(lambda: (ndcg.y() == loss.y()) == (width >= 700))
    assert all(plot.height() >= 100 for plot in curves.plots)
    assert isinstance(curves.grid, PlotGrid)
    assert curves.grid.width() <= width
