"""How a data set grew is told where it came from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.data.growth_card import GrowthCard, growth_line
from engine.events import CancelToken
from engine.importing.growth import grow_dataset
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import get_dataset
from engine.store.growth_history import Growth, growth_history
from engine.workspace import Workspace
from tests.support.window import wait_until_quiet

FIRST = "user,item,time\n" + "".join(f"u{n % 3},i{n % 4},{1_400_000_000 + n}\n" for n in range(12))
NEWER = FIRST + "u9,i9,1500000000\nu0,i1,1500000001\nu1,,1500000002\n"


def grown(workspace: Workspace, folder: Path) -> None:
    first, newer = folder / "first.csv", folder / "newer.csv"
    first.write_text(FIRST)
    newer.write_text(NEWER)
    recipe = Recipe.from_preview(sniff(first))
    list(import_log(workspace, [first], recipe, CancelToken()))
    list(grow_dataset(workspace, 1, [newer], recipe, CancelToken()))


def test_every_addition_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    grown(workspace, tmp_path)
    (growth,) = growth_history(workspace.store, 1)
    assert growth.source.endswith("newer.csv")
    assert (growth.interactions, growth.users, growth.items) == (2, 1, 1)
    assert (growth.already_there, growth.rejected) == (12, 1)


def test_a_set_that_grew_shows_how(
    workspace: Workspace, tmp_path: Path, context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    grown(workspace, tmp_path)
    card = GrowthCard(context)
    host.setCentralWidget(card)
    host.show()
    card.show_row(get_dataset(workspace.store, 1))
    wait_until_quiet(qtbot, context)
    assert card.isVisible()
    assert [card.model.index(0, column).data() for column in range(1, 7)] == [
        "newer.csv", "2", "1", "1", "12", "1"
    ]  # fmt: skip


def test_a_set_as_it_was_imported_shows_nothing(
    workspace: Workspace, tmp_path: Path, context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    log = tmp_path / "first.csv"
    log.write_text(FIRST)
    list(import_log(workspace, [log], Recipe.from_preview(sniff(log)), CancelToken()))
    card = GrowthCard(context)
    host.setCentralWidget(card)
    host.show()
    card.show_row(get_dataset(workspace.store, 1))
    wait_until_quiet(qtbot, context)
    assert not card.isVisible()
    assert growth_history(workspace.store, 1) == []


def test_many_files_are_not_all_named() -> None:
    source = "; ".join(f"/logs/day {n}.csv" for n in range(5))
    line = growth_line(Growth(source, 0, 1, 0, 0, 0, 0))
    assert line[:2] == ("1 Jan 1970, 00:00", "day 0.csv, day 1.csv and 3 more")
