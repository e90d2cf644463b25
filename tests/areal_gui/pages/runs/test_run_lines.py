from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from areal_gui.pages.runs.opened.settings_tab import ConfigModel
from areal_gui.pages.runs.run_lines import read_lines, status_reason
from areal_gui.pages.runs.stored import StoredCurves, arranged
from areal_gui.pages.runs.table.columns import column
from areal_gui.pages.runs.table.filters import RunFilter
from engine.models.methods import row_name
from engine.store.runs import BEFORE_TRAINING, FINAL, Metric, RunRow
from engine.training.config import RunConfig
from engine.training.presets import preset, preset_for
from engine.training.settings import Value, with_settings
from engine.workspace import Workspace
from tests.areal_gui.pages.runs.showing import add_run
from tests.support.dataset_rows import dataset_row
from tests.support.page_states import ordinary


def run(number: int, **changes: object) -> RunRow:
    row = RunRow(
        id=number,
        dataset_id=1,
        dataset_name="log",
        name=f"run {number}",
        model="areal",
        preset="recommended",
        seed=0,
        device="cpu",
        status="finished",
        created_at=1_700_000_000_000 + number,
        finished_at=None,
        config=RunConfig().model_dump(),
        split_hash="",
        policy="keep",
        epoch=number,
        best_epoch=2,
        parameters=10,
        error=None,
    )
    return dataclasses.replace(row, **changes)


def test_failed_and_interrupted_runs_say_why() -> None:
    assert status_reason(run(1, status="failed", error="The loss exploded.")) == "The loss exploded."
    assert status_reason(run(1, status="interrupted"))
    assert status_reason(run(1, status="finished")) == ""


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"method": "areal"}, "AREAL"),
        ({"method": "areal", "model.encoder": "attention"}, "AREAL (attention encoder)"),
        ({"method": "gru4rec", "baseline.loss": "bce1"}, "GRU4Rec (BCE, 1 negative)"),
        ({"method": "adaranker", "adaranker.ranks": "full"}, "AdaRanker (full catalogue, CE)"),
        ({"method": "dreamrec", "training.discrete_weight": 0.0}, "DreamRec (squared error)"),
        (
            {"method": "diffrec", "diffrec.variant": "l-diffrec", "diffrec.objective": "next_item"},
            "L-DiffRec (session rows, adapted)",
        ),
    ],
)
def test_the_table_calls_a_model_as_all_others_do(
    workspace: Workspace, tmp_path: Path, changes: dict[str, Value], told: str
) -> None:
    ordinary(workspace, tmp_path)
    config = with_settings(RunConfig(), changes)
    assert row_name(config.method, config.model_dump()) == told
    number = add_run(workspace, "first", config=config)
    line = next(line for line in read_lines(workspace.store).runs if line.row.id == number)
    shown = column("model")
    assert shown is not None
    assert shown.text(line) == shown.value(line) == told
    assert RunFilter(text=told).chosen([line]) == [line]


def test_metrics_become_curves_and_tables() -> None:
    metrics = [
        Metric("model", "train", "all", "loss", 2, 1.0),
        Metric("model", "train", "all", "loss", 1, 2.0),
        Metric("model", "train", "all", "loss.discrete", 1, 1.5),
        Metric("model", "train", "all", "loss.squared_error", 1, 0.5),
        Metric("model", "train", "all", "embedding_spread", 1, 0.9),
        Metric("model", "val", "all", "ndcg@20", 1, 0.1),
        Metric("model", "val", "all", "ndcg@20", 2, 0.2),
        Metric("item-knn", "val", "all", "ndcg@20", FINAL, 0.15),
        Metric("model", "test", "with-history", "ndcg@20", FINAL, 0.3),
        Metric("item-knn", "test", "with-history", "ndcg@20", FINAL, 0.2),
    ]
    stored = arranged(run(1), metrics)
    picture = StoredCurves(stored).picture("epoch", ("loss", "ndcg@20", "embedding_spread", "memory"))
    assert [(curve.label, curve.x.tolist(), curve.y.tolist()) for curve in picture["loss"].curves] == [
        ("total", [0.5, 1.5], [2.0, 1.0]),
        ("discrete", [0.5], [1.5]),
        ("squared error", [0.5], [0.5]),
    ]
    (ndcg,) = picture["ndcg@20"].curves
    assert ndcg.y.tolist() == [10.0, 20.0]
    assert ndcg.marked == 2
    assert [level.value for level in picture["ndcg@20"].references] == [15.0]
    assert [curve.y.tolist() for curve in picture["embedding_spread"].curves] == [[0.9]]
    assert picture["memory"].curves == ()
    assert stored.table("test", "with-history") == ({"ndcg@20": 0.3}, {"item-knn": {"ndcg@20": 0.2}})
    assert not stored.tested


def test_the_lines_beside_the_curves_are_scored_on_the_rows_of_the_curves() -> None:
    metrics = [
        Metric("item-knn", "val", "all", "ndcg@20", BEFORE_TRAINING, 0.12),
        Metric("model", "val", "all", "ndcg@20", 1, 0.1),
        Metric("item-knn", "val", "all", "ndcg@20", FINAL, 0.15),
    ]
    stored = arranged(run(1), metrics)
    drawing = StoredCurves(stored).picture("epoch", ["ndcg@20"])["ndcg@20"]
    assert [curve.x.tolist() for curve in drawing.curves] == [[1.0]]
    assert [level.value for level in drawing.references] == [12.0]
    assert stored.table("val", "all")[1] == {"item-knn": {"ndcg@20": 0.15}}


def test_settings_that_differ_from_the_preset_stand_out() -> None:
    model = ConfigModel()
    config = with_settings(preset("recommended"), {"training.epochs": 7}).model_dump()
    model.show_run(run(1, config=config))
    assert bold(model) == ["Epochs"]


def test_what_the_preset_chose_for_the_data_set_does_not_stand_out() -> None:
    timeless = dataset_row(has_times=False)
    model = ConfigModel()
    model.show_run(run(1, config=preset_for("recommended", timeless).model_dump()), timeless)
    assert bold(model) == []


def bold(model: ConfigModel) -> list[str]:
    return [
        model.index(row, 1).data()
        for row in range(model.rowCount())
        if (font := model.index(row, 1).data(Qt.ItemDataRole.FontRole)) and font.bold()
    ]


def test_a_run_of_another_version_can_be_shown() -> None:
    model = ConfigModel()
    model.show_run(run(1, preset="forgotten", config={"training": {"epochs": 3}}))
    texts = [model.index(row, 2).data() for row in range(model.rowCount())]
    assert "3" in texts
    assert "–" in texts
    assert "Seed" not in bold(model)
