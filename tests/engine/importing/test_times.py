"""Times in every form a log may use, as UTC milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.importing import arrow
from engine.importing.times import TimeReader, day_month_order, has_local_times, read_times

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
        ("7.4.2014", 1_396_828_800_000),
        ("7. 4. 2014 10.51.09", MOMENT - 277),
        ("Apr 7 2014", 1_396_828_800_000),
        ("April 7, 2014 at 10:51:09 AM", MOMENT - 277),
        ("Mon, 07 Apr 2014 12:51:09 +0200", MOMENT - 277),
        ("07/Apr/2014:10:51:09 +0000", MOMENT - 277),
        ("Mon Apr  7 10:51:09 2014", MOMENT - 277),
        ("Mon Apr 07 2014 12:51:09 GMT+0200 (CEST)", MOMENT - 277),
        ("20140407105109", MOMENT - 277),
        ("20140407T105109.277Z", MOMENT),
        ("1396867869.2779999", MOMENT),
        ("1396867869277.9", MOMENT),
        ("-0.0001", -1),
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


@pytest.mark.parametrize(
    ("others", "read"),
    [
        ("never", True),
        ("no time", True),
        ("2014-04-07", False),
        ("7.4.2014", False),
        ("2014-04-07T10:51Z", False),
    ],
)
def test_a_few_numbers_are_times_where_the_many_others_are_none(others: str, read: bool) -> None:
    texts = [*["1400000000"] * 10, *[others] * 30]
    milliseconds, ok = read_times(texts)
    assert bool(ok[:10].all()) is read
    if read:
        assert set(milliseconds[:10]) == {1_400_000_000_000}
        assert not ok[10:].any()


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


@given(st.lists(moments, min_size=1, max_size=20), st.booleans())
def test_fractions_are_never_rounded_to_a_later_time(times: list[datetime], with_gap: bool) -> None:
    expected = [milliseconds(moment.replace(tzinfo=UTC)) for moment in times]
    since = [(moment - datetime(1970, 1, 1)) // timedelta(microseconds=1) for moment in times]
    for texts in (
        [f"{moment:%Y-%m-%d %H:%M:%S.%f}" for moment in times],
        [f"{number // 10**6}.{number % 10**6:06d}" for number in since],
        [f"{moment:%d.%m.%Y %H:%M:%S.%f}" for moment in times],
    ):
        reader = TimeReader(texts)
        read, ok = reader.read(arrow.texts(texts + [""] * with_gap))
        assert read[: len(times)].tolist() == expected
        assert ok.tolist() == [True] * len(times) + [False] * with_gap


@given(st.lists(moments, min_size=1, max_size=20), st.booleans(), st.sampled_from(["/", "-"]))
def test_local_forms_are_read_back(times: list[datetime], day_first: bool, mark: str) -> None:
    date = f"%d{mark}%m{mark}%Y" if day_first else f"%m{mark}%d{mark}%Y"
    texts = [moment.strftime(f"{date} %I:%M:%S %p") for moment in times]
    read, ok = TimeReader(texts, day_first=day_first).read(arrow.texts(texts))
    assert ok.all()
    expected = [moment.replace(microsecond=0, tzinfo=UTC) for moment in times]
    assert read.tolist() == [milliseconds(moment) for moment in expected]


@given(st.lists(moments, min_size=1, max_size=20), st.sampled_from(["Europe/Berlin", "Asia/Kolkata"]))
def test_times_without_a_zone_are_those_of_the_zone_given(times: list[datetime], zone: str) -> None:
    times = [moment.replace(fold=0) for moment in times]  # a text does not say which showing it means
    texts = [moment.isoformat(" ", "milliseconds") for moment in times]
    read, _ = TimeReader(texts, zone=zone).read(arrow.texts(texts))
    assert read.tolist() == [milliseconds(moment.replace(tzinfo=ZoneInfo(zone))) for moment in times]


def test_hours_that_a_clock_showed_twice_or_never_are_told() -> None:
    texts = ["2014-03-30 02:30", "2014-10-26 02:30", "2014-07-01 12:00"]
    reader = TimeReader(texts, zone="Europe/Berlin")
    read, _ = reader.read(arrow.texts(texts))
    shown = ["2014-03-30T01:30Z", "2014-10-26T00:30Z", "2014-07-01T10:00Z"]
    assert read.tolist() == read_times(shown)[0].tolist()
    assert reader.clock.doubtful == 2


def test_dates_alone_are_the_same_day_in_every_zone() -> None:
    read, _ = TimeReader(["2014-04-07"], zone="America/New_York").read(arrow.texts(["2014-04-07"]))
    assert read.tolist() == [1_396_828_800_000]


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="no time zone"):
        TimeReader(["2014-04-07 10:51"], zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("samples", "order"),
    [
        (["04/07/2014", "05/07/2014 10:00"], "ambiguous"),
        (["04/07/2014", "13/07/2014"], "day_first"),
        (["04/07/2014", "07/13/14"], "month_first"),
        (["7.4.2014"], "day_first"),
        (["2014-04-07", "Apr 7 2014", "1396867869"], None),
        ([], None),
    ],
)
def test_the_order_of_day_and_month_is_told_by_all_dates_together(
    samples: list[str], order: str | None
) -> None:
    assert day_month_order(samples) == order


@pytest.mark.parametrize(
    ("samples", "local"),
    [
        (["2014-04-07 10:51"], True),
        (["07/13/2014 10:51 PM"], True),
        (["2014-04-07T10:51Z"], False),
        (["2014-04-07", "7.4.2014"], False),
        (["1396867869"], False),
        ([], False),
    ],
)
def test_only_times_of_day_without_a_zone_ask_for_one(samples: list[str], local: bool) -> None:
    assert has_local_times(samples) is local
