"""A run's history: from its steps while it trains, from the store afterwards, over any axis, as a table."""

from __future__ import annotations

import numpy as np
import pytest

from areal_gui.pages.train.history import LOSS, RunHistory
from areal_gui.pages.train.pictures import drawings
from areal_gui.pages.train.spread import collapse_note, collapse_reference
from areal_gui.pages.train.values_table import values_table
from areal_gui.plots.ticks import AxisKind
from engine.training.step_series import StepSeries
from tests.areal_gui.pages.train import training_events as told


def recorded(steps: int, per_epoch: int = told.STEPS) -> StepSeries:
    numbers = np.arange(1, steps + 1)
    values = {"loss": 10.0 / numbers, "memory": np.full(steps, 5e8)}
    return StepSeries(numbers, 0.5 * numbers, values, per_epoch)


@pytest.fixture
def history() -> RunHistory:
    """Two epochs of four steps, half a second each."""
    made = RunHistory(steps_per_epoch=told.STEPS)
    for number in (1, 2):
        made.add_steps(told.steps(number))
        made.add_epoch(told.epoch(number, 0.1 * number))
    return made


@pytest.mark.parametrize(
    ("axis", "ends"), [("epoch", [1.0, 2.0]), ("step", [4.0, 8.0]), ("time", [2.0, 4.0])]
)
def test_epochs_and_steps_lie_at_the_same_places_of_an_axis(
    history: RunHistory, axis: AxisKind, ends: list[float]
) -> None:
    picture = drawings(history, axis, ("loss", "ndcg@20"))
    (ndcg,) = picture["ndcg@20"].curves
    assert ndcg.x.tolist() == ends
    assert picture["loss"].curves[0].x[[3, 7]].tolist() == ends


def test_what_was_recorded_is_drawn_as_it_was_told(history: RunHistory) -> None:
    stored = RunHistory()
    stored.take(recorded(8))
    assert stored.last_step == 8
    assert stored.steps_per_epoch == told.STEPS
    loss, memory = (drawings(stored, "time", (name,))[name].curves[0] for name in ("loss", "memory"))
    assert loss.noisy
    assert loss.x.tolist() == history.seconds.values.tolist()
    assert memory.y.tolist() == [500.0] * 8


def test_a_resumed_run_forgets_the_steps_that_it_does_again() -> None:
    history = RunHistory()
    history.take(recorded(7))
    history.cut(4)
    history.add_steps(told.steps(2))
    assert history.steps.values.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert np.isnan(history.values["gradient_norm"].values[:4]).all()
    assert len(history.values["loss"]) == 8


def test_epochs_from_before_steps_were_recorded_are_drawn_by_their_means() -> None:
    history = RunHistory(steps_per_epoch=told.STEPS, epochs={"loss": {1: 9.0}, "seconds": {1: 3.0}})
    history.add_steps(told.steps(2))
    loss = drawings(history, "time", ["loss"])["loss"].curves[0]
    assert loss.y[0] == 9.0
    assert 0 < loss.x[0] < 3.0
    assert (np.diff(loss.x) >= 0).all()


def test_the_collapse_watch_says_since_when(history: RunHistory) -> None:
    assert collapse_reference(history) == []
    history.first_spread = 2.0
    assert [line.value for line in collapse_reference(history)] == [1.0]
    assert collapse_note(history) == "Collapsed since epoch 1"
    history.epochs["embedding_spread"] = {1: 1.5, 2: 0.9, 3: 0.8}
    assert collapse_note(history) == "Collapsed since epoch 2"
    history.epochs["embedding_spread"] |= {4: 1.2}
    assert collapse_note(history) == ""
    assert drawings(history, "epoch", ["embedding_spread"])["embedding_spread"].curves[0].y[0] == 2.0


def test_the_table_has_a_row_for_every_step_and_metrics_at_the_ends_of_epochs(history: RunHistory) -> None:
    history.add_between(told.evaluated(6, 0.3))
    table = values_table(history)
    assert table.headers[:4] == ("step", "epoch", "seconds", "loss")
    assert len(table.rows) == 8
    ndcg = table.headers.index("epoch.ndcg@20")
    assert [row[ndcg] for row in table.rows] == ["", "", "", "0.1", "", "0.3", "", "0.2"]
    assert table.rows[3][:4] == (4, "1", "2.000", "2.6")


def test_the_table_of_a_run_without_steps_has_its_epochs() -> None:
    history = RunHistory(epochs={"loss": {1: 2.0, 2: 1.0}})
    assert [row[0] for row in values_table(history).rows] == [1, 2]
    assert values_table(RunHistory()).rows == ()


def test_a_loss_of_one_term_is_one_curve() -> None:
    of_one = RunHistory(epochs={"loss": {1: 9.0, 2: 8.0}, "loss.cross_entropy": {1: 9.0, 2: 8.0}})
    of_two = RunHistory(epochs={name: {1: 9.0} for name in ("loss", "loss.discrete", "loss.squared_error")})
    found = [
        [curve.label for curve in drawings(history, "step", [LOSS])[LOSS].curves]
        for history in (of_one, of_two)
    ]
    assert found == [["cross-entropy"], ["total", "discrete", "squared error"]]
