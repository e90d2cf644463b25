"""The profile of a log, where its figures are known."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sequences.profile import Periods, profile, unit_for
from tests.support.snapshots import snapshot

DAY = 86_400_000


def moment(year: int, month: int, day: int = 1, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp() * 1000)


def periods_of(sequences: list[list[int]], times: list[int]) -> Periods:
    found = profile(snapshot(sequences, times=times)).periods
    assert found is not None
    return found


def test_activity_is_counted_by_calendar_months_and_quiet_ones_are_there() -> None:
    times = [moment(2023, 11, 30, 23), moment(2023, 12), moment(2024, 2, 29), moment(2024, 8)]
    found = periods_of([[0, 1], [0, 1]], times)
    assert found.unit == "month"
    assert [str(start) for start in found.starts.astype("datetime64[ms]").astype("datetime64[D]")][:3] == [
        "2023-11-01",
        "2023-12-01",
        "2024-01-01",
    ]
    assert found.interactions.tolist() == [1, 1, 0, 1, 0, 0, 0, 0, 0, 1]


def test_a_sequence_counts_once_in_a_period() -> None:
    found = periods_of([[0, 1, 0], [1]], [0, 1, 5 * DAY, 2])
    assert found.unit == "day"
    assert found.sequences.tolist() == [2, 0, 0, 0, 0, 1]


def test_drift_is_what_was_never_seen_before_a_period_began() -> None:
    found = periods_of([[0, 0, 1, 1, 0, 2]], [0, 1, 2 * DAY, 2 * DAY + 1, 2 * DAY + 2, 4 * DAY])
    assert np.isnan(found.new_items[[0, 1, 3]]).all()
    assert found.new_items[[2, 4]].tolist() == pytest.approx([2 / 3, 1.0])


def test_weeks_begin_on_monday() -> None:
    start = moment(2024, 1, 3)  # a Wednesday
    found = periods_of([[0] * 2], [start, start + 60 * DAY])
    assert found.unit == "week"
    assert found.starts[0] == moment(2024, 1, 1)
    assert found.starts[1] == moment(2024, 1, 8)


@pytest.mark.parametrize(
    ("days", "unit"), [(0, "hour"), (2.9, "hour"), (3, "day"), (45, "week"), (150, "month")]
)
def test_the_period_fits_the_log(days: float, unit: str) -> None:
    assert unit_for(0, int(days * DAY)) == unit


def test_a_log_of_a_thousand_years_has_no_thousands_of_bars() -> None:
    found = periods_of([[0, 1]], [moment(1024, 1), moment(2024, 1)])
    assert len(found) <= 401
    assert found.interactions.sum() == 2


def test_a_log_without_times_has_no_periods() -> None:
    assert profile(snapshot([[0, 1]])).periods is None


def test_head_and_tail_of_known_counts() -> None:
    found = profile(snapshot([[0] * 10, [1] * 5, [2] * 4, [3]], n_items=4))
    assert found.head == pytest.approx(10 / 20)
    assert found.half == 1
    assert found.tail_items == pytest.approx(2 / 4)
    assert found.tail == pytest.approx(5 / 20)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 400 * DAY)), min_size=1, max_size=40))
def test_every_interaction_is_in_one_period(rows: list[tuple[int, int]]) -> None:
    times = sorted(time for _, time in rows)
    found = periods_of([[item for item, _ in rows]], times)
    assert found.interactions.sum() == len(rows)
    assert (found.sequences == (found.interactions > 0)).all()
    known = found.new_items[np.isfinite(found.new_items)]
    assert ((known >= 0) & (known <= 1)).all()
    assert found.starts[0] <= times[0]
    assert (np.diff(found.starts) > 0).all()
