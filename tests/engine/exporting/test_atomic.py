"""Files and folders appear whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.exporting.atomic import new_file, new_folder


def fail_halfway(target: AbstractContextManager[Path], *inside: str) -> None:
    with target as partial:
        partial.joinpath(*inside).write_text("half")
        raise ZeroDivisionError


def test_a_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    with new_file(target) as partial:
        partial.write_text("new")
        assert not target.exists()

    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")

    with pytest.raises(ZeroDivisionError):
        fail_halfway(new_file(target))

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", [".", "missing/a.csv"])
def test_a_place_that_cannot_hold_the_file_is_bad_input(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput), new_file(tmp_path / name):
        pass


def test_a_folder_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "bundle"
    with new_folder(target) as partial:
        (partial / "a").write_text("1")
        assert not target.exists()

    assert (target / "a").read_text() == "1"
    assert list(target.parent.iterdir()) == [target]


def test_a_failure_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_halfway(new_folder(tmp_path / "bundle"), "a")

    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()

    with pytest.raises(BadInput) as refused, new_folder(tmp_path / "bundle"):
        pass

    assert refused.value.advice


def test_a_full_disk_is_put_into_words(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"

    with pytest.raises(BadInput, match="No space left") as refused, new_file(target):
        raise OSError(errno.ENOSPC, "the library's own words")

    assert str(target) in refused.value.what
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_program_left_behind_goes_a_day_later(tmp_path: Path) -> None:
    old, older, new = (tmp_path / f".areal-{name}.part" for name in ("1", "2", "3"))
    old.mkdir()
    (old / "half").write_text("x")
    for path in (older, new):
        path.write_text("x")
    for path in (old, older):
        os.utime(path, (0, 0))

    with new_file(tmp_path / "a") as partial:
        partial.write_text("whole")

    assert sorted(path.name for path in tmp_path.iterdir()) == [".areal-3.part", "a"]
