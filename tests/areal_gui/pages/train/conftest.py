"""The train page in a window, on a small log."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.pages.train.page import Page
from engine.workspace import Workspace
from tests.areal_gui.pages.train.driving import shown
from tests.support.page_states import ordinary
from tests.support.window import MakeContext


@pytest.fixture
def page(
    make_context: MakeContext, workspace: Workspace, tmp_path: Path, host: QMainWindow, qtbot: QtBot
) -> Page:
    """The page of a workspace with a small log, shown."""
    ordinary(workspace, tmp_path)
    return shown(make_context(workspace), host, qtbot)
