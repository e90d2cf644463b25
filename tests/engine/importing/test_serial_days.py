"""Times as spreadsheets keep them: days since the end of 1899, with the time of day as a fraction."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing import arrow
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.serial_days import serial_days
from engine.importing.sniff import sniff
from engine.importing.times import TimeReader
from engine.store.datasets import DatasetRow, get_dataset
from engine.workspace import Workspace
from tests.support.workbooks import write_workbook

EVENING = ["45123.75", "45124", "45125.447916666664"]
WHOLE = ["45123", "45124", "45125"]


def written(tmp_path: Path, days: list[str], name: str = "date", separator: str = ",") -> Path:
    file = tmp_path / "log.csv"
    rows = [f"u{at},i{at},{day}".replace(",", separator, 2) for at, day in enumerate(days)]
    file.write_text("\n".join([f"user,item,{name}".replace(",", separator), *rows, ""]))
    return file


def imported(workspace: Workspace, file: Path, **said: Any) -> DatasetRow:
    columns = {name: said.pop(name) for name in ("user", "item", "time") if name in said}
    recipe = Recipe.from_preview(sniff(file), **columns).model_copy(update=said)
    last = list(import_log(workspace, [file], recipe, CancelToken()))[-1]
    return get_dataset(workspace.store, last.dataset_id)  # type: ignore[attr-defined]


def moments(row: DatasetRow) -> tuple[str, str]:
    first, last = (datetime.fromtimestamp((ts or 0) / 1000, UTC) for ts in (row.first_ts, row.last_ts))
    return f"{first:%Y-%m-%d %H:%M:%S}", f"{last:%Y-%m-%d %H:%M:%S}"


def read(texts: list[str], **said: Any) -> list[str | None]:
    milliseconds, ok = TimeReader(texts, **said).read(arrow.texts(texts))
    shown = [datetime.fromtimestamp(ts / 1000, UTC).isoformat() for ts in milliseconds.tolist()]
    return [text if good else None for text, good in zip(shown, ok.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("samples", "told"),
    [
        (EVENING, "days"),
        (["45123,75", "45124,5"], "days"),
        (WHOLE, "ambiguous"),
        (["19999.5", "80000.5"], None),
        (["1396867869.5"], None),
        (["45123.75", "45123.75", "x", "y"], "days"),
        (["45123.75", "x", "y"], None),
        ([], None),
    ],
)
def test_fractions_tell_days_of_a_spreadsheet_from_other_numbers(
    samples: list[str], told: str | None
) -> None:
    assert serial_days(samples) == told


def test_days_are_read_to_the_nearest_millisecond() -> None:
    assert read(EVENING) == [
        "2023-07-16T18:00:00+00:00",
        "2023-07-17T00:00:00+00:00",
        "2023-07-18T10:45:00+00:00",
    ]


def test_a_zone_moves_times_of_day_and_not_dates_alone() -> None:
    assert read(EVENING, zone="Europe/Berlin")[0] == "2023-07-16T16:00:00+00:00"
    assert read(WHOLE, zone="Europe/Berlin", days=True)[0] == "2023-07-16T00:00:00+00:00"


def test_a_number_that_no_spreadsheet_shows_as_a_day_is_not_understood() -> None:
    assert read([*EVENING * 20, "2958466", "60", "-1", "x"])[-4:] == [None] * 4


def test_what_is_said_of_the_numbers_counts_as_far_as_it_can() -> None:
    assert read(EVENING, days=False)[0] == "1970-01-01T12:32:03.750000+00:00"
    assert read(["1396867869"], days=True) == ["2014-04-07T10:51:09+00:00"]


def test_times_of_day_are_recognised_told_and_their_zone_is_asked_for(
    tmp_path: Path, workspace: Workspace
) -> None:
    file = written(tmp_path, EVENING)
    preview = sniff(file)
    assert preview.roles == ["user", "item", "time"]
    assert preview.suggested == {"serial_days": True}
    note = "The numbers of “date” are taken as days of a spreadsheet: 45123.75 is 2023-07-16 18:00:00."
    assert note in preview.warnings
    assert [question.kind for question in preview.questions] == ["time_zone"]
    assert preview.profiles[2].type == "time"
    with pytest.raises(BadInput, match="time zone"):
        imported(workspace, file)
    row = imported(workspace, file, time_zone="America/New_York")
    assert moments(row) == ("2023-07-16 22:00:00", "2023-07-18 14:45:00")
    assert row.n_rejected == 0


def test_days_with_a_decimal_comma_are_recognised(tmp_path: Path, workspace: Workspace) -> None:
    file = written(tmp_path, [day.replace(".", ",") for day in EVENING], separator=";")
    row = imported(workspace, file, time_zone="UTC")
    assert moments(row) == ("2023-07-16 18:00:00", "2023-07-18 10:45:00")


def test_whole_numbers_in_a_text_are_asked_about(tmp_path: Path, workspace: Workspace) -> None:
    file = written(tmp_path, WHOLE)
    assert [question.kind for question in sniff(file).questions] == ["serial_days"]
    with pytest.raises(BadInput, match="day of a spreadsheet"):
        imported(workspace, file)
    assert moments(imported(workspace, file, serial_days=True))[0] == "2023-07-16 00:00:00"
    assert moments(imported(workspace, file, serial_days=False, name="more"))[0] == "1970-01-01 12:32:03"


def test_a_column_that_nobody_proposed_is_asked_about_too(tmp_path: Path, workspace: Workspace) -> None:
    file = written(tmp_path, WHOLE, name="Datum")
    with pytest.raises(BadInput, match="day of a spreadsheet"):
        imported(workspace, file, time="Datum")


def test_numbers_that_are_no_times_are_not_asked_about(tmp_path: Path, workspace: Workspace) -> None:
    row = imported(workspace, written(tmp_path, WHOLE, name="price"))
    assert (row.n_interactions, row.has_times) == (3, False)


def test_numbers_counted_from_1970_need_no_zone(tmp_path: Path, workspace: Workspace) -> None:
    row = imported(workspace, written(tmp_path, EVENING), serial_days=False)
    assert moments(row)[0] == "1970-01-01 12:32:03"


@pytest.mark.parametrize("days", [[45123.75, 45124.5, 45125.0], [45123, 45124, 45125]])
def test_numbers_of_a_workbook_under_the_name_of_a_time_are_days(
    tmp_path: Path, workspace: Workspace, days: list[float]
) -> None:
    rows = [["user", "item", "order date"], *([f"u{at}", f"i{at}", day] for at, day in enumerate(days))]
    file = write_workbook(tmp_path / "log.xlsx", {"Log": rows})
    assert sniff(file).suggested == {"serial_days": True}
    row = imported(workspace, file, time_zone="UTC")
    assert moments(row) == (f"2023-07-16 {'18' if days[0] % 1 else '00'}:00:00", "2023-07-18 00:00:00")
