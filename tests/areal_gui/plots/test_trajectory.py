"""The map with the path: what is fitted, what is named, what is painted."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.plots.path_overlay import blend
from areal_gui.plots.trajectory import FAINT, KINDS, TrajectoryPlot

ITEMS = np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [0.1, 0.1]])
PATH = np.column_stack([np.linspace(6, 0, 21), np.linspace(4, 0, 21)])


@pytest.fixture
def plot(qtbot: QtBot, styled_application: QApplication) -> TrajectoryPlot:
    widget = TrajectoryPlot()
    qtbot.addWidget(widget)
    widget.resize(500, 400)
    widget.set_map(ITEMS, lambda item: f"Item {item}")
    widget.set_path(PATH, [4, 1])
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def picture(plot: TrajectoryPlot) -> QImage:
    return plot.grab().toImage()


def shows(image: QImage, colour: QColor) -> bool:
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    wanted = colour.getRgb()[:3]
    return any(max(abs(a - b) for a, b in zip(p.getRgb()[:3], wanted, strict=True)) < 12 for p in pixels)


def test_the_whole_path_and_all_items_are_in_view_at_first(plot: TrajectoryPlot) -> None:
    shown = plot.viewRect()

    assert all(shown.contains(QPointF(*point)) for point in (*ITEMS.tolist(), *PATH.tolist()))


def test_the_items_alone_fill_the_view_on_request(plot: TrajectoryPlot) -> None:
    plot.set_view("items")

    assert all(plot.viewRect().contains(QPointF(*point)) for point in ITEMS.tolist())
    assert not plot.viewRect().contains(QPointF(*PATH[0].tolist()))


def test_following_the_step_closes_in_on_what_is_ahead(plot: TrajectoryPlot) -> None:
    plot.set_view("follow")
    widths = []
    for step in (0, 7, 14, 20):
        plot.set_step(step, [4])
        widths.append(plot.viewRect().width())
        assert plot.viewRect().contains(QPointF(*PATH[step].tolist()))

    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 2 * widths[-1] > 0


def test_a_double_click_fits_again_after_zooming(plot: TrajectoryPlot, qtbot: QtBot) -> None:
    fitted = plot.viewRect()
    plot.setRange(xRange=(0, 0.1), yRange=(0, 0.1))
    assert plot.viewRect() != fitted

    plot.fit()

    assert plot.viewRect().getRect() == pytest.approx(fitted.getRect())


def test_the_item_under_the_mouse_is_found(plot: TrajectoryPlot) -> None:
    scene = plot.getViewBox().mapViewToScene(QPointF(*ITEMS[1].tolist()))
    at = QPointF(plot.mapFromScene(scene))

    assert plot.item_at(at + QPointF(3, 2)) == 1
    assert plot.item_at(at + QPointF(60, 40)) is None


def test_path_dots_and_final_items_are_painted_in_the_colours_of_the_theme(plot: TrajectoryPlot) -> None:
    plot.set_step(20, [0])
    for choice in ("light", "dark"):
        theme.apply(choice)  # type: ignore[arg-type]
        image, colours = picture(plot), theme.colours(plot)
        for colour in (colours.surface, colours.good, colours.series[1], colours.accent):
            assert shows(image, colour), (choice, colour.name())


def test_items_are_coloured_by_popularity_and_the_legend_says_how(plot: TrajectoryPlot) -> None:
    plot.set_view("items")
    deep = theme.colours(plot).kinds[2]
    assert plot._overlay._legend == ["top of the list", "nearest at this step"]

    plot.set_popularity(np.array([1, 5, 4, 3, 2]))
    assert [len(scatter._points) for scatter in plot._scatters][:3] == [3, 1, 1]
    assert plot._scatters[2]._points.tolist() == [ITEMS[0].tolist()]
    assert "the most popular tenth" in plot._overlay._legend
    assert shows(picture(plot), deep)

    plot.set_popularity(None)
    assert [len(scatter._points) for scatter in plot._scatters] == [5, 0, 0, 0, 0, 0, 0]
    assert not shows(picture(plot), deep)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_most_frequent_kinds_of_items_have_colours_of_their_own(plot: TrajectoryPlot, look: str) -> None:
    theme.apply(look)  # type: ignore[arg-type]
    plot.set_view("items")
    names = ["Drama", "Comedy", "Horror", "War", "Crime", "Musical", "Western"]
    plot.set_kinds(names, np.array([0, 1, 6, -1, 0]))
    assert [len(scatter._points) for scatter in plot._scatters] == [2, 2, 1, 0, 0, 0, 0]
    assert plot._overlay._legend[2:] == ["others", "Drama", "Comedy"]
    colours = theme.colours(plot)
    image = picture(plot)
    assert shows(image, colours.kinds[0])
    assert shows(image, colours.kinds[1])

    plot.set_map(ITEMS, str)
    assert plot._overlay._legend == ["top of the list", "nearest at this step"]


@pytest.mark.parametrize("look", ["light", "dark"])
def test_dots_have_the_very_colour_that_the_legend_shows(plot: TrajectoryPlot, look: str) -> None:
    theme.apply(look)  # type: ignore[arg-type]
    plot.set_path(np.array([[5.0, 0.0], [4.0, 0.0]]), [])
    plot.set_step(0, [])
    plot.set_kinds(["Drama", "Comedy"], np.array([0, 1, -1, 0, 1]))
    image = picture(plot)
    told = dict(plot._overlay._groups)

    for item, name in enumerate(("Drama", "Comedy", "others", "Drama")):
        scene = plot.getViewBox().mapViewToScene(QPointF(*ITEMS[item].tolist()))
        around = [QPoint(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        seen = [image.pixelColor(plot.mapFromScene(scene) + off).getRgb()[:3] for off in around]
        assert told[name].getRgb()[:3] in seen, (name, told[name].getRgb(), seen)


def lightness_and_hue(colour: QColor) -> np.ndarray:
    """CIE Lab (D65)."""
    rgb = np.array(colour.getRgbF()[:3])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    x, y, z = np.cbrt(np.maximum(xyz / (0.9505, 1.0, 1.089), 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("dark", [False, True])
def test_kinds_look_unlike_each_other_and_unlike_the_items_of_the_list(dark: bool) -> None:
    colours = theme._colours(dark)
    assert len(colours.kinds) == KINDS
    seen = [*colours.kinds, colours.good, colours.surface, blend(colours.surface, colours.muted, FAINT)]
    distances = [
        np.linalg.norm(lightness_and_hue(a) - lightness_and_hue(b)) for a, b in combinations(seen, 2)
    ]

    assert min(distances) > 24  # 2.3 is just seen in large areas side by side; dots of 4 pixels need far more


def test_the_item_under_the_mouse_is_told_with_all_its_kinds(plot: TrajectoryPlot) -> None:
    assert plot._told(1) == "Item 1"
    plot.set_kinds(["Drama"], np.array([0, 0, -1, -1, -1]), lambda item: f"kinds of {item}")
    assert plot._told(1) == "Item 1\nkinds of 1"
    plot.set_popularity(None)
    assert plot._told(1) == "Item 1"


def test_the_dots_are_not_painted_again_while_only_the_step_moves(plot: TrajectoryPlot) -> None:
    picture(plot)
    before = plot._scatters[0]._picture
    for step in range(21):
        plot.set_step(step, [0, 1])
        picture(plot)

    assert before is not None
    assert plot._scatters[0]._picture is before


@pytest.mark.parametrize("steps", [0, 1, 2, 5, 1001])
def test_a_path_of_any_length_is_painted(plot: TrajectoryPlot, steps: int) -> None:
    plot.set_path(np.random.default_rng(1).normal(size=(steps, 2)), [0, 1, 2])
    for step in {0, steps // 2, max(0, steps - 1)}:
        plot.set_step(step, [3])
        assert not picture(plot).isNull()


def test_without_items_there_is_nothing_to_find(qtbot: QtBot, styled_application: QApplication) -> None:
    empty = TrajectoryPlot()
    qtbot.addWidget(empty)

    assert empty.item_at(QPointF(5, 5)) is None
    assert not picture(empty).isNull()


def test_files_dropped_on_the_map_go_to_the_window(plot: TrajectoryPlot) -> None:
    child = plot.childAt(QPoint(50, 50))

    assert child is not None
    assert not plot.acceptDrops()
    assert not child.acceptDrops()


def test_names_cover_no_circle_not_even_of_an_item_without_a_name(
    qtbot: QtBot, styled_application: QApplication
) -> None:
    chance = np.random.default_rng(4)
    items = np.concatenate([ITEMS, chance.uniform(-1, 1, (20, 2))])
    widget = TrajectoryPlot()
    qtbot.addWidget(widget)
    widget.resize(330, 260)
    widget.set_map(items, lambda item: f"An item with a name, {item}")
    widget.set_path(PATH, list(range(5, 25)))
    with qtbot.waitExposed(widget):
        widget.show()
    widget.set_view("items")
    widget.grab()

    overlay = widget._overlay
    circles = [overlay.sceneTransform().map(QPointF(*point)) for point in items[5:].tolist()]
    names = [place for place in overlay._places if place is not None]
    assert 0 < len(names) < len(circles)
    assert not [1 for name in names for circle in circles if name.adjusted(-4, -4, 4, 4).contains(circle)]
