"""Curves over epochs, steps and time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from areal_gui.pages.runs.comparison.contents import ComparedRun, Series, Steps
from areal_gui.pages.runs.comparison.lines import by_loss_kind, loss_lines, metric_lines, without_steps
from tests.support.run_rows import run_row

EPOCHS = np.array([1.0, 2.0])


def compared(*, steps: int = 0, place: int = 0) -> ComparedRun:
    """A run of two epochs of 10 s each, of so many steps each where they were recorded."""
    numbers = np.arange(1.0, 2 * steps + 1)
    recorded = Steps(numbers, 10 * numbers / steps, 1 / numbers, steps) if steps else Steps()
    return ComparedRun(
        row=run_row(place + 1),
        place=place,
        name=f"run {place}",
        loss=Series(EPOCHS, np.array([3.0, 2.0])),
        validation={"ndcg@20": Series(EPOCHS, np.array([0.1, 0.2]))},
        seconds=Series(EPOCHS, np.array([10.0, 20.0])),
        steps=recorded,
    )


def test_over_epochs_every_run_has_its_mean_losses() -> None:
    [one, two] = loss_lines([compared(), compared(steps=5, place=1)], "epoch", 1)
    assert one.x.tolist() == two.x.tolist() == [1, 2]
    assert one.y.tolist() == [3, 2]
    assert (one.place, two.place) == (0, 1)


def test_only_losses_of_one_kind_share_an_axis() -> None:
    models = ("areal", "gru4rec", "sasrec", "gru4rec")
    losses = ({}, {"baseline": {"loss": "ce"}}, {"baseline": {"loss": "ce"}}, {"baseline": {"loss": "bce1"}})
    runs = [
        replace(compared(place=place), row=replace(run_row(place + 1), model=model, config=config))
        for place, (model, config) in enumerate(zip(models, losses, strict=True))
    ]
    found = {kind: [run.place for run in group] for kind, group in by_loss_kind(runs).items()}
    assert found == {"CE": [1, 2], "squared error + CE": [0], "BCE, 1 negative": [3]}
    assert next(iter(found)) == "CE"


def test_over_steps_the_loss_is_that_of_each_step_and_validation_stands_at_the_ends_of_epochs() -> None:
    run = compared(steps=5)
    [loss] = loss_lines([run], "step", 1)
    assert loss.x.tolist() == list(range(1, 11))
    [metric] = metric_lines([run], "ndcg@20", "step", 1)
    assert metric.x.tolist() == [5, 10]
    assert metric.y.tolist() == pytest.approx([10, 20])


def test_a_run_without_recorded_steps_has_no_line_over_steps_and_is_named() -> None:
    runs = [compared(), compared(steps=5, place=1)]
    [loss, _] = loss_lines(runs, "step", 1)
    [metric, _] = metric_lines(runs, "ndcg@20", "step", 1)
    assert len(loss.x) == len(metric.x) == 0
    assert without_steps(runs) == runs[:1]


def test_over_time_epochs_stand_where_they_ended() -> None:
    [by_epoch, by_step] = loss_lines([compared(), compared(steps=5)], "time", 1)
    assert by_epoch.x.tolist() == [10, 20]
    assert by_step.x[-1] == 20
    assert [
        line.x.tolist() for line in metric_lines([compared(), compared(steps=5)], "ndcg@20", "time", 1)
    ] == [
        [10, 20],
        [10, 20],
    ]


def test_means_of_epochs_are_not_averaged_as_if_they_were_steps() -> None:
    for memory in (1, 50):
        [line] = loss_lines([compared()], "time", memory)
        assert line.y.tolist() == [3, 2]


def test_without_any_times_nothing_is_drawn_over_time() -> None:
    run = replace(compared(), seconds=Series())
    assert [len(line.x) for line in loss_lines([run], "time", 1)] == [0]


def test_what_is_no_number_is_left_out() -> None:
    run = replace(compared(), loss=Series(np.array([1.0, 2.0, 3.0]), np.array([3.0, np.nan, 1.0])))
    [line] = loss_lines([run], "epoch", 2)
    assert line.x.tolist() == [1, 3]
    assert np.isfinite(line.y).all()


def test_smoothing_averages_over_the_latest_values() -> None:
    run = replace(compared(), loss=Series(np.arange(1.0, 101), np.tile([0.0, 2.0], 50)))
    [rough], [smooth] = loss_lines([run], "epoch", 1), loss_lines([run], "epoch", 20)
    assert rough.y.tolist() == run.loss.y.tolist()
    assert np.ptp(smooth.y[50:]) < 0.2
    assert smooth.y[-1] == pytest.approx(1, abs=0.1)
