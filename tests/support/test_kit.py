"""The kit is only worth something if it bites: each check is shown to fail a bad test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.real_data import REPOSITORY

BAD_AND_GOOD_TESTS = """
import logging, random, threading, warnings
import pytest
from PySide6.QtCore import QTimer, qWarning

kept = []
drawn = set()

def test_log():
    logging.getLogger("engine").warning("oops")

def test_announced_log(allow_logs):
    allow_logs(logger="engine", text="low")
    logging.getLogger("engine.store").warning("disk is low")

def test_warning():
    warnings.warn("old")

def test_thread():
    threading.Thread(target=threading.Event().wait, daemon=True, name="forgotten").start()

def test_timer(qapp):
    kept.append(QTimer(interval=5000))
    kept[0].start()

def test_stopped_timer(qapp):
    QTimer(interval=5000).start()
    kept[0].stop()

def test_qt_message(qapp):
    qWarning("bad widget")

@pytest.mark.parametrize("time", range(3))
def test_seed(time):
    drawn.add(random.random())
    assert len(drawn) == 1
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of these tests, run with the project's own configuration."""
    file = tmp_path_factory.mktemp("kit") / "test_kit_itself.py"
    file.write_text(BAD_AND_GOOD_TESTS)
    options = ["-q", "-rA", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "tests.conftest"]
    configuration = ["-c", str(REPOSITORY / "pyproject.toml"), "--rootdir", str(file.parent)]
    command = [sys.executable, "-m", "pytest", *options, *configuration, str(file)]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("test_log", "WARNING engine: oops"),
        ("test_warning", "UserWarning: old"),
        ("test_thread", "left running:\nthread 'forgotten' started at"),
        ("test_timer", "left running:\nQTimer"),
        ("test_qt_message", "bad widget"),
    ],
)
def test_a_test_that_misbehaves_fails_and_is_told_why(said: str, name: str, complaint: str) -> None:
    assert re.search(rf"^(FAILED|ERROR) \S*::{name}\b", said, re.MULTILINE), said
    assert complaint in said


@pytest.mark.parametrize("name", ["test_announced_log", "test_stopped_timer", "test_seed[0]", "test_seed[2]"])
def test_a_test_that_behaves_passes(said: str, name: str) -> None:
    assert re.search(rf"^PASSED \S*::{re.escape(name)}$", said, re.MULTILINE), said
    assert not re.search(rf"^(FAILED|ERROR) \S*::{re.escape(name)}", said, re.MULTILINE), said


def test_a_leftover_is_traced_to_the_line_that_started_it(said: str) -> None:
    traced = re.findall(r'test_kit_itself\.py", line (\d+), in (test_\w+)', said)

    assert {name for _, name in traced} >= {"test_thread", "test_timer"}


def test_the_repository_is_found() -> None:
    assert Path(REPOSITORY, "pyproject.toml").exists()
