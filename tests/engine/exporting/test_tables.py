"""Tables of recommendations: the same rows in every form, in bounded memory."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from engine.errors import BadSetting
from engine.exporting.tables import SCHEMA, check_suffix, table_writer

ROWS = [
    ("u,1", 1, "007", "Amélie (2001)", 0.25),
    ("u,1", 2, "008", None, 0.125),
    ("電影", 1, "007", 'A "quoted" title\nin two lines', 0.5),
]


def table(*rows: tuple[object, ...]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def write(path: Path) -> None:
    with table_writer(path, check_suffix(path)) as append:
        append(table(*ROWS[:2]))
        append(table(*ROWS[2:]))


def test_csv_keeps_ids_and_titles_as_they_are(tmp_path: Path) -> None:
    write(tmp_path / "a.csv")

    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)

    assert header == ["user", "rank", "item", "title", "score"]
    assert rows == [[str(cell if cell is not None else "") for cell in row] for row in ROWS]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_of_a_csv_is_a_formula(tmp_path: Path, sign: str) -> None:
    text = f"{sign}1+cmd|' /C calc'!A0"
    with table_writer(tmp_path / "a.csv", ".csv") as append:
        append(table((text, 1, text, text, -0.5)))

    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        _, (user, _, item, title, score) = csv.reader(file)

    assert (user, item, title) == (f"'{text}",) * 3
    assert score == "-0.5"  # a number is no text


def test_parquet_keeps_texts_that_look_like_formulas(tmp_path: Path) -> None:
    with table_writer(tmp_path / "a.parquet", ".parquet") as append:
        append(table(("=1", 1, "-2", None, 0.5)))

    assert pq.read_table(tmp_path / "a.parquet").column("item").to_pylist() == ["-2"]


def test_parquet_holds_typed_columns(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")

    assert pq.read_table(tmp_path / "a.parquet").equals(table(*ROWS))


def test_json_lines_hold_an_object_a_row(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl")

    lines = (tmp_path / "a.jsonl").read_text("utf-8").split("\n")
    assert lines.pop() == ""
    assert [tuple(json.loads(line).values()) for line in lines] == ROWS
    assert list(json.loads(lines[0])) == SCHEMA.names


def test_sqlite_holds_an_indexed_table(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(b"what an earlier time left behind")
    write(tmp_path / "a.sqlite")

    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        rows = connection.execute("SELECT user, rank, item, title, score FROM recommendations").fetchall()
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT * FROM recommendations WHERE user = 'a'"
        ).fetchone()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert rows == ROWS
    assert "USING INDEX" in plan[3]
    assert [file.name for file in tmp_path.iterdir()] == ["a.sqlite"]


def test_scores_have_the_digits_that_a_float32_has(tmp_path: Path) -> None:
    with table_writer(tmp_path / "a.jsonl", ".jsonl") as append:
        append(table(("u", 1, "a", None, 0.1), ("u", 2, "b", None, 1.5e-12)))

    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert [np.float32(row["score"]) for row in rows] == [np.float32(0.1), np.float32(1.5e-12)]


def test_parquet_is_written_block_by_block(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")

    assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups == 2


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    with table_writer(tmp_path / "a.parquet", ".parquet"):
        pass

    assert pq.read_table(tmp_path / "a.parquet").column_names == SCHEMA.names


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.csv.gz", ".csv"])
def test_an_unknown_ending_is_refused(name: str) -> None:
    with pytest.raises(BadSetting, match=r"\.csv, \.parquet, \.jsonl, \.sqlite"):
        check_suffix(Path(name))


def test_a_near_miss_is_named() -> None:
    with pytest.raises(BadSetting, match=r"Did you mean \.parquet"):
        check_suffix(Path("a.parqet"))


def test_the_ending_is_known_in_any_case() -> None:
    assert check_suffix(Path("A.CSV")) == ".csv"
