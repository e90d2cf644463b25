"""Exit codes are a contract with scripts."""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal

import pytest

from engine.cli import program
from engine.cli.console import Console
from engine.cli.parser import build_parser
from engine.errors import BadInput, BadSetting, EngineError, NotFound, WorkspaceBusy
from engine.events import Cancelled, CancelToken


def make_fail(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def command(_arguments: argparse.Namespace, _console: Console, _cancel: CancelToken) -> None:
        raise error

    monkeypatch.setattr(program, "command_of", lambda _verb: command)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadSetting("x"), 2),
        (NotFound("x"), 2),
        (BadInput("x"), 3),
        (WorkspaceBusy("x"), 3),
        (EngineError("x"), 3),
        (OSError(errno.ENOSPC, "No space left on device", "/a/b"), 3),
        (Cancelled(), 130),
        (KeyboardInterrupt(), 130),
        (ValueError("a fault"), 1),
    ],
)
def test_every_failure_has_its_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_fail(monkeypatch, error)

    assert program.main(["datasets"]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err


def test_a_full_disk_is_put_into_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_fail(monkeypatch, OSError(errno.ENOSPC, "No space left on device", "/a/b"))

    program.main(["datasets", "--json"])

    assert json.loads(capsys.readouterr().out) == {
        "event": "error",
        "what": "The disk is full.",
        "why": "/a/b: No space left on device.",
        "advice": "Make room on it and try again.",
    }


def test_an_operation_that_a_signal_brought_to_its_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    def command(_arguments: argparse.Namespace, _console: Console, cancel: CancelToken) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel.cancelled

    monkeypatch.setattr(program, "command_of", lambda _verb: command)

    assert program.main(["datasets"]) == 130


def test_every_verb_has_a_command() -> None:
    verbs = build_parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]

    assert program.COMMANDS.keys() == dict(verbs or {}).keys()
    assert all(callable(program.command_of(verb)) for verb in program.COMMANDS)
