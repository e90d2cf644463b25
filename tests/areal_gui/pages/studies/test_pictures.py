"""What a study shows as points: where they stand, what is best, and what they are compared with."""

from __future__ import annotations

import math

import pytest

from areal_gui.pages.studies.pictures import history_picture, series_names, slice_picture, sweep_picture
from engine.store.studies import StudyRow
from engine.studies.plan import Axis, Dimension, SearchPlan, SweepPlan
from engine.studies.results import Figure, ResultRow, StudyResult
from engine.studies.variants import State, label
from engine.training.config import RunConfig
from engine.training.settings import Value

BASE = RunConfig()
REFERENCES = {"test": {"popularity": {"ndcg@20": 0.03}, "markov": {"ndcg@20": 0.3}}}


def row(
    changes: dict[str, Value], value: float | None, state: State = "finished", **more: object
) -> ResultRow:
    figures = {}
    if value is not None:
        figure = Figure(value, value - 0.01, value + 0.01, (value,))
        figures = {split: {"ndcg@20": figure, "parameters": Figure(1000.0)} for split in ("val", "test")}
    return ResultRow(label(changes), changes, state, 1, 1, (1,), figures, **more)  # type: ignore[arg-type]


def sweep(rows: list[ResultRow], best: int | None = None) -> StudyResult:
    plan = SweepPlan(preset="quick", base=BASE, axes=(Axis(path="model.layers", values=(1,)),))
    study = StudyRow(1, 1, "tiny", "Study", "grid", {}, 0)
    return StudyResult(study, plan, tuple(rows), REFERENCES, True, best)


LAYERS = Dimension(path="model.layers", choices=(1, 2))


def search(rows: list[ResultRow], best: int | None = None, space: Dimension = LAYERS) -> StudyResult:
    plan = SearchPlan(preset="quick", base=BASE, space=(space,))
    return StudyResult(StudyRow(1, 1, "tiny", "S", "search", {}, 0), plan, tuple(rows), {}, True, best)


def test_words_stand_side_by_side_in_their_order() -> None:
    rows = [row({"diffusion.schedule": name}, 0.2) for name in ("sqrt", "linear", "cosine")]
    shown = sweep_picture(sweep(rows, best=1), "test", "ndcg@20")
    assert [name for _, name in shown.ticks] == ["sqrt", "linear", "cosine"]
    assert [spot.x for spot in shown.spots] == [0.0, 1.0, 2.0]
    assert [spot.best for spot in shown.spots] == [False, True, False]
    assert not shown.joined
    assert shown.spots[0].y == pytest.approx(20.0)
    assert shown.spots[0].low == pytest.approx(19.0)
    assert "best on validation" in shown.spots[1].told
    assert [(level.label, level.value) for level in shown.references] == [("Popularity", 3.0)]
    assert shown.x_title == "Noise schedule"


def test_numbers_over_a_wide_range_stand_by_their_factors() -> None:
    rows = [row({"diffusion.steps": steps}, 0.2) for steps in (10, 100, 1000)]
    shown = sweep_picture(sweep(rows), "test", "ndcg@20")
    assert [spot.x for spot in shown.spots] == pytest.approx([1.0, 2.0, 3.0])
    assert shown.joined


def test_numbers_of_one_size_stand_by_their_differences() -> None:
    rows = [row({"model.dropout": share}, 0.2) for share in (0.1, 0.2, 0.4)]
    assert [spot.x for spot in sweep_picture(sweep(rows), "test", "ndcg@20").spots] == [0.1, 0.2, 0.4]


def test_a_second_axis_makes_series_that_stand_beside_each_other() -> None:
    rows = [
        row({"model.layers": layers, "diffusion.schedule": name}, 0.2)
        for layers in (1, 2)
        for name in ("sqrt", "linear", "exp")
    ]
    result = sweep(rows)
    shown = sweep_picture(result, "test", "ndcg@20")
    assert series_names(result) == ["L = 1", "L = 2"]
    assert [spot.series for spot in shown.spots] == [0, 0, 0, 1, 1, 1]
    assert len({spot.x for spot in shown.spots}) == 6


def test_what_has_not_finished_is_not_shown_and_costs_have_no_references() -> None:
    rows = [row({"model.layers": 1}, 0.2), row({"model.layers": 2}, None, "waiting")]
    shown = sweep_picture(sweep(rows), "test", "parameters")
    assert [(spot.name, spot.y) for spot in shown.spots] == [("L = 1", 1000.0)]
    assert shown.references == ()
    assert math.isnan(shown.spots[0].low)
    assert "1 of 2" in shown.summary


def test_the_history_of_a_search_rises_and_shows_what_was_pruned() -> None:
    rows = [
        row({"model.layers": 1}, 0.2),
        row({"model.layers": 2}, None, "pruned", watched=0.1),
        row({"model.layers": 1}, 0.3),
        row({"model.layers": 2}, None, "failed"),
    ]
    shown = history_picture(search(rows, best=2))
    assert [(spot.x, spot.hollow) for spot in shown.spots] == [(1.0, False), (2.0, True), (3.0, False)]
    assert [x for x, _ in shown.stairs] == [1.0, 3.0, 4.0]
    assert [y for _, y in shown.stairs] == pytest.approx([20.0, 30.0, 30.0])
    assert shown.spots[2].best


def test_a_slice_stands_over_its_setting() -> None:
    rows = [row({"model.layers": 2}, 0.2), row({"model.layers": 1}, 0.3)]
    shown = slice_picture(search(rows), "model.layers")
    assert [(spot.x, spot.y) for spot in shown.spots] == [
        (1.0, pytest.approx(20.0)),
        (0.0, pytest.approx(30.0)),
    ]
    assert [name for _, name in shown.ticks] == ["1", "2"]


def test_a_slice_of_a_range_has_its_scale() -> None:
    path = "training.learning_rate"
    rows = [row({path: rate}, 0.2) for rate in (0.001, 0.01)]
    by_factors = slice_picture(
        search(rows, space=Dimension(path=path, low=1e-4, high=0.1, logarithmic=True)), path
    )
    assert [spot.x for spot in by_factors.spots] == pytest.approx([-3.0, -2.0])
    assert {"0.001", "0.002", "0.005", "0.01"} <= {name for _, name in by_factors.ticks}
    by_differences = slice_picture(search(rows, space=Dimension(path=path, low=0.0, high=0.1)), path)
    assert [spot.x for spot in by_differences.spots] == [0.001, 0.01]
    assert by_differences.ticks == ()
