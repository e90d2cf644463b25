"""Ranks in a file: a third party gets every metric again from it."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
import torch

from engine.errors import BadSetting
from engine.evaluation.metrics import Ranks, metrics
from engine.evaluation.rank_table import (
    Protocol,
    check_ranks_suffix,
    protocol_of,
    rank_table,
    ranks_of,
    read_ranks,
    sequence_of,
    subjects,
    with_ranks,
    write_ranks,
)
from engine.sequences.config import DataConfig
from engine.sequences.examples import examples
from engine.sequences.splits import make_split
from tests.support.snapshots import snapshot

LOG = snapshot([[0, 1]] * 9 + [[1, 0, 3]], n_items=5)
ROWS = examples(LOG, make_split(LOG, DataConfig()), "test", 10)
PROTOCOL = Protocol("abc", "keep", 5)
RANKS = Ranks(torch.tensor([0, 11, 30]), torch.tensor([1, 2, 1]))
TABLE = rank_table(ROWS, PROTOCOL, [f"u{n}" for n in range(10)], ["00", "01", "02", "ä", "04"])


def test_a_row_says_whose_target_it_is() -> None:
    assert TABLE.to_pylist() == [
        {"sequence": 9, "user": "u9", "position": 0, "item": "01", "trained": 8},
        {"sequence": 9, "user": "u9", "position": 1, "item": "00", "trained": 8},
        {"sequence": 9, "user": "u9", "position": 2, "item": "ä", "trained": 0},
    ]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_ranks(with_ranks(TABLE, "model, refitted", RANKS), tmp_path / "r.parquet")
    table = read_ranks(tmp_path / "r.parquet")
    assert protocol_of(table) == PROTOCOL
    assert subjects(table) == ["model, refitted"]
    found = ranks_of(table, "model, refitted")
    assert (found.better.tolist(), found.equal.tolist()) == ([0, 11, 30], [1, 2, 1])
    assert sequence_of(table).tolist() == [9, 9, 9]


def test_ranks_of_a_subject_replace_its_older_ones() -> None:
    again = Ranks(torch.tensor([1, 1, 1]), torch.tensor([1, 1, 1]))
    table = with_ranks(with_ranks(with_ranks(TABLE, "a", RANKS), "b", RANKS), "a", again)
    assert subjects(table) == ["a", "b"]
    assert ranks_of(table, "a").better.tolist() == [1, 1, 1]


def test_plain_arithmetic_on_the_csv_gives_the_metrics(tmp_path: Path) -> None:
    """As somebody without this program would do it: the mean over the order of ties."""
    write_ranks(with_ranks(TABLE, "model", RANKS), tmp_path / "r.csv", ".csv")
    total = 0.0
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    for line in lines:
        better, equal = int(line["model.better"]), int(line["model.equal"])
        places = range(better + 1, better + equal + 1)
        total += sum(1 / math.log2(1 + place) for place in places if place <= 20) / equal
    assert total / len(lines) == pytest.approx(metrics(RANKS)["ndcg@20"])
    assert [line["user"] for line in lines] == ["u9", "u9", "u9"]


def test_a_damaged_or_foreign_file_counts_as_none(tmp_path: Path) -> None:
    assert read_ranks(tmp_path / "none.parquet") is None
    (tmp_path / "damaged.parquet").write_bytes(b"PAR1 and nothing")
    assert read_ranks(tmp_path / "damaged.parquet") is None
    pq.write_table(TABLE.replace_schema_metadata({}), tmp_path / "foreign.parquet")
    assert read_ranks(tmp_path / "foreign.parquet") is None


def test_the_name_has_to_say_which_kind_of_table() -> None:
    check_ranks_suffix(Path("a.CSV"))
    with pytest.raises(BadSetting, match="kind of table"):
        check_ranks_suffix(Path("a.xlsx"))
