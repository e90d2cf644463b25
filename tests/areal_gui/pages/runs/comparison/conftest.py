"""A workspace with runs of every kind, and the view that compares them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.view import ComparisonView
from engine.workspace import Workspace
from tests.support.compared_runs import MadeRun, make_run
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, put_into

RUNS = (
    MadeRun("weak", 0.3, steps=40),
    MadeRun("strong", 0.6, seed=1, steps=40, config={"training.learning_rate": 0.01}),
    MadeRun("as strong", 0.6, seed=2),
    MadeRun("other split", 0.9, seed=3, split="another", config={"data.split": "leave_one_out"}),
    MadeRun("failed", epochs=0, tested=False, changes={"status": "failed", "error": "Out of memory."}),
    MadeRun("stopped", 0.5, seed=4, tested=False, changes={"status": "stopped"}),
)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the runs 1 to 6, to be copied."""
    folder = tmp_path_factory.mktemp("compared")
    with Workspace.open(folder / "workspace") as workspace:
        ordinary(workspace, folder / "log")
        for run in RUNS:
            make_run(workspace, run)
    return folder / "workspace"


@pytest.fixture
def filled(made: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The runs 1 to 6."""
    with Workspace.open(Path(shutil.copytree(made, tmp_path / "filled"))) as workspace:
        yield workspace


@pytest.fixture
def context(make_context: MakeContext, filled: Workspace) -> AppContext:
    return make_context(filled)


@pytest.fixture
def view(context: AppContext, host: QMainWindow, qtbot: QtBot) -> ComparisonView:
    view = ComparisonView(context)
    put_into(host, view, qtbot)
    return view
