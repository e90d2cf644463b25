"""The command line as a process of its own: start-up, signals, pipes, odd locales."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.engine.cli.calling import areal, write_log
from tests.support.real_data import REPOSITORY

ENDLESS = ("--preset", "quick", "--set", "training.epochs=10000", "--set", "training.patience=0")


def command(workspace: Path, *words: str | Path) -> list[str]:
    return [sys.executable, "-m", "engine", "--workspace", str(workspace), *map(str, words)]


def start(workspace: Path, *words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(workspace, *words),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def read_until(process: subprocess.Popen[str], event: str) -> dict[str, Any]:
    assert process.stdout is not None
    for line in process.stdout:
        found: dict[str, Any] = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(f"no {event}: {process.communicate()[1]}")


def interrupt(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Press Ctrl-C; the lines that still came."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize(
    "words", [["--help"], ["import", "--help"], ["datasets"], ["runs"], ["import", "gone.csv"]]
)
def test_torch_is_not_loaded_where_it_is_not_needed(words: list[str], tmp_path: Path) -> None:
    program = (
        "import sys\nfrom engine.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "sys.exit('torch' in sys.modules or 'pandas' in sys.modules)"
    )
    words = ["--workspace", str(tmp_path / "w"), *words]

    subprocess.run([sys.executable, "-c", program, *words], cwd=REPOSITORY, check=True, capture_output=True)


def test_ctrl_c_in_an_import_leaves_nothing(tmp_path: Path) -> None:
    log = write_log(tmp_path / "long.csv", sessions=400_000)
    process = start(tmp_path / "w", "import", log, "--json")
    read_until(process, "import_progress")

    lines = interrupt(process)

    assert all(line["event"] != "result" for line in lines)
    assert areal(tmp_path / "w", "datasets", "--json").result["datasets"] == []


def test_ctrl_c_in_training_keeps_the_best_epoch(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))
    process = start(tmp_path / "w", "train", "1", *ENDLESS, "--json")
    read_until(process, "epoch_finished")

    lines = interrupt(process)

    assert lines[-1]["event"] == "result"
    assert lines[-1]["status"] == "stopped"
    assert areal(tmp_path / "w", "recommend", "1", "--user", "s001").code == 0


def test_ctrl_c_before_the_first_epoch_leaves_a_run_without_a_model(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv", sessions=20_000))
    process = start(tmp_path / "w", "train", "1", *ENDLESS, "--json")
    read_until(process, "run_started")

    lines = interrupt(process)

    assert all(line["event"] != "result" for line in lines)
    (run,) = areal(tmp_path / "w", "runs", "--json").result["runs"]
    assert run["status"] == "stopped"
    refused = areal(tmp_path / "w", "recommend", "1", "--user", "s001")
    assert refused.code == 2
    assert "no trained model" in refused.err


def test_training_ends_cleanly_when_its_reader_goes_away(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))
    process = start(tmp_path / "w", "train", "1", *ENDLESS, "--json")
    read_until(process, "epoch_finished")
    assert process.stdout is not None
    assert process.stderr is not None

    process.stdout.close()

    assert process.wait(timeout=120) == 141
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    (run,) = areal(tmp_path / "w", "runs", "--json").result["runs"]
    assert run["status"] == "stopped"


def test_a_closed_pipe_ends_a_listing_quietly(trained: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            command(trained, "datasets"), cwd=REPOSITORY, stdout=closed, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 141
    assert done.stderr == b""


def test_titles_are_utf_8_in_any_locale(trained: Path) -> None:
    done = subprocess.run(
        command(trained, "recommend", "1", "--user", "s001", "--json"),
        cwd=REPOSITORY,
        env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=True,
    )

    assert "電影" in done.stdout.decode("utf-8")


def test_only_one_process_writes_to_a_workspace(tmp_path: Path) -> None:
    log = write_log(tmp_path / "shop.csv")
    areal(tmp_path / "w", "import", log)
    process = start(tmp_path / "w", "train", "1", *ENDLESS, "--json")
    read_until(process, "epoch_finished")

    second = areal(tmp_path / "w", "import", log, "--name", "again")
    reading = areal(tmp_path / "w", "datasets")
    interrupt(process)

    assert second.code == 3
    assert "in use" in second.err
    assert reading.code == 0
