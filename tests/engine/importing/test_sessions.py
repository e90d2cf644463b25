"""Sessions instead of users: a long pause begins another sequence."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.workspace import Workspace
from tests.engine.importing.conftest import Histories


def run(workspace: Workspace, file: Path, text: str, gap: float) -> int:
    file.write_text(text)
    recipe = Recipe.from_preview(sniff(file)).model_copy(update={"session_gap_minutes": gap})
    *_, last = import_log(workspace, [file], recipe, CancelToken())
    return int(last.dataset_id)  # type: ignore[attr-defined]


def rows(*moments: tuple[str, str, float]) -> str:
    """Rows of user, item, and minutes since a day in 2014."""
    lines = [f"{user},{item},{1_400_000_000 + int(60 * minutes)}" for user, item, minutes in moments]
    return "user,item,timestamp\n" + "\n".join(lines) + "\n"


def test_a_longer_pause_begins_a_session_and_an_equal_one_does_not(
    workspace: Workspace, tmp_path: Path, histories: Histories
) -> None:
    log = rows(
        ("u", "a", 0), ("u", "b", 30), ("u", "c", 61), ("v", "a", 10), ("u", "d", 200), ("u", "e", 201)
    )
    found = histories(run(workspace, tmp_path / "log.csv", log, 30))
    assert list(found.items()) == [("u", ["a", "b"]), ("v", ["a"]), ("u · 2", ["c"]), ("u · 3", ["d", "e"])]


def test_rows_need_not_be_in_order_of_time(
    workspace: Workspace, tmp_path: Path, histories: Histories
) -> None:
    log = rows(("u", "d", 200), ("u", "a", 0), ("u", "e", 201), ("u", "b", 5))
    assert histories(run(workspace, tmp_path / "log.csv", log, 30)) == {"u": ["a", "b"], "u · 2": ["d", "e"]}


def test_a_session_never_gets_an_id_that_a_user_has(
    workspace: Workspace, tmp_path: Path, histories: Histories
) -> None:
    log = rows(("u", "a", 0), ("u", "b", 100), ("u · 2", "c", 200))
    found = histories(run(workspace, tmp_path / "log.csv", log, 30))
    assert found == {"u": ["a"], "u · 2'": ["b"], "u · 2": ["c"]}


def test_a_pause_needs_times(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no column of times"):
        run(workspace, tmp_path / "log.csv", "user,item\nu,a\nu,b\n", 30)
