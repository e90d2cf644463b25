"""`card`, `compare` and the ranks of `evaluate`, as scripts and people get them."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from engine.models.registry import REFERENCES
from tests.engine.cli.calling import SMALL, areal, write_log


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the runs 1 and 2, alike but for their seed, and 3 with another policy."""
    folder = tmp_path_factory.mktemp("judged")
    areal(folder / "w", "import", write_log(folder / "shop.csv"))
    for words in (("--seed", "0"), ("--seed", "1"), ("--set", "data.repeats=keep")):
        done = areal(folder / "w", "train", "1", "--preset", "quick", *SMALL, *words)
        assert done.code == 0, done.err
    return folder / "w"


def test_compare_says_in_words_which_run_is_better(judged: Path) -> None:
    done = areal(judged, "compare", "1", "2")

    assert done.code == 0, done.err
    for word in ("NDCG@20", "95% interval", "p (Holm)", "["):
        assert word in done.out
    assert "on NDCG@20" in done.out.splitlines()[-1]


def test_compare_gives_scripts_values_with_their_intervals(judged: Path) -> None:
    found = areal(judged, "compare", "1", "2", "--metric", "hr@10", "--split", "val", "--json").result

    assert found["metric"] == "hr@10"
    assert found["split"] == "val"
    for row in found["metrics"].values():
        assert row["hr@10"]["low"] <= row["hr@10"]["value"] <= row["hr@10"]["high"]
    (pair,) = found["pairs"]
    assert pair["p"] <= pair["p_adjusted"] <= 1
    assert pair["low"] <= pair["difference"] <= pair["high"]


def test_compare_sets_a_single_run_against_its_reference_rows(judged: Path) -> None:
    found = areal(judged, "compare", "1", "--json").result

    assert [pair["b"] for pair in found["pairs"]] == list(REFERENCES)


def test_compare_refuses_what_is_not_comparable(judged: Path) -> None:
    done = areal(judged, "compare", "1", "3")

    assert done.code == 2
    assert "not comparable" in done.err
    assert "data.repeats" in done.err


def test_compare_leaves_out_what_is_not_comparable_beside_runs_that_are(judged: Path) -> None:
    people = areal(judged, "compare", "3", "1", "2")
    found = areal(judged, "compare", "1", "2", "3", "--baseline", "2", "--json").result

    assert people.code == 0
    assert "Not comparable: run 3" in people.err
    assert found["runs"] == [1, 2]
    assert set(found["names"]) == set(found["metrics"])
    assert [one["run"] for one in found["left_out"]] == [3]
    assert found["pairs"][0]["a"] == found["baseline"]


@pytest.mark.parametrize("name", ["ranks.csv", "ranks.parquet"])
def test_evaluate_writes_the_rank_of_every_example(name: str, judged: Path, tmp_path: Path) -> None:
    done = areal(judged, "evaluate", "1", "--ranks", str(tmp_path / name), "--json")

    assert done.code == 0, done.err
    assert done.result["ranks"] == str(tmp_path / name)
    if name.endswith("csv"):
        with (tmp_path / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    else:
        rows = pq.read_table(tmp_path / name).to_pylist()
    assert len(rows) == done.result["rows"]
    hits = sum(int(row["model.better"]) < 20 for row in rows)
    assert hits / len(rows) == pytest.approx(done.result["metrics"]["hr@20"])
    assert rows[0]["user"].startswith("s")


def test_evaluate_refuses_an_unknown_kind_of_table_before_it_scores(judged: Path, tmp_path: Path) -> None:
    done = areal(judged, "evaluate", "1", "--ranks", str(tmp_path / "ranks.xlsx"))

    assert done.code == 2
    assert "Scoring" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_evaluate_shows_intervals_and_what_is_recommended(judged: Path) -> None:
    done = areal(judged, "evaluate", "1")

    for word in ("catalogue coverage", "V-SKNN", "Target new", "examples", "["):
        assert word in done.out


def test_card_describes_the_data_under_a_split(judged: Path) -> None:
    table = areal(judged, "card", "1")
    found = areal(judged, "card", "shop", "--set", "data.split=by_time", "--json").result

    for word in ("Empty history", "train", "Gini", "intervals will be wide"):
        assert word in table.out
    assert found["split"] == "by_time"
    assert found["parts"]["test"]["examples"] > 0
    assert found["parts"]["train"]["empty_history"] > 0
    assert found["notes"]


def test_card_names_a_setting_that_is_not_there(judged: Path) -> None:
    done = areal(judged, "card", "1", "--set", "data.splitt=by_time")

    assert done.code == 2
    assert "data.split" in done.err
