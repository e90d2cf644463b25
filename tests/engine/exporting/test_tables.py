"""Tables of recommendations: the same rows in both formats, in bounded memory."""

from __future__ import annotations

import csv
from pathlib import Path

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


def test_parquet_is_written_block_by_block(tmp_path: Path) -> None:
    write(tmp_path / "a.parquet")

    assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups == 2


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    with table_writer(tmp_path / "a.parquet", ".parquet"):
        pass

    assert pq.read_table(tmp_path / "a.parquet").column_names == SCHEMA.names


@pytest.mark.parametrize("name", ["a.xlsx", "a", "a.csv.gz", ".csv"])
def test_an_unknown_ending_is_refused(name: str) -> None:
    with pytest.raises(BadSetting, match=r"\.csv and \.parquet"):
        check_suffix(Path(name))


def test_a_near_miss_is_named() -> None:
    with pytest.raises(BadSetting, match=r"Did you mean \.parquet"):
        check_suffix(Path("a.parqet"))


def test_the_ending_is_known_in_any_case() -> None:
    assert check_suffix(Path("A.CSV")) == ".csv"
