from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.train import outlook_texts
from areal_gui.pages.train.page import Page
from engine.errors import EngineError
from engine.training.config import RunConfig
from engine.training.forecast import precedence
from engine.training.forecast.cost import costly_part
from engine.training.forecast.pace import Pace
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.areal_gui.pages.train import driving
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, wait_until_quiet

FREE = "engine.training.forecast.forecast.free_memory"


@pytest.fixture
def untimed() -> None:
    """Here steps are timed."""


@pytest.fixture
def context(make_context: MakeContext, workspace: Workspace, tmp_path: Path) -> AppContext:
    ordinary(workspace, tmp_path)
    return make_context(workspace)


@pytest.fixture
def page(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    page = driving.shown(context, host, qtbot)
    settle(page, context, qtbot)
    return page


def settle(page: Page, context: AppContext, qtbot: QtBot) -> None:
    """Until what was typed is told."""
    qtbot.waitUntil(lambda: not page.setup.outlook._pause.isActive())
    wait_until_quiet(qtbot, context, timeout=60_000)
    wait_until_quiet(qtbot, context, timeout=60_000)


def shown(page: Page) -> dict[str, str]:
    return {label.text(): value.text() for label, value, _ in page.setup.outlook.facts._pairs}


def type_into(page: Page, qtbot: QtBot, path: str, text: str) -> None:
    editor = page.setup.form.fields[path].editor
    assert isinstance(editor, QLineEdit)
    editor.clear()
    qtbot.keyClicks(editor, text)


def test_parameters_memory_and_time_are_told_before_the_start(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    before = shown(page)
    assert before["Memory, about"].split()[1] in ("MB", "GB")
    assert before["An epoch, about"].endswith(" s")
    assert before["Parameters"] in page.setup.bar.outlook.text()
    type_into(page, qtbot, "model.embedding_size", "128")
    settle(page, context, qtbot)
    assert int(shown(page)["Parameters"].replace(",", "")) > int(before["Parameters"].replace(",", ""))


def test_what_cannot_fit_cannot_be_started_and_says_what_to_lower(
    page: Page, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.setup.start_button.isEnabled()
    monkeypatch.setattr(FREE, lambda _device: 10**6)
    type_into(page, qtbot, "training.batch_size", "65536")
    settle(page, context, qtbot)
    assert not page.setup.start_button.isEnabled()
    assert not page.setup.queue_button.isEnabled()
    assert "1 MB are free" in page.setup.bar.state.text()
    assert "lower" in page.setup.outlook.warning.text().casefold()
    monkeypatch.setattr(FREE, lambda _device: 10**12)
    type_into(page, qtbot, "training.batch_size", "32")
    settle(page, context, qtbot)
    assert page.setup.start_button.isEnabled()
    assert not page.setup.outlook.warning.isVisible()


def test_a_split_that_leaves_nothing_is_told_before_the_start(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    type_into(page, qtbot, "data.sequence_core", "100000")
    settle(page, context, qtbot)
    assert not page.setup.start_button.isEnabled()
    assert page.setup.bar.state.text()
    page.setup.form._on_reset("data.sequence_core")
    settle(page, context, qtbot)
    assert page.setup.start_button.isEnabled()


def test_settings_that_are_known_to_fail_are_warned_of(page: Page, context: AppContext, qtbot: QtBot) -> None:
    type_into(page, qtbot, "training.discrete_weight", "0")
    settle(page, context, qtbot)
    assert "collapse" in page.setup.outlook.warning.text()
    assert page.setup.start_button.isEnabled()


def test_steps_are_not_timed_again_for_what_costs_no_time(
    page: Page, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    timings: list[str] = []
    monkeypatch.setattr(page.setup.outlook, "_time", lambda *_: timings.append("timed"))
    type_into(page, qtbot, "training.epochs", "7")
    type_into(page, qtbot, "seed", "3")
    settle(page, context, qtbot)
    assert timings == []
    assert shown(page)["In all, at most"]
    type_into(page, qtbot, "training.batch_size", "64")
    settle(page, context, qtbot)
    assert timings


def test_nothing_is_timed_while_a_training_runs(page: Page, context: AppContext, qtbot: QtBot) -> None:
    with precedence.training():
        type_into(page, qtbot, "training.batch_size", "64")
        settle(page, context, qtbot)
        assert shown(page)["An epoch, about"] == outlook_texts.UNKNOWN
        assert "while a training runs" in page.setup.outlook.text.text()
    page.setup.outlook.time_again()
    settle(page, context, qtbot)
    assert shown(page)["An epoch, about"] != outlook_texts.UNKNOWN


def test_why_nothing_could_be_timed_is_told(
    page: Page, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Pace:
        raise EngineError("The device is gone.", "It was unplugged.", "Plug it in.")

    monkeypatch.setattr("engine.training.forecast.pace.timed", refuse)
    type_into(page, qtbot, "training.batch_size", "64")
    settle(page, context, qtbot)
    told = page.setup.outlook.text.text()
    assert "Its time is not known: The device is gone. It was unplugged. Plug it in." in told


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.42, "0.4 s"), (39.4, "39 s"), (1_178, "20 min"), (8_640, "2.4 h"), (432_000, "5 days")],
)
def test_times_are_no_more_precise_than_they_are_known(seconds: float, text: str) -> None:
    assert outlook_texts.rough_time(seconds) == text


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [(368_864_531, "370 MB"), (2_000_000_000, "2 GB"), (21_603_438_592, "22 GB"), (7, "7 bytes")],
)
def test_sizes_are_no_more_precise_than_they_are_known(n_bytes: int, text: str) -> None:
    assert outlook_texts.rough_size(n_bytes) == text


@pytest.mark.parametrize(("minutes", "most"), [(0, 1000.0), (1, 70.0)])
def test_all_epochs_end_at_the_time_limit(minutes: int, most: float) -> None:
    config = with_settings(RunConfig(), {"training.epochs": 100, "training.max_minutes": minutes})
    assert outlook_texts._all(Pace(step=1.0, row=0.0, steps=10, rows=0), config) == most


def test_what_costs_time_is_told_apart() -> None:
    config = RunConfig()
    assert costly_part(with_settings(config, {"seed": 1, "training.epochs": 7})) == costly_part(config)
    assert costly_part(with_settings(config, {"model.layers": 2})) != costly_part(config)
