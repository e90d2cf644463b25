"""The list of users: rows arrive by themselves, sorted and searched in the store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from areal_gui.pages.users.user_model import COUNT, ID, UserModel
from areal_gui.pages.users.user_reader import BLOCK, UserQuery, UserReader
from areal_gui.tasks import TaskRunner
from engine.errors import EngineError
from engine.store.users import UserRow
from engine.workspace import Workspace


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.stop()


@pytest.fixture
def model(many_users: Workspace, tasks: TaskRunner, qtbot: QtBot) -> UserModel:
    made = UserModel(tasks, lambda query: UserReader(many_users.store, query), tasks)
    with qtbot.waitSignal(made.counted):
        made.show(UserQuery(1))
    return made


def ids(model: UserModel, rows: range) -> list[str]:
    return [str(model.index(row, ID).data()) for row in rows]


def test_the_first_users_are_there_with_the_count(model: UserModel) -> None:
    assert model.rowCount() == 700
    assert ids(model, range(4)) == ["u0", "u1", "u10", "u100"]
    assert model.index(1, COUNT).data() == "2"


def test_qt_finds_nothing_wrong_with_the_model(model: UserModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.sort(COUNT)


def test_a_far_row_is_blank_until_its_block_arrives(model: UserModel, qtbot: QtBot) -> None:
    far = 2 * BLOCK + 5
    with qtbot.waitSignals([model.block_loaded, model.dataChanged]):
        assert model.user(far) is None
        assert model.index(far, ID).data() == "…"

    user = model.user(far)
    assert user is not None
    assert model.index(far, ID).data() == user.external_id


def test_of_many_blocks_asked_for_at_once_the_last_is_read_next(model: UserModel, qtbot: QtBot) -> None:
    loaded: list[int] = []
    model.block_loaded.connect(loaded.append)
    model.user(BLOCK)
    model.user(1)
    model.user(2 * BLOCK)

    qtbot.waitUntil(lambda: len(loaded) == 2)
    assert loaded == [1, 2]


def test_typing_keeps_the_ids_that_begin_like_it(model: UserModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.counted) as counted:
        model.search("u12")

    assert counted.args == [11]
    assert ids(model, range(3)) == ["u12", "u120", "u121"]


def test_only_the_last_of_several_quick_searches_is_shown(model: UserModel, qtbot: QtBot) -> None:
    counts: list[int] = []
    model.counted.connect(counts.append)
    for text in ("u", "u6", "u69", "u699"):
        model.search(text)
    qtbot.waitUntil(lambda: model.rowCount() == 1)

    assert counts == [1]
    assert ids(model, range(1)) == ["u699"]


def test_sorting_keeps_the_search(model: UserModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.counted):
        model.search("u1")
    with qtbot.waitSignal(model.counted):
        model.sort(COUNT, Qt.SortOrder.DescendingOrder)

    rows = range(model.rowCount())
    counts = [int(str(model.index(row, COUNT).data())) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert all(name.startswith("u1") for name in ids(model, rows))


def test_a_list_that_cannot_be_read_is_told(tasks: TaskRunner, qtbot: QtBot) -> None:
    class Broken(UserReader):
        def count(self) -> int:
            raise EngineError("The store is gone.")

        def block(self, index: int, wanted: object = None) -> list[UserRow]:
            raise EngineError("The store is gone.")

    model = UserModel(tasks, lambda query: Broken(None, query), tasks)  # type: ignore[arg-type]
    with qtbot.waitSignal(model.failed) as failed:
        model.show(UserQuery(1))

    assert str(failed.args[0]) == "The store is gone."
