"""Which rows of a newer file are there already, and what the sequences become."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.importing.merging import changed_from, merge
from engine.store.log_rows import LogRows

Row = tuple[int, int, int, float]


def log(rows: Sequence[Row], *, times: bool = True) -> LogRows:
    """(user, item, time, value), in the order of the log; NaN is no value."""
    user, item, ts, value = zip(*rows, strict=True) if rows else ((),) * 4
    return LogRows(
        np.array(user, np.int32),
        np.array(item, np.int32),
        np.array(ts, np.int64) if times else None,
        np.array(value, np.float64),
        None,
        np.full(len(rows), -1, np.int16),
    )


def as_rows(rows: LogRows) -> list[Row]:
    assert rows.ts is not None
    columns = (rows.user, rows.item, rows.ts, rows.value)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def items(
    stored: Sequence[int], new: Sequence[int], first: int | None = None, rest: Sequence[int] = ()
) -> tuple[list[int], list[bool]]:
    """What a sequence without times becomes, and which rows were added; positions begin at `first`."""
    position = None if first is None else np.arange(first, first + len(new), dtype=float)
    if position is not None:
        position = np.concatenate([position, np.zeros(len(rest))])
    new_rows = log([(0, item, 0, 1.0) for item in new] + [(1, item, 0, 1.0) for item in rest], times=False)
    rows, added = merge(log([(0, item, 0, 1.0) for item in stored], times=False), new_rows, position)
    return rows.item[rows.user == 0].tolist(), added[: len(new)].tolist()


def test_rows_of_the_same_item_time_and_value_are_there_already() -> None:
    stored = log([(0, 1, 10, 1.0), (0, 2, 20, np.nan), (1, 1, 10, 1.0)])
    new = log([(0, 1, 10, 1.0), (0, 2, 20, np.nan), (0, 2, 20, 5.0), (1, 3, 5, 1.0)])
    rows, added = merge(stored, new, None)
    assert added.tolist() == [False, False, True, True]
    assert [row[:3] for row in as_rows(rows)] == [(0, 1, 10), (0, 2, 20), (0, 2, 20), (1, 3, 5), (1, 1, 10)]


def test_of_equal_rows_as_many_are_added_as_the_file_has_more() -> None:
    one = (0, 1, 10, 1.0)
    _, added = merge(log([one, one]), log([one] * 3), None)
    assert sum(added.tolist()) == 1


def test_a_user_without_anything_new_is_left_alone() -> None:
    rows, added = merge(log([(0, 1, 10, 1.0), (0, 2, 20, 1.0)]), log([(0, 2, 20, 1.0)]), None)
    assert len(rows) == 0
    assert not added.any()


def test_rows_of_one_time_stand_as_the_newer_file_has_them() -> None:
    stored = log([(0, 1, 10, 1.0), (0, 2, 10, 1.0)])
    new = log([(0, 2, 10, 1.0), (0, 3, 10, 1.0), (0, 1, 10, 1.0)])
    rows, _ = merge(stored, new, None)
    assert rows.item.tolist() == [2, 3, 1]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), max_size=12),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), max_size=12),
)
def test_a_merged_log_has_every_row_as_often_as_the_one_that_has_it_more_often(
    before: list[tuple[int, int, int]], after: list[tuple[int, int, int]]
) -> None:
    stored, new = (
        log([(*row, 1.0) for row in sorted(rows, key=lambda row: (row[0], row[2]))])
        for rows in (before, after)
    )
    rows, added = merge(stored, new, None)
    changed = {user for user, *_ in as_rows(new[added])}
    expected = (Counter(as_rows(stored)) | Counter(as_rows(new))) if changed else Counter()
    assert Counter(as_rows(rows)) == Counter({row: n for row, n in expected.items() if row[0] in changed})
    assert [(row[0], row[2]) for row in as_rows(rows)] == sorted((row[0], row[2]) for row in as_rows(rows))
    first = changed_from(stored, rows)
    for user in changed:
        old, now = ([row for row in as_rows(part) if row[0] == user] for part in (stored, rows))
        kept = int(first[rows.user == user][0])
        assert old[:kept] == now[:kept]
        assert kept == len(old) or old[kept] != now[kept]


def test_without_times_a_longer_version_of_a_sequence_brings_its_end() -> None:
    assert items([5, 6, 7], [5, 6, 7, 8]) == ([5, 6, 7, 8], [False] * 3 + [True])


def test_without_times_a_part_of_a_sequence_brings_nothing() -> None:
    assert items([5, 6, 7], [6, 7]) == ([], [False, False])


def test_without_times_and_positions_other_items_go_on_behind() -> None:
    assert items([5, 6], [8, 9]) == ([5, 6, 8, 9], [True, True])


def test_positions_say_where_a_file_goes_on() -> None:
    assert items([5, 6, 5], [5, 9], first=3, rest=[1]) == ([5, 6, 5, 5, 9], [True, True])
    assert items([5, 6, 7], [7, 9], first=2, rest=[1]) == ([5, 6, 7, 9], [False, True])
    assert items([5, 6, 7], [7, 9], first=3) == ([5, 6, 7, 9], [False, True])  # counted from 1
