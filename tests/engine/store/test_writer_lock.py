"""One writer at a time, and a second one hears who the first is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from engine.errors import WorkspaceBusy
from engine.store.writer_lock import WriterLock, is_held, read_holder


def test_a_second_writer_hears_who_the_first_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/areal", "import", "clicks.csv"])
    with WriterLock(tmp_path), pytest.raises(WorkspaceBusy) as busy:
        WriterLock(tmp_path)
    assert busy.value.why.startswith(f"areal import clicks.csv (process {os.getpid()}) has been writing")


@pytest.mark.parametrize(
    ("argv", "program"),
    [
        (["/x/engine/__main__.py", "train", "1"], "engine train 1"),
        (["areal", "import", *["some-file.csv"] * 20], "areal import some-file.csv"),
        ([""], "AREAL"),
    ],
)
def test_a_program_is_named_as_people_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], program: str
) -> None:
    monkeypatch.setattr(sys, "argv", argv)
    with WriterLock(tmp_path):
        holder = read_holder(tmp_path)
        assert holder is not None
        assert holder.program.startswith(program)
        assert len(holder.program) <= 80


def test_the_note_goes_with_the_lock_and_both_can_be_had_again(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path)
    lock.release()
    lock.release()
    assert read_holder(tmp_path) is None
    WriterLock(tmp_path).release()


def test_a_note_nobody_can_read_does_not_hide_that_the_workspace_is_busy(tmp_path: Path) -> None:
    with WriterLock(tmp_path):
        (tmp_path / "writer.json").write_text("{")
        with pytest.raises(WorkspaceBusy, match="Another AREAL window or command"):
            WriterLock(tmp_path)


def test_whether_somebody_writes_can_be_asked_without_keeping_anybody_out(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    with WriterLock(tmp_path):
        assert is_held(tmp_path)
        assert is_held(tmp_path)
    assert not is_held(tmp_path)
    assert read_holder(tmp_path) is None
