"""Standard output is for answers and JSON, standard error for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.cli.console import Console, plain
from engine.errors import BadInput
from engine.events import Event, Progress


@dataclass(frozen=True, kw_only=True)
class EpochDone(Event):
    loss: float
    title: str


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    Console(json=True).event(EpochDone(loss=0.5, title="Amélie\n2"))

    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "Amélie" in out
    assert json.loads(out) == {"event": "epoch_done", "loss": 0.5, "title": "Amélie\n2"}


def test_the_result_comes_last_and_only_with_json(capsys: pytest.CaptureFixture[str]) -> None:
    Console(json=False).result(run_id=1)
    assert capsys.readouterr().out == ""

    Console(json=True).result(**{"run_id": 1, "hr@20": 0.25})
    assert json.loads(capsys.readouterr().out) == {"event": "result", "run_id": 1, "hr@20": 0.25}


def test_answers_for_people_stay_out_of_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    Console(json=True).show("a table")
    assert capsys.readouterr().out == ""

    Console(json=False).show("a table")
    assert capsys.readouterr().out == "a table\n"


def test_an_error_says_what_why_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    Console(json=True).error(BadInput("It is empty.", "It has 0 bytes.", "Download it again."))

    out, err = capsys.readouterr()
    assert err == "Error: It is empty.\n  It has 0 bytes.\n  Download it again.\n"
    assert json.loads(out) == {
        "event": "error",
        "what": "It is empty.",
        "why": "It has 0 bytes.",
        "advice": "Download it again.",
    }


def test_progress_is_silent_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Console(json=False).event(Progress(text="Reading", done=1, total=2))

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("-inf"), None),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array([[1.0, np.nan]]), [[1.0, None]]),
        (Path("a/b"), "a/b"),
        ({1: (True, None)}, {"1": [True, None]}),
        (EpochDone(loss=1.0, title="t"), {"loss": 1.0, "title": "t"}),
    ],
)
def test_every_value_becomes_strict_json(value: object, expected: object) -> None:
    assert plain(value) == expected
    json.dumps(plain(value), allow_nan=False)
