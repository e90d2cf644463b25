"""The list of users beside the page: what it makes of the ids of a log."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.pages.users.user_list import UserList
from areal_gui.pages.users.user_model import ID, RANK
from engine.store.datasets import get_dataset
from engine.store.numbered_ids import has_number_order
from engine.workspace import Workspace
from tests.support.imported import import_sequences
from tests.support.window import MakeContext, wait_until_quiet

IDS = ["10", "9", "1", "100", "2"]


def listed(qtbot: QtBot, make_context: MakeContext, workspace: Workspace) -> list[str]:
    """The ids from above to below, once nothing is read any more."""
    context = make_context(workspace)
    users = UserList(context)
    qtbot.addWidget(users)
    users.show_dataset(get_dataset(workspace.store, 1))
    wait_until_quiet(qtbot, context)
    return [str(users.model.index(row, ID).data()) for row in range(users.model.rowCount())]


def test_ids_that_are_numbers_are_listed_by_number(
    qtbot: QtBot, make_context: MakeContext, workspace: Workspace
) -> None:
    import_sequences(workspace, [["a", "b"]] * len(IDS), users=IDS)
    assert listed(qtbot, make_context, workspace) == sorted(IDS, key=int)
    assert has_number_order(workspace.store, 1)


def test_a_window_that_may_not_write_lists_them_letter_by_letter(
    qtbot: QtBot, make_context: MakeContext, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "ws") as workspace:
        import_sequences(workspace, [["a", "b"]] * len(IDS), users=IDS)
    with Workspace.open(tmp_path / "ws", write=False) as workspace:
        assert listed(qtbot, make_context, workspace) == sorted(IDS)


def test_what_keeps_them_from_their_order_is_told_and_they_are_listed_all_the_same(
    qtbot: QtBot, make_context: MakeContext, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> bool:
        raise OSError("no space left")

    monkeypatch.setattr("engine.store.numbered_ids.make_number_order", full)
    told: list[str] = []
    monkeypatch.setattr(
        "areal_gui.notify.Notifier.error", lambda _, error, title: told.append(f"{title}: {error}")
    )
    import_sequences(workspace, [["a", "b"]] * len(IDS), users=IDS)
    assert listed(qtbot, make_context, workspace) == sorted(IDS)
    assert told == ["The ids could not be put into the order of their numbers: no space left"]


@pytest.mark.parametrize("width", [220, 243, 280, 340, 420])
def test_however_narrow_the_list_a_long_id_is_seen_whole(
    qtbot: QtBot, make_context: MakeContext, workspace: Workspace, width: int
) -> None:
    import_sequences(workspace, [["a", "b"]] * 2, users=["11562161", "11562164"])
    context = make_context(workspace)
    users = UserList(context)
    qtbot.addWidget(users)
    users.show_dataset(get_dataset(workspace.store, 1))
    users.table.offer_column(RANK, True)
    users.resize(width, 500)
    users.show()
    wait_until_quiet(qtbot, context)
    needed = users.table.fontMetrics().horizontalAdvance("11562161") + 2 * theme.SPACING
    assert users.table.columnWidth(ID) >= needed
    assert users.table.isColumnHidden(RANK) == (width < 260)


def test_short_ids_leave_room_for_the_rank(
    qtbot: QtBot, make_context: MakeContext, workspace: Workspace
) -> None:
    import_sequences(workspace, [["a", "b"]] * len(IDS), users=IDS)
    context = make_context(workspace)
    users = UserList(context)
    qtbot.addWidget(users)
    users.show_dataset(get_dataset(workspace.store, 1))
    users.table.offer_column(RANK, True)
    users.resize(243, 500)
    users.show()
    wait_until_quiet(qtbot, context)
    assert not users.table.isColumnHidden(RANK)
