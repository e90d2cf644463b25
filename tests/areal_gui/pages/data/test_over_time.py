"""A log over time: counted once in the background, drawn as bars, and told in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.data import over_time
from areal_gui.pages.data.over_time import OverTime
from areal_gui.pages.data.profile_texts import ProfileTexts, profile_texts, read_profile
from engine.errors import BadSetting
from engine.sequences.profile import Periods, Profile
from engine.store.datasets import DatasetRow, get_dataset
from engine.workspace import Workspace
from tests.support.dataset_rows import dataset_row
from tests.support.page_states import ordinary
from tests.support.window import put_into, wait_until_quiet

JANUARY = 1_704_067_200_000
MONTHS = np.array([JANUARY, JANUARY + 31 * 86_400_000, JANUARY + 60 * 86_400_000])


def months(new_items: tuple[float, ...] = (float("nan"), 0.25, float("nan"))) -> Profile:
    periods = Periods("month", MONTHS, np.array([1200, 4, 0]), np.array([7, 2, 0]), np.array(new_items))
    return Profile(periods, head=0.5, half=3, tail_items=0.1, tail=0.01)


@pytest.fixture
def view(host: QMainWindow, context: AppContext, qtbot: QtBot) -> OverTime:
    view = OverTime(context)
    view.add_plots()
    put_into(host, view, qtbot)
    return view


def test_every_period_is_told_in_words() -> None:
    texts = profile_texts(months())
    assert texts.activity[0] == ("Jan 2024", 1200.0, "Jan 2024: 1,200 interactions in 7 sequences", "2024-01")
    assert texts.activity_summary == "By month; the busiest is Jan 2024 with 1,200"
    assert texts.popularity == "Half of all interactions are with 3 items"
    assert texts.popularity_explained == (
        "Half of all interactions are with 3 items, and 50.00% with the most popular 1% of the items. "
        "10.00% of the items are rare, with fewer than 5 interactions each: together they have 1.00%."
    )


def test_what_is_new_is_told_from_the_second_period_on() -> None:
    texts = profile_texts(months())
    assert texts.drift == (
        ("Feb 2024", 25.0, "Feb 2024: 25.00% of 4 interactions are with items never seen before", "2024-02"),
        ("Mar 2024", 0.0, "Mar 2024: no interactions", "2024-03"),
    )
    assert texts.drift_summary == "In the last month 25.00%, median month 25.00%"


def test_of_a_single_period_nothing_is_new() -> None:
    nothing = float("nan")
    assert profile_texts(months((nothing, nothing, nothing))).drift_summary == "The log is too short to tell"


def test_a_time_beyond_the_calendar_is_a_question_mark() -> None:
    periods = Periods("day", np.array([10**17]), np.array([1]), np.array([1]), np.array([np.nan]))
    assert profile_texts(Profile(periods, 1.0, 1, 0.0, 0.0)).activity[0][0] == "?"


def test_a_real_log_is_counted(workspace: Workspace, tmp_path: Path) -> None:
    ordinary(workspace, tmp_path)
    texts = read_profile(workspace, get_dataset(workspace.store, 1))
    assert sum(height for _, height, *_ in texts.activity) == 360
    assert len(texts.drift) == len(texts.activity) - 1


def test_the_figures_come_in_the_background_and_only_once(
    view: OverTime, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def read(_workspace: Workspace, row: DatasetRow) -> ProfileTexts:
        asked.append(row.id)
        return profile_texts(months())

    monkeypatch.setattr(over_time, "read_profile", read)
    with qtbot.waitSignal(view.profiled):
        view.show_row(dataset_row(id=1))
    view.show_row(dataset_row(id=2))
    wait_until_quiet(qtbot, context)
    view.show_row(dataset_row(id=1))
    assert asked == [1, 2]
    assert view.activity is not None
    assert (view.activity.count, view.activity.summary[:8]) == (3, "By month")
    assert view.cards.isVisible()


def test_a_log_without_times_says_so_in_the_place_of_figures(
    view: OverTime, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = profile_texts(Profile(None, 0.5, 3, 0.1, 0.01))
    monkeypatch.setattr(over_time, "read_profile", lambda *_: without)
    with qtbot.waitSignal(view.profiled):
        view.show_row(dataset_row(id=1, has_times=False))
    assert "no times" in view.status.text()
    assert view.status.isVisible()
    assert not view.cards.isVisible()


def test_what_cannot_be_counted_says_why(
    view: OverTime, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_workspace: Workspace, _row: DatasetRow) -> ProfileTexts:
        raise BadSetting("The disk is full.")

    monkeypatch.setattr(over_time, "read_profile", read)
    view.show_row(dataset_row(id=1))
    wait_until_quiet(qtbot, context)
    assert "The disk is full." in view.status.text()


def test_a_period_is_saved_by_its_date(view: OverTime) -> None:
    texts = profile_texts(months())
    view._show(texts)

    assert view.activity is not None
    assert view.activity.table().headers == ("time (UTC)", "interactions")
    assert [row[0] for row in view.activity.table().rows] == ["2024-01", "2024-02", "2024-03"]
