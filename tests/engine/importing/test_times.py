"""Times in every form a log may use, as UTC milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.importing import arrow
from engine.importing.times import TimeReader, read_times

MOMENT = 1_396_867_869_277  # 2014-04-07T10:51:09.277Z
moments = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1))
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def milliseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014-04-07T10:51:09.277Z", MOMENT),
        ("2014-04-07 10:51:09.277", MOMENT),
        ("2014-04-07T12:51:09.277+02:00", MOMENT),
        ("2014-04-07T12:51:09.277+0200", MOMENT),
        ("2014-04-07T10:51:09.277123456Z", MOMENT),
        ("2014-04-07 10:51:09 UTC", MOMENT - 277),
        ("2014/04/07 10:51:09", MOMENT - 277),
        ("2014-04-07 10:51", MOMENT - 9277),
        ("2014-04-07", 1_396_828_800_000),
        ("20140407", 1_396_828_800_000),
        ("1396867869", MOMENT - 277),
        ("1396867869.277", MOMENT),
        ("1.396867869277e9", MOMENT),
        ("1396867869277", MOMENT),
        ("1396867869277123", MOMENT),
        ("1396867869277123456", MOMENT),
        ("1969-12-31T23:59:59.999Z", -1),
    ],
)
def test_known_forms(text: str, expected: int) -> None:
    read, ok = read_times([text])
    assert ok.all()
    assert read.tolist() == [expected]


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2014-13-01", "2014-02-30 10:00:00", "12:30", "nan", "1e300"]
)
def test_what_is_no_time_is_said_to_be_none(text: str) -> None:
    assert not TimeReader(["2014-04-07T10:51:09Z"]).read(arrow.texts([text]))[1].any()
    assert not TimeReader(["1396867869"]).read(arrow.texts([text]))[1].any()


def test_the_first_times_decide_the_unit_of_all() -> None:
    reader = TimeReader(["1396867869", "1396867870"])
    read, ok = reader.read(arrow.texts(["1396867869", "5", "1396867869277"]))
    assert ok.tolist() == [True, True, False]
    assert read.tolist()[:2] == [1_396_867_869_000, 5_000]


def test_times_with_and_without_zones_may_be_mixed() -> None:
    read, ok = read_times(["2014-04-07T10:51:09.277Z", "2014-04-07 10:51:09.277", "nonsense"])
    assert ok.tolist() == [True, True, False]
    assert read.tolist()[:2] == [MOMENT, MOMENT]


@given(st.lists(st.tuples(moments, zones), min_size=1, max_size=20), st.sampled_from(["T", " "]))
def test_iso_times_are_read_back(times: list[tuple[datetime, timezone]], separator: str) -> None:
    aware = [moment.replace(tzinfo=zone) for moment, zone in times]
    read, ok = read_times([moment.isoformat(separator) for moment in aware])
    assert ok.all()
    assert read.tolist() == [milliseconds(moment) for moment in aware]


@given(
    st.lists(st.integers(1_000_000_000, 4_000_000_000), min_size=1, max_size=20),
    st.sampled_from([1, 1_000, 1_000_000, 1_000_000_000]),
)
def test_numbers_of_any_unit_are_read_back(seconds: list[int], unit: int) -> None:
    read, ok = read_times([str(second * unit) for second in seconds])
    assert ok.all()
    assert np.array_equal(read, np.array(seconds) * 1000)
