"""Users whose ids are whole numbers come in the order of the numbers."""

from __future__ import annotations

import itertools
import random
import threading

import pytest

from engine.store import numbered_ids
from engine.store.copying import duplicate_dataset
from engine.store.numbered_ids import has_number_order, make_number_order, spans
from engine.store.users import count_users, find_users, ordered_users, user_in_place
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset

IDS = ["10", "2", "0", "100", "21", "1", "999999999999999999", "20", "3", "12", "1000"]


@pytest.mark.parametrize(
    ("text", "descending"), list(itertools.product(["", "1", "0", "2", "x"], [False, True]))
)
def test_pages_and_places_follow_the_numbers(
    workspace: Workspace, write: WriteDataset, text: str, descending: bool
) -> None:
    write(["7", "5"], [1, 1], name="other")
    number, store = write(IDS, [1] * len(IDS)), workspace.store
    assert make_number_order(store, number)
    whole = sorted((one for one in IDS if one.startswith(text)), key=int, reverse=descending)
    for limit in (1, 3, 100):
        found = find_users(store, number, text, order="number", descending=descending, limit=limit)
        while page := find_users(
            store,
            number,
            text,
            order="number",
            descending=descending,
            after=found[-1] if found else None,
            limit=limit,
        ):
            found += page
        assert [row.external_id for row in found] == whole
    assert count_users(store, number, text) == len(whole)
    at = [
        user_in_place(store, number, n, text, order="number", descending=descending)
        for n in range(len(whole))
    ]
    assert [row.external_id for row in at if row] == whole
    assert user_in_place(store, number, len(whole), text, order="number") is None


@pytest.mark.parametrize(
    "ids", [["1", "02"], ["1", "a"], ["1", "1" * 19], ["1", "-2"], ["1", "2.5"], ["1", " 2"], ["1", "²"]]
)
def test_other_ids_keep_the_order_of_their_letters(
    workspace: Workspace, write: WriteDataset, ids: list[str]
) -> None:
    number = write(ids, [1, 1])
    assert not make_number_order(workspace.store, number)
    assert not has_number_order(workspace.store, number)


def test_it_is_made_once_and_anew_in_a_copy(workspace: Workspace, write: WriteDataset) -> None:
    number, store = write(IDS, [1] * len(IDS)), workspace.store
    assert not has_number_order(store, number)
    assert make_number_order(store, number)
    assert not make_number_order(store, number)
    copying = duplicate_dataset(store, number, "copy")
    copied = list(copying)
    assert copied
    assert not has_number_order(store, number + 1)
    assert make_number_order(store, number + 1)
    (users,) = ordered_users(store, number + 1, "number")
    assert [IDS[user] for user in users] == sorted(IDS, key=int)


def test_what_was_cut_short_does_not_count_and_is_made_again(
    workspace: Workspace, write: WriteDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbered_ids, "_ROWS_AT_ONCE", 4)
    number, store = write(IDS, [1] * len(IDS)), workspace.store
    answers = iter([True, False])
    assert not make_number_order(store, number, lambda: next(answers))
    assert not has_number_order(store, number)
    assert make_number_order(store, number)
    assert [row.external_id for row in find_users(store, number, order="number")] == sorted(IDS, key=int)


def test_a_log_that_grows_meanwhile_is_left_alone(
    workspace: Workspace, write: WriteDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbered_ids, "_ROWS_AT_ONCE", 4)
    number, store = write(IDS, [1] * len(IDS)), workspace.store

    def grow() -> bool:
        with store.write() as connection:
            connection.exec_driver_sql("UPDATE dataset SET grown_at = created_at + 1")
        return True

    assert not make_number_order(store, number, grow)
    assert not has_number_order(store, number)


def test_two_at_once_make_it_once(workspace: Workspace, write: WriteDataset) -> None:
    number, store = write([str(n) for n in random.sample(range(10**6), 500)], [1] * 500), workspace.store
    made: list[bool] = []
    threads = [
        threading.Thread(target=lambda: made.append(make_number_order(store, number))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, True]


def test_spans_hold_exactly_the_numbers_that_begin_so() -> None:
    for text in ("0", "1", "12", "9", "01", "a", ""):
        inside = {n for n in range(3_000) if any(low <= n <= high for low, high in spans(text))}
        assert inside == {n for n in range(3_000) if str(n).startswith(text)}
    assert spans("1" * 18) == [(int("1" * 18),) * 2]
    assert spans("1" * 19) == []
