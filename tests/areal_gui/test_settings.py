"""What the window remembers, and what it makes of a file that is not its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from areal_gui.settings import FILE_NAME, RECENT_FILES, Settings
from tests.support.logs import AllowLogs


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    settings.theme = "dark"
    settings.dataset = 7
    settings.window_geometry = b"\x00\xff"
    settings.extra["train.preset"] = "quick"
    settings.save()

    loaded = Settings.load(tmp_path)

    assert loaded == settings
    assert loaded.window_geometry == b"\x00\xff"


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    assert Settings.load(tmp_path / "nothing") == Settings(tmp_path / "nothing" / FILE_NAME)


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '"dark"'])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, text: str, allow_logs: AllowLogs) -> None:
    allow_logs(logger="areal_gui.settings", text="could not read")
    (tmp_path / FILE_NAME).write_text(text)

    assert Settings.load(tmp_path).theme == "system"


@pytest.mark.parametrize(
    "values",
    [
        {"theme": "neon"},
        {"theme": 3},
        {"page": None},
        {"dataset": "1"},
        {"recent_files": "a"},
        {"recent_files": [1, None]},
        {"extra": []},
        {"path": "/elsewhere"},
        {"unknown": 1},
    ],
)
def test_a_value_of_the_wrong_kind_is_left_out(tmp_path: Path, values: dict[str, object]) -> None:
    (tmp_path / FILE_NAME).write_text(json.dumps(values))

    assert Settings.load(tmp_path) == Settings(tmp_path / FILE_NAME)


def test_the_recent_files_are_few_different_and_newest_first(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    for number in range(RECENT_FILES + 3):
        settings.remember_file(tmp_path / f"{number}.csv")
    settings.remember_file(tmp_path / "5.csv")

    names = [Path(name).name for name in settings.recent_files]

    assert names[0] == "5.csv"
    assert len(names) == len(set(names)) == RECENT_FILES
    assert settings.last_folder == str(tmp_path)


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path, allow_logs: AllowLogs) -> None:
    allow_logs(logger="areal_gui.settings", text="could not")
    (tmp_path / "file").write_text("")

    Settings.load(tmp_path / "file" / "inside").save()
