"""Texts of a CSV that a spreadsheet would run."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.evaluation.rank_table import write_ranks
from engine.formulas import harmless, harmless_row, harmless_table

RISKY = ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"]
SAFE = ["", "-", "+", "i12", "a=1", " 1", "'=1", "12"]


@pytest.mark.parametrize("text", RISKY)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", SAFE)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_numbers_of_a_row_stay_numbers() -> None:
    assert harmless_row(["=1", -1, -0.5, None, True]) == ["'=1", -1, -0.5, None, True]


@pytest.mark.parametrize("encoded", [False, True])
def test_columns_of_text_say_the_same_as_single_texts(encoded: bool) -> None:
    texts = pa.array(RISKY + SAFE)
    numbers = pa.array(range(-3, len(texts) - 3))
    table = pa.table({"text": texts.dictionary_encode() if encoded else texts, "number": numbers})
    made = harmless_table(table)
    assert made["text"].to_pylist() == [harmless(text) for text in RISKY + SAFE]
    assert made["number"].to_pylist() == numbers.to_pylist()


def test_ids_in_a_table_of_ranks_are_no_formulas(tmp_path: Path) -> None:
    table = pa.table({"user": pa.array(["=1+2"]).dictionary_encode(), "rank": [-1]})
    write_ranks(table, tmp_path / "ranks.csv", ".csv")
    assert (tmp_path / "ranks.csv").read_text().splitlines()[1] == '"\'=1+2",-1'
    write_ranks(table, tmp_path / "ranks.parquet", ".parquet")
    assert pq.read_table(tmp_path / "ranks.parquet")["user"].to_pylist() == ["=1+2"]
