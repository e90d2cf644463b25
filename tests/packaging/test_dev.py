"""The two commands of the README: what they say and do before the window opens."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.support.real_data import REPOSITORY

DevModule = Callable[[str], ModuleType]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been run; each succeeds."""
    made: list[list[str]] = []

    def call(command: list[Any], **_: object) -> int:
        made.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    return made


@pytest.fixture
def dev(dev_module: DevModule, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """dev.py with an environment and system libraries that are there already."""
    module = dev_module("dev")
    monkeypatch.setattr(module.dev_environment, "prepare", lambda *, with_test_tools: "the-python")
    monkeypatch.setattr(module.dev_libraries, "provide", lambda needed: True)
    return module


def test_an_unknown_command_is_answered_with_the_usage() -> None:
    done = subprocess.run(
        [sys.executable, REPOSITORY / "packaging" / "dev.py", "fly"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "dev.py run" in done.stderr
    assert "dev.py test" in done.stderr


def test_options_of_run_reach_the_window(
    dev: ModuleType, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")

    assert dev.main(["run", "--workspace", "here", "log.csv"]) == 0
    assert calls == [["the-python", "-m", "areal_gui", "--workspace", "here", "log.csv"]]


def test_run_without_a_display_names_the_headless_twin(
    dev: ModuleType,
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")

    assert dev.main(["run"]) == 1
    assert "the-python -m engine" in capsys.readouterr().err
    assert calls == []


def test_missing_system_libraries_are_one_command_to_type(
    dev_module: DevModule, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    libraries = dev_module("dev_libraries")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(libraries.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000, raising=False)

    assert not libraries.provide({"libmissing-one.so.1": "libone", "libmissing-two.so.2": "libtwo"})
    assert "sudo apt-get install -y --no-install-recommends libone libtwo" in capsys.readouterr().err


def test_missing_system_libraries_are_installed_as_root(
    dev_module: DevModule, monkeypatch: pytest.MonkeyPatch, calls: list[list[str]]
) -> None:
    libraries = dev_module("dev_libraries")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(libraries.shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 0, raising=False)

    assert libraries.provide({"libmissing-one.so.1": "libone"})
    assert [command[1] for command in calls] == ["update", "install"]
    assert "libone" in calls[1]


@pytest.fixture
def environment(dev_module: DevModule, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """dev_environment with a `.venv` of this test that seems to work."""
    module = dev_module("dev_environment")
    python = tmp_path / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    python.parent.mkdir()
    python.touch()
    monkeypatch.setattr(module, "VENV", tmp_path)
    monkeypatch.setattr(module, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(module.subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=0))
    return module


def test_the_second_set_up_does_nothing(environment: ModuleType, calls: list[list[str]]) -> None:
    environment.prepare(with_test_tools=True)
    assert len(calls) == 1

    environment.prepare(with_test_tools=True)
    environment.prepare(with_test_tools=False)
    assert len(calls) == 1


def test_the_test_tools_come_later_and_stay(environment: ModuleType, calls: list[list[str]]) -> None:
    environment.prepare(with_test_tools=False)
    environment.prepare(with_test_tools=True)

    assert [command[-1].endswith("[test]") for command in calls] == [False, True]
    assert json.loads(environment.STAMP.read_text())["test_tools"] is True


def test_new_pins_are_installed(
    environment: ModuleType, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.prepare(with_test_tools=False)
    pins = tmp_path / "constraints.txt"
    pins.write_text("torch==9.9.9\n")
    monkeypatch.setattr(environment, "CONSTRAINTS", pins)

    environment.prepare(with_test_tools=False)

    assert len(calls) == 2


def test_an_installation_that_failed_is_tried_again(
    environment: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "call", lambda *_, **__: 1)

    with pytest.raises(environment.SetUpFailed, match="network"):
        environment.prepare(with_test_tools=False)
    assert not environment.STAMP.exists()


def test_an_unknown_check_is_refused_with_the_known_ones(
    dev_module: DevModule, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev_module("dev_checks").run("the-python", ["lint", "spelling"]) == 2
    assert "No such check: spelling. There are: lint, format" in capsys.readouterr().err


def test_one_failed_check_fails_the_whole_and_the_others_still_run(
    dev_module: DevModule, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "call", lambda command, **_: int("mypy" in command))

    assert dev_module("dev_checks").run("the-python", []) == 1
    said = capsys.readouterr().out
    assert "FAILED  types" in said
    assert "passed  end-to-end" in said
