"""Stars, notes and tags of runs."""

from __future__ import annotations

import pytest

from engine.errors import BadSetting, NotFound
from engine.store.run_marks import LONGEST_TAG, list_tags, note_run, star_runs, tag_runs
from engine.store.run_removal import hide_runs
from engine.store.runs import get_run, list_runs, update_run
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset
from tests.engine.store.test_runs import new_run


@pytest.fixture
def two(workspace: Workspace, write: WriteDataset) -> list[int]:
    dataset = write(["a"], [1])
    numbers = [new_run(workspace, dataset, name) for name in ("one", "two")]
    for number in numbers:
        update_run(workspace.store, number, status="finished")
    return numbers


def test_runs_are_starred_together(workspace: Workspace, two: list[int]) -> None:
    star_runs(workspace.store, two)
    assert [row.starred for row in list_runs(workspace.store)] == [True, True]
    star_runs(workspace.store, two[:1], False)
    assert not get_run(workspace.store, two[0]).starred


def test_tags_are_given_and_taken(workspace: Workspace, two: list[int]) -> None:
    tag_runs(workspace.store, two, ["  baseline  run ", "paper"])
    tag_runs(workspace.store, two[:1], ["paper", "zebra"], ["baseline run"])
    assert get_run(workspace.store, two[0]).tags == ("paper", "zebra")
    assert get_run(workspace.store, two[1]).tags == ("baseline run", "paper")
    assert list_tags(workspace.store) == ["baseline run", "paper", "zebra"]
    hide_runs(workspace.store, two[:1])
    assert list_tags(workspace.store) == ["baseline run", "paper"]


@pytest.mark.parametrize("tag", ["", "   ", "a, b", "x" * (LONGEST_TAG + 1)])
def test_what_cannot_be_a_tag_is_refused_and_changes_nothing(
    workspace: Workspace, two: list[int], tag: str
) -> None:
    with pytest.raises(BadSetting):
        tag_runs(workspace.store, two, ["good", tag])
    assert list_tags(workspace.store) == []


def test_notes_are_kept(workspace: Workspace, two: list[int]) -> None:
    note_run(workspace.store, two[0], "learns\nslowly")
    assert get_run(workspace.store, two[0]).notes == "learns\nslowly"
    with pytest.raises(NotFound):
        note_run(workspace.store, 99, "nobody")
