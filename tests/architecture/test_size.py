"""Files stay small enough to be read in one sitting."""

from __future__ import annotations

from pathlib import Path

from tests.support.real_data import REPOSITORY

LONGEST = 500
FOLDERS = ("engine", "areal_gui", "resources", "packaging", "tests")


def sources() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (REPOSITORY / folder).rglob("*.py"))


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in sources()}

    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_most_files_hold_one_idea() -> None:
    lengths = sorted(len(path.read_text("utf-8").splitlines()) for path in sources())

    assert lengths[len(lengths) * 9 // 10] <= 250
