"""The contract of all pages, tried on each in every state of the workspace."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.context import AppContext
from areal_gui.main_window import PAGES, SMALLEST
from engine.workspace import Workspace
from tests.support import page_checks
from tests.support.page_states import STATES, workspace_in
from tests.support.window import MakeContext, put_into, wait_until_quiet

ShowPage = Callable[[str], QWidget]

# What the frame takes of the smallest window: the narrow navigation, the menu bar and the status bar.
FRAME = (64, 70)


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@pytest.fixture(params=PAGES)
def key(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opened() -> Iterator[list[AppContext]]:
    """The contexts of the pages that were shown; their workspaces are closed at the end."""
    contexts: list[AppContext] = []
    yield contexts
    for context in contexts:
        context.workspace.close()


@pytest.fixture
def show_page(
    key: str,
    qtbot: QtBot,
    opened: list[AppContext],
    host: QMainWindow,
    make_context: MakeContext,
    states: Path,
    tmp_path: Path,
) -> ShowPage:
    """`show_page("empty")`: the page in a workspace of that state, its data set and run chosen."""

    def show(state: str) -> QWidget:
        from engine.store.datasets import list_datasets
        from engine.store.runs import list_runs

        workspace = Workspace.open(workspace_in(state, tmp_path / "workspace", states))
        context = make_context(workspace)
        opened.append(context)
        if datasets := list_datasets(workspace.store):
            context.dataset_chosen.emit(datasets[0].id)
        page: QWidget = importlib.import_module(f"areal_gui.pages.{key}.page").Page(context)
        put_into(host, page, qtbot)
        page.shown()  # type: ignore[attr-defined]
        wait_until_quiet(qtbot, context)
        if runs := list_runs(workspace.store):
            context.run_chosen.emit(runs[0].id)
            wait_until_quiet(qtbot, context)
        return page

    return show


def open_dialogs() -> list[str]:
    return [
        widget.windowTitle()
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog) and widget.isVisible()
    ]


@pytest.mark.parametrize("state", STATES)
def test_a_page_shows_something_and_complains_of_nothing(show_page: ShowPage, state: str) -> None:
    page = show_page(state)

    assert open_dialogs() == []
    assert any(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


@pytest.mark.parametrize("state", STATES)
def test_every_widget_that_takes_focus_has_a_name(show_page: ShowPage, state: str) -> None:
    assert page_checks.without_name(show_page(state)) == []


@pytest.mark.parametrize("state", STATES)
def test_tab_comes_to_every_widget(show_page: ShowPage, state: str) -> None:
    assert page_checks.unreached_by_tab(show_page(state)) == []


@pytest.mark.parametrize("state", STATES)
def test_no_text_is_cut_off(show_page: ShowPage, state: str) -> None:
    assert page_checks.clipped(show_page(state)) == []


@pytest.mark.parametrize("state", STATES)
def test_a_page_fits_the_smallest_window(
    show_page: ShowPage, state: str, host: QMainWindow, qtbot: QtBot
) -> None:
    page = show_page(state)
    width, height = SMALLEST[0] - FRAME[0], SMALLEST[1] - FRAME[1]
    needed = page.minimumSizeHint()

    host.resize(width, height)
    qtbot.wait(1)

    assert needed.width() <= width
    assert needed.height() <= height
    assert page_checks.too_wide(page) == []


def test_a_page_follows_the_theme_while_it_is_shown(show_page: ShowPage, qtbot: QtBot) -> None:
    page = show_page("trained")
    light = page_checks.mean_lightness(page_checks.picture(page))

    theme.apply("dark")
    qtbot.wait(1)
    dark = page_checks.mean_lightness(page_checks.picture(page))

    assert light > 180
    assert dark < 75


def test_a_page_is_the_same_picture_on_a_screen_of_twice_the_density(show_page: ShowPage) -> None:
    page = show_page("trained")
    once, twice = page_checks.picture(page), page_checks.picture(page, 2.0)

    assert twice.width() == 2 * once.width()
    assert page_checks.mean_lightness(twice) == pytest.approx(page_checks.mean_lightness(once), abs=3)


def test_being_shown_again_changes_nothing(
    show_page: ShowPage, opened: list[AppContext], qtbot: QtBot
) -> None:
    page = show_page("ordinary")
    before = [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)]

    page.shown()  # type: ignore[attr-defined]
    wait_until_quiet(qtbot, opened[0])

    assert [label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page)] == before
