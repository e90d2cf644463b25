"""The list of one user as a file, read back by what others read it with."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from engine.errors import BadInput, BadSetting
from engine.exporting.lists import COLUMNS, save_list
from engine.recommending.catalogue import Recommendation

LIST = [
    Recommendation(1, 7, "007", 'Dr. "No", uncut', 0.25, 12, False),
    Recommendation(2, 3, "03", None, 0.0625, 1, True),
]


def test_a_csv_reads_back_with_its_quotes_and_leading_zeros(tmp_path: Path) -> None:
    save_list(tmp_path / "list.csv", LIST)
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == list(COLUMNS)
    assert rows[1] == ["1", "007", 'Dr. "No", uncut', "0.25", "12", "no"]
    assert rows[2] == ["2", "03", "", "0.0625", "1", "yes"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.csv"]


def test_a_title_is_no_formula_in_a_csv_and_itself_elsewhere(tmp_path: Path) -> None:
    title = "=1+2"
    lines = [Recommendation(1, 0, "-5", title, 0.5, 1, False)]
    for suffix in ("csv", "json", "parquet"):
        save_list(tmp_path / f"list.{suffix}", lines)
    assert "'=1+2" in (tmp_path / "list.csv").read_text("utf-8")
    assert json.loads((tmp_path / "list.json").read_text("utf-8"))[0]["title"] == title
    assert pq.read_table(tmp_path / "list.parquet").to_pylist()[0]["item"] == "-5"


def test_json_and_parquet_hold_the_same(tmp_path: Path) -> None:
    save_list(tmp_path / "list.json", LIST)
    save_list(tmp_path / "list.parquet", LIST)
    rows = json.loads((tmp_path / "list.json").read_text("utf-8"))
    assert rows == pq.read_table(tmp_path / "list.parquet").to_pylist()
    assert rows[1] == {
        "rank": 2, "item": "03", "title": None, "probability": 0.0625, "popularity_rank": 1, "repeat": True
    }  # fmt: skip


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"list\.xls"):
        save_list(tmp_path / "list.xls", LIST)


def test_a_list_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="missing"):
        save_list(tmp_path / "missing" / "list.csv", LIST)
    assert list(tmp_path.iterdir()) == []
