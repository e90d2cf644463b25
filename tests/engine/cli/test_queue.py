"""`queue`: what the command line does with trainings that wait for their turn."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.store.queue import list_queue, mark_failed
from engine.store.writer_lock import WriterLock
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.engine.cli.calling import SMALL, areal


@pytest.fixture
def root(trained: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained, tmp_path / "w"))


def add(root: Path, *words: str) -> int:
    outcome = areal(root, "queue", "add", "shop", "--preset", "quick", *SMALL, *words, "--json")
    assert outcome.code == 0, outcome.err
    return int(outcome.result["number"])


def test_an_empty_queue_says_how_to_fill_it(trained: Path) -> None:
    outcome = areal(trained, "queue", "list")
    assert (outcome.code, outcome.out) == (0, "")
    assert "queue add" in outcome.err
    assert areal(trained, "queue", "--json").result["queue"] == []


def test_the_order_is_changed_and_listed(root: Path) -> None:
    first, second, third = (add(root, "--name", name) for name in ("first", "second", "third"))
    moved = areal(root, "queue", "move", str(third), "1", "--json")
    assert (moved.result["number"], moved.result["place"], moved.result["of"]) == (third, 1, 3)
    assert areal(root, "queue", "remove", str(second), "--json").result == {
        "event": "result",
        "number": second,
        "run_id": None,
    }
    listed = areal(root, "queue", "list", "--json").result["queue"]
    assert [(each["id"], each["name"], each["status"]) for each in listed] == [
        (third, "third", "waiting"),
        (first, "first", "waiting"),
    ]
    assert listed[0]["config"]["training"]["epochs"] == 2
    lines = areal(root, "queue").out.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["1", str(third)], ["2", str(first)]]


def test_it_is_worked_off_in_order(root: Path) -> None:
    add(root, "--name", "one", "--seed", "1"), add(root, "--name", "two", "--seed", "2")
    outcome = areal(root, "queue", "run", "--json")
    assert outcome.code == 0, outcome.err
    assert {key: outcome.result[key] for key in ("finished", "failed", "runs")} == {
        "finished": 2,
        "failed": 0,
        "runs": [2, 3],
    }
    runs = areal(root, "runs", "--json").result["runs"]
    assert [(run["name"], run["seed"], run["status"]) for run in runs[:2]] == [
        ("two", 2, "finished"),
        ("one", 1, "finished"),
    ]
    assert areal(root, "queue", "--json").result["queue"] == []


def test_one_that_fails_ends_the_command_with_a_fault_and_can_be_tried_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = add(root, "--seed", "1")
    add(root, "--seed", "2")

    def failing(*arguments: object, **options: object) -> object:
        if arguments[2].seed == 1:  # type: ignore[attr-defined]
            raise EngineError("The device is lost.")
        return train(*arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("engine.training.queue.train", failing)
        outcome = areal(root, "queue", "run", "--json")
    assert outcome.code == 3
    assert outcome.lines[-1]["event"] == "error"
    assert "1 of 2 trainings" in outcome.err
    assert "The device is lost." in areal(root, "queue").out

    assert areal(root, "queue", "retry", str(bad), "--json").result["place"] == 1
    assert areal(root, "queue", "run", "--json").result["finished"] == 1


@pytest.mark.parametrize(
    "words",
    [
        ("queue", "add", "nothing"),
        ("queue", "add", "shop", "--set", "training.epoch=2"),
        ("queue", "add", "shop", "--preset", "best"),
        ("queue", "move", "77", "1"),
        ("queue", "move", "1", "0"),
        ("queue", "remove", "77"),
        ("queue", "retry", "77"),
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_refused_and_nothing_waits(root: Path, words: tuple[str, ...]) -> None:
    assert areal(root, *words).code == 2
    assert areal(root, "queue", "--json").result["queue"] == []


def test_only_what_failed_is_retried(root: Path) -> None:
    number = add(root)
    assert areal(root, "queue", "retry", str(number)).code == 2
    with Workspace.open(root) as workspace:
        mark_failed(workspace.store, number, "The disk was full.")
    assert areal(root, "queue", "retry", str(number)).code == 0
    with Workspace.open(root, write=False) as workspace:
        assert [(each.status, each.error) for each in list_queue(workspace.store)] == [("waiting", None)]


def test_while_a_window_writes_the_queue_can_only_be_looked_at(root: Path) -> None:
    number = add(root)
    with WriterLock(root):
        assert areal(root, "queue", "list").code == 0
        outcome = areal(root, "queue", "remove", str(number))
    assert outcome.code == 3
    assert "in use" in outcome.err
