"""The training that is watched: what it has to beat, its log, and its steps over all sittings."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.components import Tabs
from areal_gui.context import AppContext
from areal_gui.pages.train.page import Page
from areal_gui.pages.train.session import State
from engine.events import CancelToken
from engine.store import runs
from engine.training.presets import preset
from engine.training.settings import with_settings
from engine.training.step_series import read_step_series
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.areal_gui.pages.train.test_train_page import shown
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, wait_until_quiet

SMALL = {"training.epochs": 2, "model.embedding_size": 16, "device": "cpu"}


@pytest.fixture
def context(
    make_context: MakeContext, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> AppContext:
    ordinary(workspace, tmp_path_factory.mktemp("log"))
    for _event in train(workspace, 1, with_settings(preset("quick"), SMALL), CancelToken(), name="First"):
        pass
    return make_context(workspace)


@pytest.fixture
def page(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    return shown(context, host, qtbot)


def start(page: Page) -> None:
    page.setup.presets.buttons["quick"].click()
    for path, text in (("training.epochs", "3"), ("model.embedding_size", "16"), ("device", "cpu")):
        page.model.type(path, text)
    page.start()


def test_a_training_shows_the_run_it_has_to_beat_and_its_log(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    start(page)
    qtbot.waitUntil(lambda: not page.control.busy, timeout=60_000)
    wait_until_quiet(qtbot, context)
    session = page.control.session
    assert session is not None
    assert session.state is State.FINISHED
    assert session.history.rival is not None
    assert session.history.rival.name == "First"
    curves = page.live.curves
    qtbot.waitUntil(lambda: not curves.pulling)
    assert [line.label for line in curves.by_name["ndcg@20"]._references._references][-1].startswith(
        "Best earlier: #1 First"
    )
    assert all(plot.curves for plot in curves.plots)
    assert curves.by_name["embedding_spread"].curves[0].x[0] == 0.0
    tabs = next(tabs for tabs in page.live.findChildren(Tabs) if tabs.isAncestorOf(page.live.log))
    tabs.setCurrentWidget(page.live.log)
    qtbot.waitUntil(lambda: "epoch 3" in page.live.log.text.toPlainText())


def test_a_resumed_training_is_drawn_over_all_its_steps(
    page: Page, context: AppContext, workspace: Workspace, qtbot: QtBot
) -> None:
    start(page)
    session = page.control.session
    assert session is not None
    qtbot.waitUntil(lambda: bool(session.rows) or not session.busy, timeout=60_000)
    page.control.stop()
    qtbot.waitUntil(lambda: not page.control.busy, timeout=60_000)
    runs.update_run(workspace.store, 2, status="stopped")  # also where it had come to its end before
    done = len(read_step_series(workspace, 2))
    page.resume(2)
    qtbot.waitUntil(lambda: page.control.session is not session)
    qtbot.waitUntil(lambda: not page.control.busy, timeout=60_000)
    again = page.control.session
    assert again is not None
    assert again.state is State.FINISHED
    steps = again.history.steps.values
    assert steps.tolist() == list(range(1, len(steps) + 1))
    assert len(steps) >= done
    stored = read_step_series(workspace, 2)
    assert stored.steps.tolist() == steps.tolist()
    assert stored.values["loss"] == pytest.approx(again.history.values["loss"].values)
    assert (np.diff(again.history.seconds.values) >= 0).all()
