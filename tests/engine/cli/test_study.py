"""`study`: trains variants, goes on with what was cut off, and shows one table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.cli.table2 import told
from engine.store.datasets import list_datasets
from engine.store.runs import list_runs
from engine.store.studies import create_study, list_studies
from engine.studies.table2.entries import table2_plan
from engine.workspace import Workspace
from tests.engine.cli.calling import SMALL, areal

ONE = (*SMALL, "--set", "training.epochs=1", "--set", "sampling.samples=1", "--preset", "quick")


@pytest.fixture
def root(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "w"))


def test_without_studies_it_says_how_to_begin(trained: Path) -> None:
    outcome = areal(trained, "study")
    assert (outcome.code, outcome.out) == (0, "")
    assert "study schedules" in outcome.err
    assert areal(trained, "study", "list", "--json").result["studies"] == []


def test_a_study_of_another_version_hides_no_other(root: Path) -> None:
    with Workspace.open(root) as workspace:
        create_study(workspace.store, 1, "grid", "Of tomorrow", {"axes": "of another kind"})
    listed = areal(root, "study", "list", "--json")
    assert listed.code == 0, listed.err
    assert [(each["name"], each["state"]) for each in listed.result["studies"]] == [
        ("Of tomorrow", "unreadable")
    ]
    assert "of another version" in areal(root, "study", "list").out
    assert "another version" in areal(root, "study", "show", "1").err


def test_a_grid_is_trained_shown_and_not_trained_again(root: Path) -> None:
    words = ("study", "grid", "shop", *ONE, "--axis", "model.layers=1,2", "--json")
    outcome = areal(root, *words)
    assert outcome.code == 0, outcome.err
    result = outcome.result
    assert [(row["label"], row["state"]) for row in result["rows"]] == [
        ("L = 1", "finished"),
        ("L = 2", "finished"),
    ]
    assert result["best"] in ("L = 1", "L = 2")
    assert set(result["metrics"]["L = 1"]) == {"val", "test"}
    assert "popularity" in result["references"]["test"]
    figure = result["rows"][0]["figures"]["test"]["ndcg@20"]
    assert figure["low"] <= figure["mean"] <= figure["high"]

    again = areal(root, *words)
    assert again.result["runs"] == result["runs"]
    assert "Going on with study 1" in again.err
    assert [line for line in again.lines if line["event"] == "variant_started"] == []

    listed = areal(root, "study", "--json").result["studies"]
    assert [(each["name"], each["state"], each["finished"]) for each in listed] == [("Grid", "finished", 2)]
    shown = areal(root, "study", "show", "Grid")
    assert "L = 2" in shown.out
    assert "popularity" in shown.out
    assert "best on validation" in shown.err
    assert "Grid" in areal(root, "study").out

    assert areal(root, "study", "delete", "1", "--json").result["study_id"] == 1
    with Workspace.open(root, write=False) as workspace:
        assert list_studies(workspace.store) == []
        assert len(list_runs(workspace.store)) == 3


def test_a_search_tests_its_best_alone(root: Path) -> None:
    words = ("study", "search", "shop", *ONE, "--space", "model.dropout=0..0.5", "--trials", "2", "--json")
    outcome = areal(root, *words)
    assert outcome.code == 0, outcome.err
    rows = outcome.result["rows"]
    assert len(rows) == 2
    assert ["test" in row["figures"] for row in rows] == [
        row["label"] == outcome.result["best"] for row in rows
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("schedules", "shop", "--seeds", "x"), "no seeds"),
        (("schedules", "shop", "--set", "training.epoch=1"), "training.epochs"),
        (("grid", "shop", "--axis", "model.layer=1"), "model.layers"),
        (("search", "shop", "--space", "model.dropout=2..1"), "not possible"),
        (("schedules", "shoe"), "shop"),
        (("show", "3"), "no study"),
        (("run", "3"), "no study"),
        (("delete", "3"), "no study"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(trained: Path, words: tuple[str, ...], said: str) -> None:
    outcome = areal(trained, "study", *words)
    assert outcome.code == 2
    assert said in outcome.err


@pytest.mark.parametrize(
    "words", [("grid", "shop"), ("search", "shop"), ("search", "shop", "--space", "a=1", "--minutes", "0")]
)
def test_wrong_usage_ends_with_2(trained: Path, words: tuple[str, ...]) -> None:
    assert areal(trained, "study", *words).code == 2


def test_table_2_is_trained_shown_and_saved(root: Path) -> None:
    words = ("study", "table2", "--dataset", "shop", *SMALL, "--set", "training.epochs=1", "--seeds", "0")
    words += ("--models", "caser", "--presets", "recommended", "--no-tuning")
    outcome = areal(root, *words)
    assert outcome.code == 0, outcome.err
    assert "Caser (CE)" in outcome.out
    assert "4.06 ± 0.12" in outcome.out
    assert "Nothing is tuned: every row is trained with seed 0" in outcome.err
    assert "Quoted, not measured here" in outcome.err

    shown = areal(root, "study", "show", "1", "--json").result
    assert (shown["kind"], shown["state"], shown["planned"]) == ("table2", "finished", 1)
    (line,) = [line for line in shown["lines"] if not line["reference"]]
    assert line["best"]
    assert line["quoted"][0] == "4.06 ± 0.12"

    saved = root / "table.html"
    assert areal(root, "study", "export", "1", "--out", str(saved), "--json").result["path"] == str(saved)
    assert "Caser (CE)" in saved.read_text(encoding="utf-8")


def test_only_table_2_is_exported_so_and_only_in_a_known_format(root: Path) -> None:
    outcome = areal(root, "study", "export", "1", "--out", str(root / "table.pdf"))
    assert outcome.code != 0
    assert "does not say what to write" in outcome.err


def test_a_model_that_there_is_not_is_refused_before_anything_begins(root: Path) -> None:
    outcome = areal(root, "study", "table2", "--dataset", "shop", "--models", "casr")
    assert outcome.code != 0
    assert "There is no model “casr”" in outcome.err
    assert areal(root, "study", "--json").result["studies"] == []


def test_table_2_tells_how_many_trainings_it_makes_and_refuses_what_contradicts_itself(trained: Path) -> None:
    with Workspace.open(trained, write=False) as workspace:
        (dataset,) = list_datasets(workspace.store)
        text = told(workspace, dataset, table2_plan(dataset))
        assert "26 rows of 10 models, AdaRanker in 2 forms, DiffRec in 3 forms" in text
        assert "156 trainings: 26 × (3 to tune + 3 seeds)" in text
        assert "never ran on this data set" in text
    refused = areal(trained, "study", "table2", "--dataset", "shop", "--no-tuning", "--axis", "seed=1,2")
    assert refused.code == 2
    assert "contradict" in refused.err
