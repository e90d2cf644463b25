"""Plans: what can be varied, how it is written, and what is refused with a reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import BadSetting, EngineError
from engine.store.queue import QueuedRun
from engine.store.runs import FINAL, Metric, RunRow
from engine.store.studies import StudyRow
from engine.studies.plan import Axis, Dimension, SearchPlan, SweepPlan, check, combinations, plan_of
from engine.studies.results import figures_of, over_seeds
from engine.studies.spelling import axis_from, dimension_from, seeds_from, values_text
from engine.studies.variants import Cell, cells, label, variants
from engine.training.config import RunConfig
from engine.training.settings import Value

BASE = RunConfig()


def grid(*axes: Axis, seeds: tuple[int, ...] = (0,)) -> SweepPlan:
    return SweepPlan(preset="quick", base=BASE, axes=axes, seeds=seeds)


def search(*space: Dimension, trials: int | None = 5, minutes: float | None = None) -> SearchPlan:
    return SearchPlan(preset="quick", base=BASE, space=space, trials=trials, minutes=minutes)


LAYERS = Axis(path="model.layers", values=(1, 2))
RATE = Axis(path="training.learning_rate", values=(0.001, 0.01))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("model.layers=1, 2,2", (1, 2)),
        ("diffusion.schedule=linear,sqrt", ("linear", "sqrt")),
        ("model.fusion_weight=0.3,none", (0.3, None)),
        ("model.sphere=true,false", (True, False)),
    ],
)
def test_values_become_what_the_setting_is(text: str, values: tuple[Value, ...]) -> None:
    axis = axis_from(BASE, text)
    assert axis.values == values
    assert axis_from(BASE, f"{axis.path}={values_text(axis.values)}") == axis


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("model.layer=1", "model.layers"),
        ("model.layers=many", "many"),
        ("model.layers", "path=value"),
        ("model.layers=,", "no values"),
    ],
)
def test_an_axis_that_cannot_be_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        axis_from(BASE, text)


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("training.learning_rate=1e-4..1e-2", {"low": 1e-4, "high": 1e-2, "logarithmic": True}),
        ("model.dropout=0..0.5", {"low": 0.0, "high": 0.5, "logarithmic": False}),
        ("training.learning_rate=1e-4..1e-2:linear", {"low": 1e-4, "high": 1e-2, "logarithmic": False}),
        ("model.layers=1..4:log", {"low": 1.0, "high": 4.0, "logarithmic": True}),
        ("model.layers=1,3", {"choices": (1, 3)}),
    ],
)
def test_a_space_is_a_range_or_a_list(text: str, dimension: dict[str, object]) -> None:
    found = dimension_from(BASE, text)
    assert found == Dimension.model_validate({"path": text.partition("=")[0], **dimension})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("diffusion.schedule=a..b", "is not a number"),
        ("model.dropout=0.5..0.1", "holds nothing"),
        ("model.dropout=0..0.5:log", "cannot begin at 0"),
        ("model.layers=0..3", "not possible for model.layers"),
        ("training.learning_rat=1..2", "training.learning_rate"),
    ],
)
def test_a_range_that_cannot_be_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        dimension_from(BASE, text)


@pytest.mark.parametrize("text", ["", "a", "1,-2", "3000000000", "1.5"])
def test_seeds_are_whole_numbers(text: str) -> None:
    assert seeds_from("0, 1,1,7") == (0, 1, 7)
    with pytest.raises(BadSetting):
        seeds_from(text)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (grid(), "Nothing is varied"),
        (grid(LAYERS, LAYERS), "varied twice"),
        (grid(Axis(path="seed", values=(1, 2))), "several seeds"),
        (grid(LAYERS, seeds=()), "no seed"),
        (grid(LAYERS, RATE, seeds=tuple(range(251))), "1,004 trainings"),
        (search(), "Nothing is varied"),
        (search(Dimension(path="model.layers", choices=(1,)), trials=None), "no end"),
        (search(Dimension(path="model.layers", choices=(1,)), trials=0), "0 trials"),
        (search(Dimension(path="model.layers", choices=(1,)), minutes=0.0), "0 minutes"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(plan: SweepPlan | SearchPlan, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        check(plan)


def test_combinations_are_counted_where_they_can_be() -> None:
    layers, schedule = (
        Dimension(path="model.layers", low=1, high=4),
        Dimension(path="diffusion.schedule", choices=("linear", "sqrt")),
    )
    assert combinations((layers, schedule)) == 8
    assert combinations((layers, Dimension(path="model.dropout", low=0, high=0.5))) is None


def test_a_plan_of_another_version_is_told() -> None:
    plan = grid(LAYERS).model_dump(mode="json")
    study = StudyRow(1, 1, "tiny", "Layers", "grid", plan, 0)
    assert plan_of(study) == grid(LAYERS)
    with pytest.raises(EngineError, match="another version"):
        plan_of(replace(study, plan=plan | {"what": 1}))


def test_rows_are_called_by_what_they_change() -> None:
    assert label({"diffusion.steps": 10}) == "T = 10"
    assert label({"model.fusion_weight": 0.3}) == "0.3 : 0.7"
    assert label({"model.fusion_weight": None}) == "attention"
    assert [variant.label for variant in variants(grid(LAYERS, RATE))] == [
        "L = 1, learning rate = 0.001",
        "L = 1, learning rate = 0.01",
        "L = 2, learning rate = 0.001",
        "L = 2, learning rate = 0.01",
    ]


def run_row(number: int, status: str, config: dict[str, object], error: str | None = None) -> RunRow:
    return RunRow(
        id=number,
        dataset_id=1,
        dataset_name="tiny",
        name="",
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        status=status,
        created_at=0,
        finished_at=None,
        config=config,
        split_hash="",
        policy="keep",
        epoch=0,
        best_epoch=None,
        parameters=None,
        error=error,
    )


def test_what_became_of_a_training_is_told_from_its_run_and_the_queue() -> None:
    def told(cell: Cell) -> tuple[str, int, str, int | None]:
        return (cell.variant.label, cell.seed, cell.state, cell.run.id if cell.run else None)

    def config(layers: int, seed: int = 0) -> dict[str, object]:
        return {"model": {"layers": layers}, "seed": seed}

    runs = [
        run_row(1, status="failed", config=config(1), error="lost"),
        run_row(2, status="finished", config=config(1)),
        run_row(3, status="interrupted", config=config(1)),
        run_row(4, status="stopped", config=config(2)),
    ]
    queue = [QueuedRun(9, 1, "tiny", 4, "", "quick", config(2), 0.0, "waiting")]
    found = cells(grid(LAYERS, seeds=(0, 1)), runs, queue)
    assert [told(cell) for cell in found] == [
        ("L = 1", 0, "finished", 2),
        ("L = 1", 1, "open", None),
        ("L = 2", 0, "waiting", 4),
        ("L = 2", 1, "open", None),
    ]


def test_an_interval_over_seeds_is_students() -> None:
    # Sample 1, 2, 3: s = 1, t(2, 0.975) = 4.302653, reach = 4.302653 / sqrt(3).
    figure = over_seeds([1.0, 2.0, 3.0])
    assert (figure.mean, figure.each) == (2.0, (1.0, 2.0, 3.0))
    assert figure.low == pytest.approx(2 - 2.484138, abs=1e-5)
    assert figure.high == pytest.approx(2 + 2.484138, abs=1e-5)
    assert over_seeds([1.0]).low != over_seeds([1.0]).low  # nan: one seed says nothing of others


def test_an_interval_of_a_share_stays_within_what_a_share_can_be() -> None:
    def run(share: float, seconds: float) -> list[Metric]:
        values = {"ndcg@20": share, "ndcg@20.low": 0.01, "ndcg@20.high": 0.2, "training_seconds": seconds}
        return [Metric("model", "test", "all", name, FINAL, value) for name, value in values.items()]

    several = figures_of([run(0.01, 1.0), run(0.09, 9.0)])["test"]
    assert several["ndcg@20"].low == 0.0
    assert several["ndcg@20"].high < 1.0
    assert several["training_seconds"].low < 0.0
    one = figures_of([run(0.1, 1.0)])["test"]["ndcg@20"]
    assert (one.mean, one.low, one.high) == (0.1, 0.01, 0.2)


def test_what_the_model_lacks_cannot_be_varied() -> None:
    baseline = SweepPlan(preset="quick", base=BASE.model_copy(update={"method": "gru4rec"}), axes=(LAYERS,))
    with pytest.raises(BadSetting, match=r"model\.layers is no setting of GRU4Rec"):
        check(baseline)
    check(baseline.model_copy(update={"axes": (RATE,)}))


def test_models_can_be_varied_and_are_called_by_their_names() -> None:
    of_models = grid(Axis(path="method", values=("areal", "sasrec")))
    check(of_models)
    assert [variant.label for variant in variants(of_models)] == ["AREAL", "SASRec"]
