"""What of a log will count, told before it is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.events import CancelToken
from engine.importing.filters import Filters
from engine.importing.recipe import Recipe
from engine.sequences.counting import Expected, expected

ROWS = [
    "ann,1400000000,tea,view,1",
    "ann,1400000000,tea,view,5",  # the same sequence, item and time
    "ann,1400000060,tea,buy,5",  # the same item in a row
    "ann,1400000120,cup,view,2",
    "bob,1400000000,tea,buy,4",
    "bob,1400009000,tea,buy,",  # after a long pause, and without a value
]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "shop.csv"
    path.write_text("\n".join(["user,time,item,event,value", *ROWS, ""]))
    return path


def told(log: Path, gap: float | None = None, **filters: object) -> Expected:
    recipe = Recipe(
        user="user",
        item="item",
        time="time",
        event="event",
        value="value",
        session_gap_minutes=gap,
        filters=Filters.model_validate(filters),
    )
    return expected([log], recipe, CancelToken())


def test_without_filters_everything_counts(log: Path) -> None:
    assert told(log).counting is None
    assert told(log).estimate.interactions == 6


@pytest.mark.parametrize(
    ("filters", "counting"),
    [
        ({"events": ("buy",)}, 3),
        ({"events": ("buy", "never seen")}, 3),
        ({"minimum_value": 4}, 3),
        ({"latest": "2014-05-13T16:54:00Z"}, 3),
        ({"duplicates": "collapse"}, 5),
        ({"consecutive_repeats": "collapse"}, 3),
        ({"item_core": 2}, 5),
        ({"events": ("view",), "minimum_value": 2}, 2),
        ({"minimum_value": 9}, 0),
    ],
)
def test_what_filters_leave_is_counted(log: Path, filters: dict[str, object], counting: int) -> None:
    found = told(log, **filters)

    assert found.counting == counting
    assert found.estimate.interactions == 6  # the log is stored whole


def test_repeats_are_told_apart_by_the_pause_between_sessions(log: Path) -> None:
    assert told(log, 30.0, consecutive_repeats="collapse").counting == 4


def test_of_a_part_of_a_log_a_core_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.importing.estimate._MOST_ROWS", 0)  # however fast the machine reads on
    log = tmp_path / "long.csv"
    rows = [
        f"u{n % 5000},{1_400_000_000 + n},i{n},{'view' if n % 4 else 'buy'},{n % 10}" for n in range(250_000)
    ]
    log.write_text("\n".join(["user,time,item,event,value", *rows, ""]))

    assert told(log, item_core=5).counting is None
    found = told(log, item_core=5, events=("buy",))
    assert not found.estimate.exact
    assert found.counting == pytest.approx(62_500, rel=0.05)
