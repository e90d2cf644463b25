"""What filters leave, against the same rules written down row by row."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import BadSetting
from engine.importing.filters import Filters
from engine.sequences import filtering, log, selecting
from engine.sequences.filtering import item_counts, kept, sequence_lengths, size, steps
from engine.sequences.log import Log, stretches

EVENTS = ("view", "cart", "buy")

Row = tuple[int, int, int, float, int]
"""Sequence, item, second, value, event."""

rows_of_logs = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 3),
        st.integers(0, 5),
        st.sampled_from([1.0, 2.0, 3.0, float("nan")]),
        st.integers(-1, 2),
    ),
    min_size=1,
    max_size=40,
).map(lambda rows: sorted(rows, key=lambda row: (row[0], row[2])))

some_filters = st.builds(
    Filters,
    events=st.sampled_from([None, ("view",), ("buy", "cart")]),
    minimum_value=st.sampled_from([None, 2.0]),
    earliest=st.sampled_from([None, datetime.fromtimestamp(1, UTC)]),
    latest=st.sampled_from([None, datetime.fromtimestamp(5, UTC)]),
    duplicates=st.sampled_from(["keep", "collapse"]),
    consecutive_repeats=st.sampled_from(["keep", "collapse"]),
    item_core=st.integers(1, 4),
    sequence_core=st.integers(1, 4),
)


def as_log(rows: list[Row]) -> Log:
    sequence, item, second, value, event = (np.array(column) for column in zip(*rows, strict=True))
    lengths = np.bincount(sequence, minlength=5)
    return Log(
        offsets=np.concatenate(([0], np.cumsum(lengths))),
        items=item.astype(np.int32),
        times=second.astype(np.int64) * 1000,
        value=value.astype(np.float64),
        event=event.astype(np.int16),
    )


def plainly(rows: list[Row], filters: Filters) -> list[int]:
    """Places of the rows that count."""
    places = list(range(len(rows)))
    if filters.events is not None:
        codes = {EVENTS.index(name) for name in filters.events}
        places = [place for place in places if rows[place][4] in codes]
    if filters.minimum_value is not None:
        places = [place for place in places if rows[place][3] >= filters.minimum_value]
    if filters.earliest is not None:
        places = [place for place in places if rows[place][2] >= filters.earliest.timestamp()]
    if filters.latest is not None:
        places = [place for place in places if rows[place][2] < filters.latest.timestamp()]
    if filters.duplicates == "collapse":
        first = {rows[place][:3]: place for place in reversed(places)}
        places = sorted(first.values())
    if filters.consecutive_repeats == "collapse":
        before = [None, *places][: len(places)]
        places = [b for a, b in zip(before, places, strict=True) if a is None or rows[a][:2] != rows[b][:2]]
    while True:
        items = Counter(rows[place][1] for place in places)
        left = [place for place in places if items[rows[place][1]] >= filters.item_core]
        lengths = Counter(rows[place][0] for place in left)
        left = [place for place in left if lengths[rows[place][0]] >= filters.sequence_core]
        if left == places:
            return places
        places = left


@settings(max_examples=300)
@given(rows=rows_of_logs, filters=some_filters, at_once=st.sampled_from([1, 7, 1000]))
def test_filters_leave_what_their_rules_say(rows: list[Row], filters: Filters, at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            filtering, "stretches", lambda offsets: stretches(offsets, at_once)
        )  # long logs are worked through some sequences at a time
        wanted = plainly(rows, filters)
        made = as_log(rows)
        if not wanted:
            with pytest.raises(BadSetting, match="leave no interactions"):
                kept(made, filters, EVENTS)
            return
        mask = kept(made, filters, EVENTS)
        assert np.flatnonzero(mask).tolist() == wanted
        left = size(made, mask, 4)
        assert left.interactions == len(wanted)
        assert left.items == len({rows[place][1] for place in wanted})
        assert left.sequences == len({rows[place][0] for place in wanted})
        assert item_counts(made, mask, 4).sum() == sequence_lengths(made, mask).sum() == len(wanted)


@settings(max_examples=100)
@given(rows=rows_of_logs, at_once=st.sampled_from([1, 7, 1000]))
def test_sequences_are_in_the_order_in_which_what_counts_begins(rows: list[Row], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for module in (filtering, selecting):
            patched.setattr(module, "stretches", lambda offsets: stretches(offsets, at_once))
        made = as_log(rows)
        mask = np.array([row[4] > 0 for row in rows])
        begins = {row[0]: row[2] for row, counts in reversed(list(zip(rows, mask, strict=True))) if counts}
        wanted = sorted(begins, key=lambda sequence: (begins[sequence], sequence))
        assert selecting.beginning_order(made, mask).tolist() == wanted


def test_no_filter_is_no_step() -> None:
    made = as_log([(0, 1, 0, 1.0, 0)])
    assert steps(made, Filters(), EVENTS) == []
    assert [step.name for step in steps(made, Filters(item_core=2, latest=datetime(2020, 1, 1)), EVENTS)] == [
        "window",
        "core",
    ]


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(events=("view",)), "no kinds of events"),
        (Filters(minimum_value=1), "no values"),
        (Filters(earliest=datetime(2020, 1, 1)), "no times"),
    ],
)
def test_a_filter_needs_what_it_looks_at(filters: Filters, said: str) -> None:
    bare = Log(offsets=np.array([0, 1]), items=np.array([0], np.int32))
    with pytest.raises(BadSetting, match=said):
        steps(bare, filters, ())


def test_an_unknown_event_gets_the_nearest() -> None:
    with pytest.raises(BadSetting, match="veiw") as caught:
        steps(as_log([(0, 1, 0, 1.0, 0)]), Filters(events=("veiw",)), EVENTS)
    assert "view" in caught.value.advice


def test_a_stretch_is_whole_sequences() -> None:
    found = list(log.stretches(np.array([0, 3, 3, 10, 12]), 4))
    assert [(part.first, part.end, part.rows) for part in found] == [
        (0, 2, slice(0, 3)),
        (2, 3, slice(3, 10)),
        (3, 4, slice(10, 12)),
    ]
