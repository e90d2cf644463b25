"""Trainings as processes: one that is killed and resumed, and several that train one model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.engine.cli.calling import areal, write_log
from tests.engine.training.courses import fingerprint, ranking
from tests.support.real_data import REPOSITORY

SETTINGS = [
    word
    for setting in (
        "training.epochs=3",
        "model.embedding_size=16",
        "training.batch_size=64",
        "training.average_decay=0.9",
    )
    for word in ("--set", setting)
]
ENGINE = [sys.executable, "-m", "engine"]
TWO = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "engine"]


def start(program: list[str], workspace: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*program, "--workspace", str(workspace), *words],
        cwd=REPOSITORY,
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def lines(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    assert areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv")).code == 0
    return tmp_path / "w"


def weights(workspace: Path, run: int, name: str = "best") -> Path:
    return workspace / "runs" / str(run) / "checkpoints" / f"{name}.safetensors"


def test_a_run_that_was_killed_is_resumed_to_the_same_end(workspace: Path) -> None:
    words = ("train", "1", "--preset", "quick", "--device", "cpu", *SETTINGS, "--json")
    whole = areal(workspace, *words)
    process = start(ENGINE, workspace, *words)
    next(line for line in lines(process) if line["event"] == "epoch_finished")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL

    resumed = areal(workspace, "resume", "2", "--json")

    assert resumed.code == 0, resumed.err
    assert resumed.lines[0]["event"] == "run_resumed"
    assert ranking(resumed.result["metrics"]) == ranking(whole.result["metrics"])
    assert fingerprint(weights(workspace, 2, "last")) == fingerprint(weights(workspace, 1, "last"))
    assert areal(workspace, "resume", "2").code == 2


TOLERANCE = 1e-5
"""Of a weight: two processes add the same gradients in another order. The difference measured was 1.2e-7."""


def test_two_processes_train_what_one_does(workspace: Path) -> None:
    words = ("train", "1", "--preset", "quick", "--device", "cpu", *SETTINGS, "--json")
    words += ("--set", "model.dropout=0", "--set", "training.refit=train+val")
    alone = areal(workspace, *words).result
    process = start(TWO, workspace, *words)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    told = [json.loads(line) for line in out.splitlines()]
    together = told[-1]

    assert [line["event"] for line in told].count("run_started") == 1
    assert together["epochs"] == alone["epochs"]
    assert ranking(together["metrics"]) == pytest.approx(ranking(alone["metrics"]), abs=1e-9)
    for name in ("best", "refit"):
        one, two = (load_file(weights(workspace, run, name)) for run in (1, 2))
        assert max(float((one[key] - two[key]).abs().max()) for key in one) < TOLERANCE
    assert not torch.equal(one["embedding"], two["embedding"])  # they did not train alone
