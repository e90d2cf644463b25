"""One log with many users and one small trained model, shared by the tests of the page: they only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.users.page import Page
from engine.events import CancelToken
from engine.store.runs import RunRow, get_run
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.areal_gui.pages.users.driving import Quiet
from tests.support.imported import ALTERNATING, SMALL, import_sequences
from tests.support.window import MakeContext, put_into, wait_until_quiet

MANY = 700


@pytest.fixture(scope="session")
def many_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace whose data set 1 has 700 users, u0 ... u699, with 1 to 4 events each."""
    with Workspace.open(tmp_path_factory.mktemp("many-users")) as workspace:
        import_sequences(workspace, [["a", "b", "c", "d"][: 1 + n % 4] for n in range(MANY)])
        yield workspace


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with one finished run: after i0 comes i1, after i2 comes i3, and so on."""
    with Workspace.open(tmp_path_factory.mktemp("trained")) as workspace:
        dataset = import_sequences(workspace, ALTERNATING, name="pairs")
        for _ in train(workspace, str(dataset), SMALL, CancelToken(), name="pairs run"):
            pass
        yield workspace


@pytest.fixture
def run(trained: Workspace) -> RunRow:
    return get_run(trained.store, 1)


@pytest.fixture
def context(make_context: MakeContext, trained: Workspace) -> AppContext:
    return make_context(trained)


@pytest.fixture
def quiet(qtbot: QtBot, context: AppContext) -> Quiet:
    return lambda: wait_until_quiet(qtbot, context)


@pytest.fixture
def page(qtbot: QtBot, host: QMainWindow, context: AppContext, quiet: Quiet) -> Page:
    """The page in a window, with the trained run."""
    made = Page(context)
    host.resize(1400, 900)
    put_into(host, made, qtbot)
    made.shown()
    quiet()
    return made
