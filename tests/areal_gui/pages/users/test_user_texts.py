"""What is said of the user who is shown."""

from __future__ import annotations

import pytest

from areal_gui.pages.users.inspection import Inspection
from areal_gui.pages.users.typed_history import TypedHistory
from areal_gui.pages.users.user_texts import facts_text, name_text
from engine.store.users import HistoryRow, UserRow

DAY = 86_400_000


def shown(n: int, counted: int, first: int | None = 0, last: int | None = DAY) -> Inspection:
    """A user with `n` events in the log, of which some count."""
    rows = [HistoryRow(seq, seq, f"i{seq}", None, None, None) for seq in range(counted)]
    return Inspection(UserRow(3, "0042", n, first, last), rows, list(range(counted)), [], counted)


@pytest.mark.parametrize(
    ("inspection", "said"),
    [
        (shown(1, 1, 0, 0), "1 event, 1 Jan 1970"),
        (shown(1646, 1646), "1,646 events, 1 Jan 1970 – 2 Jan 1970"),
        (shown(1646, 1598), "1,646 events, 1,598 of them count for this run, 1 Jan 1970 – 2 Jan 1970"),
        (shown(2, 0, None, None), "2 events, 0 of them count for this run"),
    ],
)
def test_events_of_the_log_and_those_that_count_are_told_apart(inspection: Inspection, said: str) -> None:
    assert facts_text(inspection) == said
    assert name_text(inspection) == "User 0042"


@pytest.mark.parametrize(
    ("items", "unknown", "said"),
    [
        ((), 0, "typed, no items"),
        (("a",), 0, "typed, 1 item"),
        (("a", "b"), 1, "typed, 2 items, 1 not known to this run"),
    ],
)
def test_a_typed_history_says_what_the_run_does_not_know(
    items: tuple[str, ...], unknown: int, said: str
) -> None:
    inspection = Inspection(TypedHistory("Mine", items), [], [], [], 0, unknown)
    assert facts_text(inspection) == said
    assert name_text(inspection) == "Mine"
