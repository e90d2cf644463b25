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
from areal_gui.plots.ticks import AxisKind


@pytest.fixture
def plot(qtbot: QtBot, styled_application: QApplication) -> CurvePlot:
    made = CurvePlot("Loss")
    made.resize(600, 300)
    qtbot.addWidget(made)
    return made


def noisy(points: int) -> list[Curve]:
    x = np.arange(points) / 100
    y = np.random.default_rng(0).normal(size=points)
    return [Curve("total", x, y, noisy=True)]


def drawn_points(plot: CurvePlot) -> tuple[int, int]:
    """Of the faint line of values, and of the smoothed one."""
    faint, strong = plot._lines._items[0]
    return tuple(0 if item.getData()[0] is None else len(item.getData()[0]) for item in (faint, strong))


def visible_range(plot: CurvePlot) -> tuple[list[float], list[float]]:
    x, y = plot._plot.getPlotItem().getViewBox().viewRange()
    return x, y


def test_long_curves_are_drawn_with_few_points(plot: CurvePlot) -> None:
    plot.show()
    QApplication.processEvents()
    plot.show_curves(noisy(100_000))
    raw, smooth = drawn_points(plot)
    assert 500 <= raw <= 1000
    assert 150 <= smooth <= 2000


def test_zooming_in_brings_out_detail(plot: CurvePlot) -> None:
    plot.show()
    QApplication.processEvents()
    plot.show_curves(noisy(100_000))
    plot.zoom_to(100.0, 102.0)
    assert 190 < drawn_points(plot)[0] < 210
    assert drawn_points(plot)[1] > 190
    plot.show_all()
    assert visible_range(plot)[0][1] > 999


def test_a_line_is_the_same_where_it_is_zoomed_into(plot: CurvePlot) -> None:
    plot.show_curves(noisy(5000))
    x, y = plot._lines.line(0)
    whole = float(np.interp(30.0, x, y))
    plot.zoom_to(29.0, 31.0)
    x, y = plot._lines.line(0)
    assert float(np.interp(30.0, x, y)) == pytest.approx(whole, abs=0.1)


def test_a_drag_zooms_the_heights_too_and_is_told(plot: CurvePlot, qtbot: QtBot) -> None:
    plot.show_curves(noisy(1000))
    box = plot._plot.getPlotItem().getViewBox()
    box.setRange(xRange=(2.0, 4.0), yRange=(-0.5, 0.5), padding=0)
    with qtbot.waitSignal(plot.zoomed) as told:
        box.sigRangeChangedManually.emit([True, True])
    assert told.args == [2.0, 4.0]
    plot.show_curves(noisy(2000))
    assert visible_range(plot) == ([2.0, 4.0], [-0.5, 0.5])


def test_the_smoothing_can_be_turned_off(plot: CurvePlot) -> None:
    plot.show_curves(noisy(1000))
    plot.set_smoothing(1)
    assert drawn_points(plot)[1] == 0
    plot.set_smoothing(20)
    assert drawn_points(plot)[1] > 0


def test_a_logarithmic_scale_gives_factors_the_same_height(plot: CurvePlot) -> None:
    plot.show()
    QApplication.processEvents()
    x = np.arange(1.0, 5.0)
    plot.show_curves([Curve("total", x, 10.0**x)], [Reference("Item-kNN", 100.0)])
    plot.set_logarithmic(True)
    low, high = visible_range(plot)[1]
    assert 0.5 < low < 1
    assert 4 < high < 5
    assert plot._references._drawn[0][0].value() == 2.0
    assert tick_texts(plot, "left") == ["10", "100", "1,000", "10,000"]
    assert "10000.00" in plot._legend.text
    plot.set_logarithmic(False)
    assert visible_range(plot)[1][1] > 10_000


def test_values_that_have_no_logarithm_are_left_out(plot: CurvePlot) -> None:
    plot.set_logarithmic(True)
    plot.show_curves([Curve("total", np.arange(3.0), np.array([0.0, -1.0, 10.0]))], [Reference("none", 0.0)])
    assert plot._lines.line(0)[1].tolist() == [10.0]
    plot.show_curves([Curve("total", np.arange(2.0), np.array([0.0, -1.0]))])
    plot.show()
    assert not plot.grab().isNull()


@pytest.mark.parametrize(
    ("axis", "last", "texts"),
    [("step", 4000.0, ["0", "1,000", "2,000", "3,000"]), ("time", 120.0, ["0:30", "1:00", "1:30"])],
)
def test_the_axis_counts_in_what_it_is_of(
    plot: CurvePlot, axis: AxisKind, last: float, texts: list[str]
) -> None:
    plot.set_axis(axis)
    plot.show_curves([Curve("", np.linspace(0, last, 50), np.arange(50.0))])
    shown = tick_texts(plot, "bottom")
    assert set(texts) <= set(shown)
    assert ("after 2:00" if axis == "time" else "step 4,000") in plot._legend.text


