"""Users: found, listed page by page, and their histories."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import event

from engine.errors import NotFound
from engine.store.users import (
    UserOrder,
    UserRow,
    count_users,
    find_users,
    get_user,
    history,
    user_at,
    user_ids,
)
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset

NAMES = ["b2", "a%", "a_", "a1", "b", "ä", "A", "b10", "a", "漢字"]
COUNTS = [3, 1, 2, 2, 5, 1, 1, 4, 2, 3]
ORDERS: list[UserOrder] = ["external_id", "n", "last_ts"]


def pages(
    workspace: Workspace, dataset_id: int, text: str, order: UserOrder, descending: bool, limit: int
) -> list[UserRow]:
    found: list[UserRow] = []
    while page := find_users(
        workspace.store,
        dataset_id,
        text,
        order=order,
        descending=descending,
        after=found[-1] if found else None,
        limit=limit,
    ):
        found += page
    return found


@pytest.mark.parametrize("times", [True, False])
@pytest.mark.parametrize(("order", "descending"), list(itertools.product(ORDERS, [False, True])))
def test_pages_hold_every_user_once_in_order(
    workspace: Workspace, write: WriteDataset, order: UserOrder, descending: bool, times: bool
) -> None:
    write(["other"], [1], name="other")
    number = write(NAMES, COUNTS, times=times)
    for limit in (1, 3, 100):
        found = pages(workspace, number, "", order, descending, limit)
        assert sorted(row.external_id for row in found) == sorted(NAMES)
        keys = [
            row.external_id
            if order == "external_id"
            else row.n
            if order == "n"
            else row.last_ts or row.user_id
            for row in found
        ]
        assert keys == sorted(keys, reverse=descending)  # type: ignore[type-var]


@pytest.mark.parametrize("few", [20_000, 0])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", {"a", "a1", "a%", "a_"}),
        ("a%", {"a%"}),
        ("b", {"b", "b2", "b10"}),
        ("漢", {"漢字"}),
        ("zz", set()),
    ],
)
def test_a_search_finds_the_ids_that_begin_so_letter_by_letter(
    workspace: Workspace,
    write: WriteDataset,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    expected: set[str],
    order: UserOrder,
    few: int,
) -> None:
    monkeypatch.setattr("engine.store.users._FEW", few)
    number = write(NAMES, COUNTS)
    assert {row.external_id for row in pages(workspace, number, text, order, False, 2)} == expected
    assert count_users(workspace.store, number, text) == len(expected)
    assert count_users(workspace.store, number, text, at_most=2) == min(2, len(expected))


def test_all_users_are_counted_without_looking_at_them(workspace: Workspace, write: WriteDataset) -> None:
    assert count_users(workspace.store, write(NAMES, COUNTS)) == len(NAMES)
    assert count_users(workspace.store, 99) == 0


def test_one_user_by_id_and_by_number(workspace: Workspace, write: WriteDataset) -> None:
    number = write(["007", "7"], [2, 1])
    assert get_user(workspace.store, number, "007").user_id == 0
    assert get_user(workspace.store, number, "7") == user_at(workspace.store, number, 1)
    assert user_ids(workspace.store, number) == ["007", "7"]
    with pytest.raises(NotFound, match="leading zeros"):
        get_user(workspace.store, number, "07")


def test_a_history_is_oldest_first_with_titles(workspace: Workspace, write: WriteDataset) -> None:
    number = write(["a", "b"], [1, 2])
    rows = history(workspace.store, number, 1)
    assert [(row.seq, row.external_id, row.title, row.ts) for row in rows] == [
        (0, "i0", "Item i0", 10_000),
        (1, "i1", "Item i1", 11_000),
    ]
    assert history(workspace.store, number, 2) == []


@pytest.mark.parametrize(("order", "descending"), list(itertools.product(ORDERS, [False, True])))
def test_a_page_is_read_along_an_index_never_sorted(
    workspace: Workspace, write: WriteDataset, order: UserOrder, descending: bool
) -> None:
    number = write([f"u{at}" for at in range(500)], [1] * 500)
    statements: list[tuple[str, object]] = []

    @event.listens_for(workspace.store._engine, "after_cursor_execute")
    def remember(
        _connection: object, _cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        statements.append((statement, parameters))

    after = user_at(workspace.store, number, 250)
    find_users(workspace.store, number, order=order, descending=descending, after=after, limit=10)
    statement, parameters = statements[-1]
    with workspace.store.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[call-overload]
    steps = " | ".join(str(step[-1]) for step in plan)
    assert "SEARCH" in steps
    assert "SCAN" not in steps
    assert "TEMP B-TREE" not in steps
