"""A workspace with runs, and the page that shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.pages.runs.page import Page
from engine.workspace import Workspace
from tests.areal_gui.pages.runs.showing import add_run, shown, with_test
from tests.support.page_states import ordinary
from tests.support.window import MakeContext


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with three runs: tested, failed, stopped."""
    ordinary(workspace, tmp_path)
    with_test(workspace, add_run(workspace, "first"), 0.2)
    add_run(workspace, "second", status="failed", error="Training diverged.", best_epoch=None)
    add_run(workspace, "third", status="stopped")
    return workspace


@pytest.fixture
def page(make_context: MakeContext, filled: Workspace, host: QMainWindow, qtbot: QtBot) -> Page:
    return shown(make_context(filled), host, qtbot)