def test_the_first_fall_of_a_long_curve_may_leave_the_frame(plot: CurvePlot) -> None:
    x = np.arange(1.0, 2001.0)
    y = 2.0 + 100.0 * np.exp(-x / 5)
    plot.show_curves([Curve("total", x, y, noisy=True)])
    assert visible_range(plot)[1][1] < 50


def test_values_that_differ_by_rounding_alone_are_shown_as_one(plot: CurvePlot) -> None:
    plot.show_curves([Curve("", np.arange(2.0), np.array([0.002, float(np.float32(0.002))]))])
    low, high = visible_range(plot)[1]
    assert high - low > 1e-4


@pytest.mark.parametrize(("memory", "mode"), [(2, "on"), (50, "off")])
def test_a_long_line_that_goes_up_and_down_is_painted_in_pieces(
    plot: CurvePlot, memory: int, mode: str
) -> None:
    """Whole, it would take up to a hundred times as long."""
    plot.set_smoothing(memory)
    plot.show_curves(noisy(100_000))
    assert plot._lines._items[0][1].curve.opts["segmentedLineMode"] == mode


def test_keys_move_the_crosshair_zoom_and_lead_back(plot: CurvePlot, qtbot: QtBot) -> None:
    x = np.arange(1.0, 11.0)
    plot.show_curves([Curve("total", x, 10 * x)])
    plot.show()
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert "90.00" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert "100.00" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    left, right = visible_range(plot)[0]
    assert right - left == pytest.approx(0.5 * 9 * 1.04)
    assert plot.is_zoomed
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert not plot.is_zoomed
    assert visible_range(plot)[0][0] < 1.0


def test_a_note_stands_in_the_legend(plot: CurvePlot) -> None:
    plot.show_curves(noisy(10), note="Collapsed since epoch 3")
    assert "Collapsed since epoch 3" in plot.accessibleDescription()


def test_new_points_leave_the_zoom_alone(plot: CurvePlot) -> None:
    plot.show_curves(noisy(1000))
    plot.zoom_to(1.0, 2.0)
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


def test_a_name_can_be_read_where_it_has_to_cover_a_curve(plot: CurvePlot) -> None:
    plot.show_curves(
        [Curve("", np.arange(1.0, 4.0), np.array([1.0, 2.0, 3.0]))], [Reference("Item-kNN", 2.0)]
    )
    name, line = plot._references._drawn[0][1], plot._lines._items[0][1]
    assert name.zValue() > line.zValue()


def test_the_ground_of_a_name_leaves_its_line_and_a_curve_along_it_alone(plot: CurvePlot) -> None:
    along = Curve("", np.arange(1.0, 4.0), np.full(3, 20.0))
    plot.show_curves([along], [Reference("Best", 20.0), Reference("Item-kNN", 15.0)])
    box = plot._references._plot_item.getViewBox()
    bottom, top = box.viewRange()[1]
    for line, name in plot._references._drawn:
        pixels = (name.pos().y() - line.value()) * box.height() / (top - bottom)
        assert pixels == pytest.approx(2 if name.anchor.y() == 1 else -2)


def test_the_grid_lies_under_curves_and_names(plot: CurvePlot) -> None:
    item = plot._references._plot_item
    assert all(item.getAxis(side).zValue() < item.getViewBox().zValue() for side in ("left", "bottom"))


def test_the_room_for_the_labels_below_does_not_depend_on_what_was_drawn_before(plot: CurvePlot) -> None:
    axis = plot._references._plot_item.getAxis("bottom")
    before = axis.maximumHeight()
    for height in (60, 3):
        axis._updateMaxTextSize(height)
        assert axis.maximumHeight() == before


@pytest.mark.parametrize("values", [[], [5.0], [0.0, 0.0], [-1.0, -1.0], [float("nan")]])
def test_any_few_values_can_be_drawn(plot: CurvePlot, values: list[float]) -> None:
    x = np.arange(len(values), dtype=float)
    plot.show_curves([Curve("total", x, np.array(values))])
    plot.show()
    assert not plot.grab().isNull()


def test_the_legend_follows_the_crosshair(plot: CurvePlot, qtbot: QtBot) -> None:
    x = np.arange(11.0)
    plot.show_curves([Curve("total", x, 10 * x), Curve("discrete", x, x)])
    assert "100.00" in plot._legend.text
    plot.show()
    qtbot.waitExposed(plot)
    box = plot._plot.getPlotItem().getViewBox()
    plot._on_mouse_moved(box.mapViewToScene(QPointF(4.2, 50.0)))
    assert "40.00" in plot._legend.text
    assert "epoch 4" in plot._legend.text
    plot.pointer_left()
    assert "100.00" in plot._legend.text


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


def test_a_noisy_curve_can_take_the_place_of_a_marked_one(plot: CurvePlot) -> None:
    plot.show_curves([Curve("total", np.array([1.0]), np.array([10.0]), marked=1.0)])
    x = np.arange(1.0, 5.0)
    plot.show_curves([Curve("total", x, 10 * x, noisy=True)])
    assert drawn_points(plot) == (4, 4)
    plot.show()
    assert not plot.grab().isNull()
