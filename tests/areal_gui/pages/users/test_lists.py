"""What the short lists say, and how they leave the program."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from areal_gui.pages.users.edited_history import Entry
from areal_gui.pages.users.history_model import HistoryModel
from areal_gui.pages.users.list_models import (
    CHANGE_ROLE,
    MUTED_ROLE,
    SEEN_ROLE,
    SHARE_ROLE,
    RecommendationModel,
)
from areal_gui.pages.users.list_text import tab_separated
from areal_gui.pages.users.nearest_model import Near, NearestModel
from engine.recommending.catalogue import Recommendation
from engine.recommending.what_if import list_change

NOON = 1_552_392_000_000  # 12 March 2019, 12:00 UTC
HISTORY = [Entry(n, f"0{n}", f"Film {n}" if n else None, NOON + n * 60_000) for n in range(5)]
LIST = [
    Recommendation(1, 7, "007", 'Dr. "No", uncut', 0.25, 12, False),
    Recommendation(2, 3, "03", None, 0.0625, 1, True),
]


@pytest.fixture(autouse=True)
def plain_locale() -> None:
    QLocale.setDefault(QLocale.c())


def test_history_is_newest_first_with_title_or_id_and_time(qtbot: QtBot) -> None:
    model = HistoryModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show(HISTORY, 2)

    cells = [[model.index(row, column).data() for column in range(3)] for row in range(5)]
    assert cells[0] == ["5", "Film 4", "12 Mar 2019, 12:04"]
    assert cells[4] == ["1", "00", "12 Mar 2019, 12:00"]


def test_the_entries_the_model_sees_are_marked_for_eyes_and_ears(qtbot: QtBot) -> None:
    model = HistoryModel()
    model.show(HISTORY, 2)
    indexes = [model.index(row, HistoryModel.ITEM) for row in range(5)]

    assert [index.data(SEEN_ROLE) for index in indexes] == [True, True, False, False, False]
    assert [index.data(MUTED_ROLE) for index in indexes] == [False, False, True, True, True]
    spoken = [index.data(Qt.ItemDataRole.AccessibleTextRole) for index in indexes]
    assert spoken[1] == "Film 3. The model sees this."
    assert spoken[2].endswith("too long ago.")


def test_a_recommendation_shows_percent_bar_popularity_and_kind(qtbot: QtBot) -> None:
    model = RecommendationModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show(LIST)

    cells = [[model.index(row, column).data() for column in range(6)] for row in range(2)]
    assert cells == [
        ["1", "", 'Dr. "No", uncut', "25.00%", "12", "new"],
        ["2", "", "↺ 03", "6.25%", "1", "repeat"],
    ]
    assert [model.index(row, 0).data(SHARE_ROLE) for row in range(2)] == [1.0, 0.25]


def test_a_changed_list_says_where_each_item_was(qtbot: QtBot) -> None:
    model = RecommendationModel()
    model.show(LIST, list_change([3, 9], [7, 3]))

    before = [model.index(row, RecommendationModel.BEFORE) for row in range(2)]
    assert [index.data() for index in before] == ["new", "▼ 1"]
    assert [index.data(CHANGE_ROLE) for index in before] == ["new", "down"]
    assert before[1].data(Qt.ItemDataRole.ToolTipRole) == "Number 1 in the list before."


def test_nearest_items_tell_which_are_in_the_history_already(qtbot: QtBot) -> None:
    model = NearestModel()
    model.show([Near("Heat", 0.5, False), Near("Juno", 0.1, True)], largest=0.5)

    assert [model.index(row, 0).data() for row in range(2)] == ["Heat", "↺ Juno"]
    assert [model.index(row, 0).data(MUTED_ROLE) for row in range(2)] == [False, True]
    assert [model.index(row, 1).data(SHARE_ROLE) for row in range(2)] == [1.0, 0.2]


def test_the_clipboard_gets_tabs(qtbot: QtBot) -> None:
    assert tab_separated(LIST[1:]).splitlines()[1].split("\t") == ["2", "03", "", "0.0625", "1", "yes"]


def test_a_title_that_a_spreadsheet_would_run_is_marked_as_text(qtbot: QtBot) -> None:
    evil = Recommendation(1, 7, "-7+1", "=cmd|' /C calc'!A0", 0.25, 12, False)
    rank, item, title, *_ = tab_separated([evil]).splitlines()[1].split("\t")
    assert (rank, item, title) == ("1", "'-7+1", "'=cmd|' /C calc'!A0")


def test_what_is_gone_from_a_list_stands_below_it_with_its_old_rank(qtbot: QtBot) -> None:
    model = RecommendationModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show(LIST[:1], list_change([7, 3], [7]), gone=LIST[1:])

    assert model.rows == LIST[:1]
    assert [model.index(1, column).data() for column in range(6)] == ["", "✕ 2", "↺ 03", "", "1", "repeat"]
    assert model.index(1, RecommendationModel.ITEM).data(MUTED_ROLE)
    assert model.index(1, RecommendationModel.BEFORE).data(CHANGE_ROLE) == "gone"
    assert "number 2 in the list before" in model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    model.show(LIST)
    assert model.rowCount() == 2
