"""Lists of items, and RecBole's files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.importing.kinds import streamed
from tests.support.kinds import read_stream

sequences = st.lists(
    st.lists(st.integers(0, 10**6), min_size=2, max_size=8, unique=True), min_size=1, max_size=10
)
HEADER = "session_id:token\titem_id_list:token_seq\titem_id:token"


@pytest.mark.parametrize("separator", [" ", ",", "\t", "  "])
def test_each_item_of_a_list_is_a_row(separator: str) -> None:
    lines = ["u1 a1 a2", "u2 a3", "u3 a1 a1 a1", "u4"]
    read = read_stream("\n".join(line.replace(" ", separator) for line in lines).encode())
    assert read.layout.kind == "lists"
    assert read.rows == [
        ["u1", "1", "a1"],
        ["u1", "2", "a2"],
        ["u2", "1", "a3"],
        ["u3", "1", "a1"],
        ["u3", "2", "a1"],
        ["u3", "3", "a1"],
    ]


@pytest.mark.parametrize("text", ["1,2,3\n" * 9, "the quick fox\njumps\nover the lazy dog today\n" * 3])
def test_tables_and_prose_are_no_lists(text: str) -> None:
    assert streamed.look(text.encode(), "utf-8") is None


def test_the_types_of_a_recbole_header_are_no_part_of_the_names() -> None:
    read = read_stream(b"user_id:token\titem_id:token\ttimestamp:float\n1\t02\t3\n4\t5\n")
    assert read.layout.columns == ["user_id", "item_id", "timestamp"]
    assert read.layout.roles == {"user_id": "user", "item_id": "item", "timestamp": "time"}
    assert read.rows == [["1", "02", "3"]]
    assert [row.line for row in read.rejected] == [3]


@given(sequences, st.booleans(), st.booleans())
def test_rows_that_repeat_the_history_count_every_item_once(
    written: list[list[int]], longest_first: bool, in_turn: bool
) -> None:
    rows = []
    for number, items in enumerate(written):
        ends = range(len(items) - 1, 0, -1) if longest_first else range(1, len(items))
        rows += [(end, f"s{number}\t{' '.join(map(str, items[:end]))}\t{items[end]}") for end in ends]
    if in_turn and not longest_first:
        rows.sort(key=lambda row: row[0])  # the users' rows are not side by side
    read = read_stream("\n".join([HEADER, *(text for _, text in rows)]).encode())
    found: dict[str, list[int]] = {}
    for user, item in read.rows:
        found.setdefault(user, []).append(int(item))
    assert found == {f"s{number}": items for number, items in enumerate(written)}


def test_histories_cut_to_the_last_items_count_every_item_once() -> None:
    items = list(range(20))
    lines = [f"7\t{','.join(map(str, items[max(0, end - 3) : end]))}\t{end}" for end in range(1, 20)]
    read = read_stream("\n".join([HEADER, *lines]).encode())
    assert [int(item) for _, item in read.rows] == items


def test_rows_that_are_numbered_are_one_session_where_they_go_on() -> None:
    read = read_stream(f"{HEADER}\n1\t5\t6\n2\t5 6\t7\n3\t5 6 7\t8\n4\t9\t5\n".encode())
    assert read.rows == [["1", "5"], ["1", "6"], ["1", "7"], ["1", "8"], ["4", "9"], ["4", "5"]]
