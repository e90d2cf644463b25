"""What stands in the way of an export, and what is remembered of it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from areal_gui.exporting.plan import ExportMemory, ExportPlan
from engine.exporting.formats import FORMATS, export_format
from engine.store.runs import RunRow
from tests.support.run_rows import run_row

BUNDLE, LISTS = export_format("bundle"), export_format("recommendations")


@pytest.fixture
def run() -> RunRow:
    return replace(run_row(), name="My run: first")


def test_the_target_is_named_after_the_run(run: RunRow, tmp_path: Path) -> None:
    assert ExportPlan(run, BUNDLE, tmp_path).target == tmp_path / "My-run-first.areal"
    lists = ExportPlan(run, LISTS, tmp_path, {"ending": "parquet"})
    assert lists.target == tmp_path / "My-run-first-recommendations.parquet"
    assert lists.options == {"ending": "parquet", "top": 20}


def test_what_is_there_already_is_in_the_way(run: RunRow, tmp_path: Path) -> None:
    plan = ExportPlan(run, BUNDLE, tmp_path)
    assert plan.problem == ""
    assert plan.target is not None
    plan.target.write_bytes(b"")
    assert "is there already" in plan.problem


def test_a_folder_that_is_not_there_is_in_the_way(run: RunRow, tmp_path: Path) -> None:
    assert "is not there" in ExportPlan(run, BUNDLE, tmp_path / "none").problem
    (tmp_path / "file").write_bytes(b"")
    assert "is not there" in ExportPlan(run, BUNDLE, tmp_path / "file").problem


def test_a_folder_that_takes_nothing_is_in_the_way(
    run: RunRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "Nothing can be written" in ExportPlan(run, BUNDLE, tmp_path).problem


def test_without_a_model_nothing_can_be_exported(tmp_path: Path) -> None:
    plan = ExportPlan(None, BUNDLE, tmp_path)
    assert plan.target is None
    assert "no trained model" in plan.problem


def test_what_was_chosen_last_is_chosen_again(run: RunRow, tmp_path: Path) -> None:
    extra: dict[str, object] = {}
    ExportMemory(extra).remember(ExportPlan(run, LISTS, tmp_path, {"ending": "parquet", "top": 5}))
    memory = ExportMemory(extra)

    assert memory.folder == tmp_path
    assert memory.form is LISTS
    assert memory.values(LISTS) == {"ending": "parquet", "top": 5}
    assert memory.values(BUNDLE) == {"licence": ""}


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"export.folder": "/not/there", "export.format": "zip", "export.options": 7},
        {"export.folder": "relative", "export.options": {"recommendations": {"ending": "exe", "top": "9"}}},
        {"export.folder": 3, "export.options": {"recommendations": None}},
    ],
)
def test_what_is_remembered_wrongly_counts_for_nothing(extra: dict[str, object]) -> None:
    memory = ExportMemory(extra)

    assert memory.folder == Path.home()
    assert memory.form is FORMATS[0]
    assert memory.values(LISTS) == {"ending": "csv", "top": 20}
