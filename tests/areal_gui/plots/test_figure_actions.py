"""Taking a figure away: as a picture, as a drawing, as a table."""

from __future__ import annotations

import csv
import threading
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.plots.curve import Curve
from areal_gui.plots.curves import CurvePlot
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.figure_export import FigureTable, curves_table, save_drawing, save_image
from areal_gui.plots.histogram import LengthHistogram
from areal_gui.saving import FOLDER


@pytest.fixture
def plot(host: QMainWindow) -> LengthHistogram:
    plot = LengthHistogram(host)
    plot.resize(400, 300)
    plot.set_bars([(1, 1, 5), (2, 3, 7)])
    return plot


@pytest.fixture
def figure(context: AppContext, plot: LengthHistogram) -> FigureActions:
    return FigureActions(context, plot, lambda: "My shop: lengths", plot.table)


def test_a_picture_is_twice_as_sharp_as_the_screen(plot: LengthHistogram, tmp_path: Path) -> None:
    save_image(plot, tmp_path / "lengths.png")

    image = QImage(str(tmp_path / "lengths.png"))
    assert (image.width(), image.height()) == (800, 600)


def test_a_drawing_holds_letters_and_lines_not_points(figure: FigureActions, tmp_path: Path) -> None:
    figure.save(tmp_path / "lengths.svg", "svg")

    kinds = [element.tag.rpartition("}")[2] for element in ElementTree.parse(tmp_path / "lengths.svg").iter()]
    assert {"text", "path"} <= set(kinds) or {"text", "polyline"} <= set(kinds)
    assert "image" not in kinds


def test_the_values_are_a_table(figure: FigureActions, tmp_path: Path) -> None:
    figure.save(tmp_path / "lengths.csv", "csv")

    with (tmp_path / "lengths.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["from", "to", "sequences"], ["1", "1", "5"], ["2", "3", "7"]]


def test_a_drawing_of_curves_holds_its_best_point_as_a_shape(host: QMainWindow, tmp_path: Path) -> None:
    plot = CurvePlot("NDCG@20", parent=host)
    plot.show_curves([Curve("", np.arange(1.0, 4.0), np.arange(3.0), marked=2.0)])
    save_drawing(plot, tmp_path / "curves.svg", "NDCG@20")
    assert "<image" not in (tmp_path / "curves.svg").read_text(encoding="utf-8")


def test_every_point_of_every_curve_is_in_the_table(host: QMainWindow) -> None:
    plot = CurvePlot("Loss", parent=host)
    plot.show_curves([Curve("total", np.arange(3.0), np.ones(3), noisy=True)])

    table = curves_table([plot])

    assert table.headers == ("plot", "curve", "x", "y")
    assert table.rows[2] == ("Loss", "total", 2.0, 1.0)


def test_copying_fills_the_clipboard(figure: FigureActions) -> None:
    figure.copy_values()
    assert QGuiApplication.clipboard().text() == "from\tto\tsequences\n1\t1\t5\n2\t3\t7\n"

    figure.copy_picture()
    assert QGuiApplication.clipboard().image().width() == 800


def test_a_long_table_is_made_and_written_beside_the_window(
    context: AppContext, plot: LengthHistogram, tmp_path: Path, qtbot: QtBot
) -> None:
    made_on: list[bool] = []

    def table() -> FigureTable:
        made_on.append(threading.current_thread() is threading.main_thread())
        return plot.table()

    figure = FigureActions(context, plot, lambda: "Lengths", table, long=True)
    figure.save(tmp_path / "lengths.csv", "csv")
    qtbot.waitUntil(lambda: FOLDER in context.settings.extra)
    assert (tmp_path / "lengths.csv").read_text(encoding="utf-8").startswith("from,to,sequences")
    figure.copy_values()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("from\tto"))
    assert made_on == [False, False]


def test_a_long_table_that_cannot_be_written_is_told(
    context: AppContext, plot: LengthHistogram, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[Exception] = []
    monkeypatch.setattr(context.notify, "error", lambda error, _title: errors.append(error))
    figure = FigureActions(context, plot, lambda: "Lengths", plot.table, long=True)
    figure.save(tmp_path / "missing" / "lengths.csv", "csv")
    qtbot.waitUntil(lambda: errors != [])
    assert isinstance(errors[0], OSError)


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_a_file_that_cannot_be_written_is_told(
    figure: FigureActions, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, context: AppContext
) -> None:
    errors: list[Exception] = []
    monkeypatch.setattr(context.notify, "error", lambda error, _title: errors.append(error))

    figure.save(tmp_path / "missing" / f"lengths.{kind}", kind)

    assert isinstance(errors[0], OSError)


def test_the_button_and_the_context_menu_offer_the_same(figure: FigureActions, plot: LengthHistogram) -> None:
    button = figure.button()
    menu = button.menu()
    assert isinstance(menu, QMenu)

    assert [action.text() for action in menu.actions()] == [action.text() for action in plot.actions()]
    assert "Lengths of the sequences" in button.accessibleName()


def test_a_name_without_an_ending_gets_one_and_the_folder_is_remembered(
    figure: FigureActions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, context: AppContext
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine"), ""))

    figure.ask("csv")

    assert (tmp_path / "mine.csv").exists()
    assert context.settings.extra[FOLDER] == str(tmp_path)


def test_a_table_can_be_empty() -> None:
    assert FigureTable.of(("a", "b"), []).tab_separated() == "a\tb\n"
