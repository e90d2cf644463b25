from __future__ import annotations

from pathlib import Path

import pytest

from areal_gui import run_log
from areal_gui.run_log import RunLog, matching


def test_only_whole_lines_are_read_and_each_once(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    log = RunLog(path)
    assert log.read_on() == []
    path.write_bytes(b"one\ntw")
    assert log.read_on() == ["one"]
    with path.open("ab") as file:
        file.write("o\nthrée\n".encode())
    assert log.read_on() == ["two", "thrée"]
    assert log.read_on() == []
    assert log.lines == ["one", "two", "thrée"]


def test_a_long_log_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_log, "AT_ONCE", 10)
    path = tmp_path / "log.txt"
    path.write_text("aaa\nbbb\nccc\nddd\n")
    log = RunLog(path)
    while log.read_on():
        pass
    assert log.lines == ["aaa", "bbb", "ccc", "ddd"]


def test_lines_with_all_words_in_whatever_case_are_found() -> None:
    lines = ["epoch 1: best so far", "epoch 2", "Warning: epoch"]
    assert matching(lines, "EPOCH best") == ["epoch 1: best so far"]
    assert matching(lines, "") == lines
