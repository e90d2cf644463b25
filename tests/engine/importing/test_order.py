"""The order of interactions within a sequence, and of the sequences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.events import CancelToken
from engine.importing import buckets
from engine.importing.arrangement import Log, users_by_start
from engine.importing.buckets import sequences
from engine.importing.spool import Spool
from engine.importing.tally import tally
from tests.engine.importing.conftest import Histories, ImportText


def test_times_order_interactions_and_sequences(import_text: ImportText, histories: Histories) -> None:
    dataset = import_text(
        "user,item,timestamp\nlate,b,1400000300\nearly,a,1400000200\nlate,c,1400000100\nearly,d,1400000050\n"
    )
    found = histories(dataset.id)
    assert list(found) == ["early", "late"]
    assert found == {"early": ["d", "a"], "late": ["c", "b"]}
    assert (dataset.first_ts, dataset.last_ts) == (1_400_000_050_000, 1_400_000_300_000)


def test_ties_in_time_keep_the_order_of_the_file(import_text: ImportText, histories: Histories) -> None:
    lines = [f"u,i{number:02d},1400000000" for number in reversed(range(20))]
    dataset = import_text("user,item,timestamp\n" + "\n".join(lines))
    assert histories(dataset.id) == {"u": [f"i{number:02d}" for number in reversed(range(20))]}


def test_positions_order_a_log_without_times(import_text: ImportText, histories: Histories) -> None:
    dataset = import_text("session_id,position,item_id\nb,2,y\na,10,z\nb,1,x\na,9,w\n")
    found = histories(dataset.id)
    assert list(found) == ["b", "a"]
    assert found == {"b": ["x", "y"], "a": ["w", "z"]}
    assert (dataset.has_times, dataset.first_ts) == (False, None)


def test_without_times_and_positions_the_file_is_the_order(
    import_text: ImportText, histories: Histories
) -> None:
    dataset = import_text("user,item\nb,y\na,x\nb,a\na,b\n")
    assert list(histories(dataset.id).items()) == [("b", ["y", "a"]), ("a", ["x", "b"])]


def test_several_files_are_one_log_in_which_users_go_on(
    tmp_path: Path, import_files: ImportText, histories: Histories
) -> None:
    (tmp_path / "a.csv").write_text("user,item,timestamp\nu,x,1400000000\nv,x,1400000001\n")
    (tmp_path / "b.csv").write_text("user,item,timestamp\nu,y,1400000002\n")
    dataset = import_files(tmp_path / "a.csv", tmp_path / "b.csv")
    assert histories(dataset.id) == {"u": ["x", "y"], "v": ["x"]}
    assert dataset.name == "a"


def test_a_session_that_goes_on_in_the_next_file_stays_one(
    tmp_path: Path, import_files: ImportText, histories: Histories
) -> None:
    (tmp_path / "a.csv").write_text("session_id,position,item_id\ns,1,x\ns,2,y\n")
    (tmp_path / "b.csv").write_text("session_id,position,item_id\ns,3,z\nt,1,x\n")
    assert histories(import_files(tmp_path / "a.csv", tmp_path / "b.csv").id) == {
        "s": ["x", "y", "z"],
        "t": ["x"],
    }


def test_sessions_that_start_again_in_the_next_file_are_others(
    tmp_path: Path, import_files: ImportText, histories: Histories
) -> None:
    (tmp_path / "a.csv").write_text("session_id,position,item_id\n1,1,x\n1,2,y\n2,1,x\n")
    (tmp_path / "b.csv").write_text("session_id,position,item_id\n1,1,z\n3,1,x\n2,1,y\n")
    found = histories(import_files(tmp_path / "a.csv", tmp_path / "b.csv").id)
    assert list(found.items()) == [
        ("1", ["x", "y"]),
        ("2", ["x"]),
        ("1 (2)", ["z"]),
        ("3", ["x"]),
        ("2 (2)", ["y"]),
    ]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(-5, 5), st.integers(0, 3)), min_size=1, max_size=60),
    st.booleans(),
    st.booleans(),
    st.sampled_from([3, 10, 1000]),
)
def test_arranging_is_a_stable_sort_by_user_time_and_position_however_small_the_buckets(
    rows: list[tuple[int, int, int]], with_times: bool, with_positions: bool, rows_of_a_bucket: int
) -> None:
    known = {user: number for number, user in enumerate(dict.fromkeys(row[0] for row in rows))}
    user = np.array([known[row[0]] for row in rows], np.int32)
    ts = np.array([row[1] for row in rows]) if with_times else None
    position = np.array([row[2] for row in rows], float) if with_positions else None
    log = Log(user, np.arange(len(rows), dtype=np.int32), ts, position)  # an item tells the row it came from
    n_users = len(known)
    with Spool() as spool:
        spool.append(log)
        counted = tally(spool, n_users, len(rows), 0, CancelToken())
        order = users_by_start(counted.starts)
        numbers = np.argsort(order).astype(np.int32)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(buckets, "ROWS", rows_of_a_bucket)
            found = list(sequences(spool, counted.lengths[order], numbers, None))
    start = {
        number: min((row[1] if with_times else at) for at, row in enumerate(rows) if known[row[0]] == number)
        for number in known.values()
    }
    by_start = sorted(known.values(), key=lambda number: (start[number], number))
    assert order.tolist() == by_start

    def key(at: int) -> tuple[int, ...]:
        return by_start.index(int(user[at])), rows[at][1] * with_times, rows[at][2] * with_positions

    assert np.concatenate([part.item for part in found]).tolist() == sorted(range(len(rows)), key=key)


@pytest.mark.parametrize(("name", "number"), [("train", 0), ("Validation", 1), ("TEST", 2)])
def test_split_names_are_read_in_any_case(import_text: ImportText, name: str, number: int) -> None:
    dataset = import_text(f"user,item,split\nu,a,{name}\n")
    assert dataset.has_split
