"""What people and scripts see of a training: warnings, pauses, training again, and runs that go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli.console import Console
from engine.cli.training_view import TrainingView
from engine.events import Event
from engine.training.events import (
    Paused,
    ReferenceEvaluated,
    Refitted,
    RunFinished,
    RunResumed,
    RunWarning,
)
from tests.engine.cli.calling import SMALL, areal, write_log

RESUMED = RunResumed(
    run_id=3,
    name="Shop, quick",
    dataset_id=1,
    device="cpu",
    parameters=100,
    examples_train=40,
    examples_val=5,
    examples_test=5,
    epochs=9,
    steps_per_epoch=4,
    policy="exclude",
    repeat_share=0.0,
    epoch=5,
    step=1234,
)
FINISHED = RunFinished(
    run_id=3,
    status="finished",
    epochs=9,
    best_epoch=7,
    stop_reason="all epochs done",
    metrics={"ndcg@20": 0.1},
    seconds=6.0,
    beaten_by=("markov", "item-knn"),
)


def shown(capsys: pytest.CaptureFixture[str], *events: Event, json: bool = False) -> tuple[str, str]:
    view = TrainingView(Console(json=json))
    for event in (RESUMED, *events):
        view.show(event)
    view.finish(FINISHED)
    seen = capsys.readouterr()
    return seen.out, seen.err


def test_a_run_that_goes_on_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = shown(capsys)
    assert "Run 3 “Shop, quick” goes on in epoch 5, after 1,234 steps, on cpu." in err


def test_warnings_and_pauses_are_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    _, err = shown(capsys, RunWarning(run_id=3, text="It collapses."), Paused(run_id=3))
    assert "Warning: It collapses.\n" in err
    assert "Run 3 paused.\n" in err


def test_a_run_that_loses_to_a_reference_is_labelled(capsys: pytest.CaptureFixture[str]) -> None:
    reference = ReferenceEvaluated(run_id=3, subject="markov", split="test", metrics={"ndcg@20": 0.2})
    out, err = shown(capsys, reference, json=True)
    assert "Warning: on test NDCG@20 not better than Markov, item-kNN." in err
    assert json.loads(out)["beaten_by"] == ["markov", "item-knn"]


def test_the_model_trained_again_has_a_row_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    again = Refitted(run_id=3, on="train+val", epochs=7, examples=1045, metrics={"ndcg@20": 0.25})
    out, err = shown(capsys, again, json=True)
    assert "Trained again for use, on train+val: 7 epochs of 1,045 examples." in err
    assert any("AREAL, trained again" in line and "25.00%" in line for line in err.splitlines())
    assert json.loads(out)["refitted"]["metrics"] == {"ndcg@20": 0.25}


def test_a_finished_run_is_not_resumed(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))
    assert areal(tmp_path / "w", "train", "1", "--preset", "quick", *SMALL).code == 0
    refused = areal(tmp_path / "w", "resume", "1")
    assert refused.code == 2
    assert "Run 1 is finished." in refused.err
    assert areal(tmp_path / "w", "resume", "nothing").code == 2
