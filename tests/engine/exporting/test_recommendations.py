"""The table of all users' lists: cut off, and gone on with."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from engine.errors import BadInput
from engine.events import Cancelled, CancelToken, Event, Progress
from engine.exporting import parts
from engine.exporting.parts import folder_of
from engine.exporting.recommendations import (
    RecommendationsExported,
    RecommendationsResumed,
    export_lists,
    export_recommendations,
)
from engine.recommending import everyone
from engine.workspace import Workspace

TOP = 3


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part for every 25 users; there are 120."""
    monkeypatch.setattr(everyone, "USERS_AT_ONCE", 25)
    monkeypatch.setattr(parts, "SECONDS", 0.0)


def whole(workspace: Workspace, path: Path, top: int = TOP) -> list[Event]:
    return list(export_recommendations(workspace, 1, path, top, CancelToken()))


def cut_off(workspace: Workspace, path: Path, users: int) -> None:
    """Cancelled once so many users are done."""
    cancel = CancelToken()

    def look(event: Event) -> None:
        if isinstance(event, Progress) and event.done >= users:
            cancel.cancel()

    with pytest.raises(Cancelled):
        list(map(look, export_recommendations(workspace, 1, path, TOP, cancel)))


@pytest.mark.parametrize("name", ["all.csv", "all.parquet"])
@pytest.mark.parametrize("users", [25, 75, 120])
def test_a_table_that_was_cut_off_ends_as_if_it_was_not(
    trained: Workspace, tmp_path: Path, name: str, users: int
) -> None:
    path, other = tmp_path / name, tmp_path / f"other-{name}"
    cut_off(trained, path, users)
    assert not path.exists()
    first, *_, last = whole(trained, path)
    assert first == RecommendationsResumed(done=users, total=120)
    assert last == RecommendationsExported(run_id=1, path=str(path), users=120, rows=120 * TOP)
    whole(trained, other)
    if path.suffix == ".csv":
        assert path.read_bytes() == other.read_bytes()
    assert path.suffix == ".csv" or pq.read_table(path).equals(pq.read_table(other))
    assert sorted(tmp_path.iterdir()) == sorted([path, other])


def test_a_process_that_is_killed_leaves_what_can_be_gone_on_with(trained: Workspace, tmp_path: Path) -> None:
    path, as_killed = tmp_path / "all.csv", tmp_path / "as-killed"
    events = export_recommendations(trained, 1, path, TOP, CancelToken())
    for event in events:
        if isinstance(event, Progress) and event.done == 50:
            break
    (folder_of(path) / "partial").write_bytes(b"the beginning of the next part")
    shutil.copytree(folder_of(path), as_killed)
    events.close()  # type: ignore[attr-defined]
    shutil.rmtree(folder_of(path))
    as_killed.rename(folder_of(path))
    first, *_ = whole(trained, path)
    assert first == RecommendationsResumed(done=50, total=120)
    assert len(path.read_text().splitlines()) == 1 + 120 * TOP


def test_parts_of_another_table_are_not_used(trained: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    cut_off(trained, path, 50)
    events = whole(trained, path, top=2)
    assert not any(isinstance(event, RecommendationsResumed) for event in events)
    assert len(path.read_text().splitlines()) == 1 + 120 * 2


def test_two_do_not_write_the_same_table(trained: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    events = export_recommendations(trained, 1, path, TOP, CancelToken())
    next(events)
    with pytest.raises(BadInput, match="another program"):
        whole(trained, path)
    list(events)
    assert len(path.read_text().splitlines()) == 1 + 120 * TOP


def test_nothing_remains_where_nothing_was_done(trained: Workspace, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(export_recommendations(trained, 1, tmp_path / "all.csv", TOP, cancel))
    assert not list(tmp_path.iterdir())


def test_a_place_where_no_folder_can_be_made_is_told(trained: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(BadInput, match="could not be written"):
        list(export_lists(trained, 1, tmp_path / "file" / "lists", CancelToken()))
