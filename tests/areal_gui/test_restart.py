"""A window of its own for another workspace: a process that is started with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from areal_gui.restart import open_window


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")
def test_the_program_is_started_on_the_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in = tmp_path / "areal-gui"
    stand_in.write_text("#!/bin/sh\n")
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in))

    assert open_window(tmp_path) is True


def test_a_program_that_is_not_there_was_not_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))

    assert open_window(tmp_path) is False
