"""A runs page in a test: runs to show, and what a user does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.runs.opened.view import OpenedRun
from areal_gui.pages.runs.page import Page
from engine.store import runs
from engine.store.runs import FINAL, Metric
from engine.training.config import RunConfig
from engine.workspace import Workspace
from tests.support.window import put_into, wait_until_quiet


def add_run(workspace: Workspace, name: str, *, config: RunConfig | None = None, **changes: object) -> int:
    config = config or RunConfig()
    run_id = runs.create_run(
        workspace.store,
        dataset_id=1,
        name=name,
        model=config.method,
        preset="quick",
        seed=0,
        device="cpu",
        config=config.model_dump(),
    )
    changes = {"status": "finished", "epoch": 2, "best_epoch": 1} | changes
    runs.update_run(workspace.store, run_id, **changes)
    return run_id


def with_test(workspace: Workspace, run_id: int, ndcg: float) -> int:
    metrics = [
        Metric("model", "test", "all", "ndcg@20", FINAL, ndcg),
        Metric("item-knn", "test", "all", "ndcg@20", FINAL, 0.15),
        Metric("model", "val", "all", "ndcg@20", 1, ndcg),
        Metric("model", "train", "all", "loss", 1, 2.0),
    ]
    runs.add_metrics(workspace.store, run_id, metrics)
    return run_id


def shown(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    page = Page(context)
    put_into(host, page, qtbot)
    host.activateWindow()
    page.shown()
    wait_until_quiet(qtbot, context)
    return page


def opened(page: Page, qtbot: QtBot, run_id: int) -> OpenedRun:
    page.open(run_id)
    wait_until_quiet(qtbot, page._context)
    assert page.opened is not None
    return page.detail


def changed(page: Page, qtbot: QtBot) -> None:
    page._context.runs_changed.emit()
    wait_until_quiet(qtbot, page._context)


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ids(page: Page) -> list[int]:
    return page.list.order


def chosen(page: Page) -> list[int]:
    return [row.id for row in page.chosen]
