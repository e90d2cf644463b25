"""A newer file of a log makes of the stored one what its import from scratch would have made."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadInput
from engine.events import Cancelled, CancelToken, Progress
from engine.importing import additions
from engine.importing.growth import DatasetGrown, grow_dataset
from engine.importing.load import DatasetImported, import_log
from engine.importing.recipe import Recipe
from engine.store.check import StoreChecked, check_store
from engine.store.datasets import get_dataset, items, rejected_rows
from engine.store.tables import USER_ORDERS
from engine.store.users import find_users, get_user, history, user_ids
from engine.workspace import Workspace
from tests.support.real_data import RealData

RECIPE = Recipe(user=1, item=2, time=3, has_header=False)
OLD = ["a,x,1000", "a,y,2000", "b,x,1500", "c,z,3000"]
NEW = ["b,w,3500", "a,v,1500", "d,x,500", "e,u,4000"]


def write(path: Path, rows: Sequence[str]) -> Path:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def imported(workspace: Workspace, path: Path, recipe: Recipe = RECIPE) -> int:
    *_, done = import_log(workspace, [path], recipe, CancelToken())
    assert isinstance(done, DatasetImported)
    return done.dataset_id


def grown(workspace: Workspace, dataset_id: int, path: Path, recipe: Recipe | None = None) -> DatasetGrown:
    *_, done = grow_dataset(workspace, dataset_id, [path], recipe, CancelToken())
    assert isinstance(done, DatasetGrown)
    return done


def histories(workspace: Workspace, dataset_id: int) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: [(row.external_id, row.ts, row.value) for row in history(workspace.store, dataset_id, number)]
        for number, name in enumerate(user_ids(workspace.store, dataset_id))
    }


def figures(workspace: Workspace, dataset_id: int) -> dict[str, Any]:
    of_the_import = {"id", "name", "source", "created_at", "grown_at", "shape"}
    row = get_dataset(workspace.store, dataset_id)
    return {name: value for name, value in vars(row).items() if name not in of_the_import}


def problems(workspace: Workspace) -> Sequence[object]:
    *_, done = check_store(workspace.root, CancelToken())
    assert isinstance(done, StoreChecked)
    return done.problems


@pytest.mark.parametrize("rows_at_once", [1, 200_000])
@pytest.mark.parametrize("file", ["the whole log", "what is new"])
def test_a_grown_log_is_the_newest_file_imported(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, rows_at_once: int
) -> None:
    monkeypatch.setattr(additions, "_ROWS_AT_ONCE", rows_at_once)
    whole = write(tmp_path / "whole.csv", OLD + NEW)
    old = imported(workspace, write(tmp_path / "old.csv", OLD))
    done = grown(workspace, old, whole if file == "the whole log" else write(tmp_path / "new.csv", NEW))

    assert (done.interactions, done.users, done.items) == (4, 2, 3)
    assert done.already_there == (4 if file == "the whole log" else 0)
    scratch = imported(workspace, whole)
    assert histories(workspace, old) == histories(workspace, scratch)
    assert figures(workspace, old) == figures(workspace, scratch)
    for order in USER_ORDERS:
        lists = [find_users(workspace.store, number, order=order) for number in (old, scratch)]
        one, two = ([(user.external_id, user.n, user.last_ts) for user in users] for users in lists)
        assert len(one) == 5
        assert sorted(one) == sorted(two)
    assert problems(workspace) == ()


def test_ids_keep_their_numbers_and_new_ones_follow(workspace: Workspace, tmp_path: Path) -> None:
    dataset_id = imported(workspace, write(tmp_path / "old.csv", OLD))
    users = {name: get_user(workspace.store, dataset_id, name).user_id for name in "abc"}
    catalogue = items(workspace.store, dataset_id).external_ids
    grown(workspace, dataset_id, write(tmp_path / "new.csv", NEW))

    assert {name: get_user(workspace.store, dataset_id, name).user_id for name in "abc"} == users
    assert [get_user(workspace.store, dataset_id, name).user_id for name in "de"] == [3, 4]
    assert items(workspace.store, dataset_id).external_ids == [*catalogue, "w", "v", "u"]


def test_the_same_file_again_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "old.csv", [*OLD, "bad"])
    dataset_id = imported(workspace, path)
    before = get_dataset(workspace.store, dataset_id)
    done = grown(workspace, dataset_id, path)
    assert (done.interactions, done.already_there, done.rejected) == (0, 4, 0)
    assert get_dataset(workspace.store, dataset_id) == before


def test_rejected_rows_are_kept_behind_the_others(workspace: Workspace, tmp_path: Path) -> None:
    dataset_id = imported(workspace, write(tmp_path / "old.csv", [*OLD, "bad"]))
    done = grown(workspace, dataset_id, write(tmp_path / "new.csv", [*OLD, "worse", "f,x,no time"]))
    assert (done.interactions, done.rejected) == (0, 2)
    rows = rejected_rows(workspace.store, dataset_id)
    assert [(row.number, row.file, row.line) for row in rows] == [
        (1, "old.csv", 5),
        (2, "new.csv", 5),
        (3, "new.csv", 6),
    ]
    row = get_dataset(workspace.store, dataset_id)
    assert (row.n_rejected, row.grown_at) == (3, None)  # the log itself is as it was
    assert problems(workspace) == ()


def test_growth_is_written_down_and_sorted_orders_go(workspace: Workspace, tmp_path: Path) -> None:
    dataset_id = imported(workspace, write(tmp_path / "old.csv", OLD))
    with workspace.store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO interaction_order (dataset_id, by, value, user_id, seq) VALUES (?, 0, 1, 0, 0)",
            (dataset_id,),
        )
    for number, row in enumerate(NEW):
        grown(workspace, dataset_id, write(tmp_path / f"new{number}.csv", [row]))
    with workspace.store.read() as connection:
        parts = connection.exec_driver_sql("SELECT part, interactions, already_there FROM growth").all()
        assert [tuple(part) for part in parts] == [(1, 1, 0), (2, 1, 0), (3, 1, 0), (4, 1, 0)]
        assert connection.exec_driver_sql("SELECT count(*) FROM interaction_order").scalar_one() == 0
    row = get_dataset(workspace.store, dataset_id)
    assert row.grown_at is not None
    assert row.grown_at >= row.created_at


def test_new_items_get_their_titles_and_old_ones_without_get_them_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    titles = write(tmp_path / "items.csv", ["item,title", "x,An X"])
    recipe = RECIPE.model_copy(update={"items_file": str(titles)})
    dataset_id = imported(workspace, write(tmp_path / "old.csv", OLD), recipe)
    write(titles, ["item,title", "x,Another X", "y,A Y", "w,A W"])
    grown(workspace, dataset_id, write(tmp_path / "new.csv", OLD + NEW))
    catalogue = items(workspace.store, dataset_id)
    found = dict(zip(catalogue.external_ids, catalogue.titles, strict=True))
    assert found == {"x": "An X", "y": "A Y", "z": None, "w": "A W", "v": None, "u": None}
    titles.unlink()
    assert grown(workspace, dataset_id, write(tmp_path / "more.csv", ["a,q,9000"])).items == 1


def test_kinds_of_events_keep_their_numbers(workspace: Workspace, tmp_path: Path) -> None:
    recipe = RECIPE.model_copy(update={"event": 4})
    dataset_id = imported(
        workspace, write(tmp_path / "old.csv", ["a,x,1,view", "a,y,2,buy", "b,x,3,view"]), recipe
    )
    grown(
        workspace, dataset_id, write(tmp_path / "new.csv", ["a,x,1,buy", "a,z,4,cart", "b,x,5,buy", "b,x,6,"])
    )
    assert get_dataset(workspace.store, dataset_id).events == [("view", 2), ("buy", 3), ("cart", 1)]
    with workspace.store.read() as connection:
        rows = (
            connection.exec_driver_sql("SELECT event FROM interaction ORDER BY user_id, seq").scalars().all()
        )
    assert rows == [1, 0, 1, 2, 0, 1, None] or rows == [0, 1, 1, 2, 0, 1, None]


def test_a_log_without_times_goes_on_where_it_ended(workspace: Workspace, tmp_path: Path) -> None:
    recipe = Recipe(user=1, item=2, order=3, has_header=False)
    dataset_id = imported(workspace, write(tmp_path / "old.csv", ["s,x,1", "s,y,2", "t,x,1"]), recipe)
    new = ["t,x,1", "t,z,2", "s,y,2", "s,w,3", "u,v,1"]
    done = grown(workspace, dataset_id, write(tmp_path / "new.csv", new))
    assert (done.interactions, done.already_there, done.users) == (3, 2, 1)
    found = {name: [row[0] for row in rows] for name, rows in histories(workspace, dataset_id).items()}
    assert found == {"s": ["x", "y", "w"], "t": ["x", "z"], "u": ["v"]}


SESSIONS = RECIPE.model_copy(update={"session_gap_minutes": 10.0})
VISITS = ["a,x,0", "a,y,60", "a,x,6000", "b,x,100", "a,z,20000"]
LATER = ["a,w,20500", "b,y,90000", "a,v,40000", "a,u,40100", "c,x,500", "a,q,5900"]


@pytest.mark.parametrize("file", ["the whole log", "what is new"])
def test_sessions_go_on_and_new_ones_are_numbered_behind_them(
    workspace: Workspace, tmp_path: Path, file: str
) -> None:
    dataset_id = imported(workspace, write(tmp_path / "old.csv", VISITS), SESSIONS)
    done = grown(
        workspace, dataset_id, write(tmp_path / "new.csv", (VISITS if "whole" in file else []) + LATER)
    )
    assert (done.interactions, done.already_there) == (6, 5 if "whole" in file else 0)
    found = {name: [row[0] for row in rows] for name, rows in histories(workspace, dataset_id).items()}
    assert found == {
        "a": ["x", "y"],
        "a · 2": ["q", "x"],
        "a · 3": ["z", "w"],
        "a · 4": ["v", "u"],
        "b": ["x"],
        "b · 2": ["y"],
        "c": ["x"],
    }
    assert problems(workspace) == ()


def test_a_late_row_between_two_sessions_leaves_them_apart(workspace: Workspace, tmp_path: Path) -> None:
    dataset_id = imported(workspace, write(tmp_path / "old.csv", ["a,x,0", "a,y,1000"]), SESSIONS)
    grown(workspace, dataset_id, write(tmp_path / "new.csv", ["a,z,500"]))
    found = {name: [row[0] for row in rows] for name, rows in histories(workspace, dataset_id).items()}
    assert found == {"a": ["x", "z"], "a · 2": ["y"]}


def test_another_pause_between_sessions_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    dataset_id = imported(workspace, write(tmp_path / "old.csv", VISITS), SESSIONS)
    with pytest.raises(BadInput, match="another way"):
        grown(workspace, dataset_id, write(tmp_path / "new.csv", LATER), RECIPE)


def test_files_of_another_kind_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    dataset_id = imported(workspace, write(tmp_path / "old.csv", OLD))
    without = Recipe(user=1, item=2, has_header=False)
    with pytest.raises(BadInput, match="Only the data set has times"):
        grown(workspace, dataset_id, write(tmp_path / "new.csv", NEW), without)


def test_files_that_number_their_users_anew_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    rows = [(f"i{n % 7}", 1000 + n) for n in range(60)]
    old = write(tmp_path / "old.csv", [f"{n % 30},{item},{ts}" for n, (item, ts) in enumerate(rows)])
    new = write(tmp_path / "new.csv", [f"{(n + 1) % 30},{item},{ts}" for n, (item, ts) in enumerate(rows)])
    dataset_id = imported(workspace, old)
    before = histories(workspace, dataset_id)
    with pytest.raises(BadInput, match="belong to another user there"):
        grown(workspace, dataset_id, new)
    assert histories(workspace, dataset_id) == before


def test_a_cancelled_or_abandoned_growth_leaves_everything_as_it_was(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(additions, "_ROWS_AT_ONCE", 1)
    dataset_id = imported(workspace, write(tmp_path / "old.csv", OLD))
    before, row = histories(workspace, dataset_id), get_dataset(workspace.store, dataset_id)
    path = write(tmp_path / "new.csv", NEW)
    for cancelled in (True, False):
        cancel = CancelToken()
        growing = grow_dataset(workspace, dataset_id, [path], None, cancel)
        while not (isinstance(event := next(growing), Progress) and event.text == "Adding what is new"):
            pass
        next(growing)
        if cancelled:
            cancel.cancel()
            with pytest.raises(Cancelled):
                next(growing)
        growing.close()  # type: ignore[attr-defined]
        assert histories(workspace, dataset_id) == before
        assert get_dataset(workspace.store, dataset_id) == row
        assert list((workspace.root / "under-way").iterdir()) == []


def with_the_ids_of(newest: Path, old: Path, target: Path) -> Path:
    """An older MovieTweetings file under the user ids of the newest, which numbers users anew.

    The same film, value and second are the same rating; those that the newest no longer has are left out.
    """
    lines = [line.split("::") for line in newest.read_text().splitlines()]
    owner: dict[tuple[str, ...], set[str]] = {}
    for user, *rating in lines:
        owner.setdefault(tuple(rating), set()).add(user)
    rows = [line.split("::") for line in old.read_text().splitlines()]
    known = {
        user: next(iter(owners))
        for user, *rating in rows
        if len(owners := owner.get(tuple(rating), set())) == 1
    }
    kept = [
        (known[user], *rating) for user, *rating in rows if known.get(user) in owner.get(tuple(rating), ())
    ]
    return write(target, ["::".join(row) for row in kept])


def test_movietweetings_grows_as_it_did(workspace: Workspace, tmp_path: Path, real_data: RealData) -> None:
    newest = real_data("movietweetings/latest-2014/ratings.dat")
    old, middle = (
        with_the_ids_of(newest, real_data(f"movietweetings/{name}/ratings.dat"), tmp_path / f"{name}.dat")
        for name in ("50K", "100K")
    )
    recipe = Recipe(user=1, item=2, value=3, time=4)
    dataset_id = imported(workspace, old, recipe)
    users = user_ids(workspace.store, dataset_id)
    grown(workspace, dataset_id, middle)
    done = grown(workspace, dataset_id, newest)
    assert done.already_there == 99_927
    assert get_dataset(workspace.store, dataset_id).n_interactions == 141_695
    scratch = imported(workspace, newest, recipe)
    assert figures(workspace, dataset_id) == figures(workspace, scratch)
    with workspace.store.read() as connection:
        differing = connection.exec_driver_sql(_DIFFERING, (dataset_id, scratch)).all()
    assert differing == []
    assert user_ids(workspace.store, dataset_id)[: len(users)] == users
    with pytest.raises(BadInput, match="belong to another user there"):
        grown(workspace, scratch, real_data("movietweetings/100K/ratings.dat"))


_LOG = """
SELECT u.external_id, seq, i.external_id, ts, value FROM interaction AS n
JOIN user_ AS u ON u.dataset_id = n.dataset_id AND u.user_id = n.user_id
JOIN item AS i ON i.dataset_id = n.dataset_id AND i.item_id = n.item_id WHERE n.dataset_id =
"""
_DIFFERING = f"{_LOG} ?1 EXCEPT {_LOG} ?2"


@pytest.mark.parametrize("packed", [True, False])
def test_titles_of_new_items_come_from_the_file_beside_the_newer_log(
    workspace: Workspace, tmp_path: Path, packed: bool
) -> None:
    def bundle(name: str, rows: Sequence[str], titles: Sequence[str]) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        write(folder / "ratings.csv", ["userId,movieId,rating,timestamp", *rows])
        write(folder / "movies.csv", ["movieId,title,genres", *titles])
        return Path(shutil.make_archive(str(folder), "zip", folder)) if packed else folder

    old = bundle("old", [f"{n % 4},{n},4.5,{1_400_000_000 + n}" for n in range(12)], ["1,One (1990),Drama"])
    recipe = Recipe(
        user="userId", item="movieId", time="timestamp", value="rating", items_file=str(old / "movies.csv")
    )
    dataset = imported(workspace, old, recipe)
    new = bundle("new", ["1,77,3.0,1500000000", "1,78,3.0,1500000001"], ["77,Newer (2020),Drama"])
    assert grown(workspace, dataset, new).items == 2
    found = items(workspace.store, dataset)
    titles = dict(zip(found.external_ids, found.titles, strict=True))
    assert (titles["1"], titles["77"], titles["78"]) == ("One (1990)", "Newer (2020)", None)
