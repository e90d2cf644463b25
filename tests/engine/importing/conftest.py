"""Importing a small log in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from engine.events import CancelToken, Event
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.users import HistoryRow, history, user_ids
from engine.workspace import Workspace

ImportText = Callable[..., DatasetRow]
Histories = Callable[[int], dict[str, list[str]]]


def run_import(
    workspace: Workspace, paths: list[Path], *, accept_rejected: bool = False, **columns: Any
) -> list[Event]:
    recipe = Recipe.from_preview(sniff(paths[0]), **columns)
    return list(import_log(workspace, paths, recipe, CancelToken(), accept_rejected=accept_rejected))


@pytest.fixture
def import_files(workspace: Workspace) -> ImportText:
    """`import_files(path, ..., user="u")`: imports files as one log and returns the data set."""

    def run(*paths: Path, **columns: Any) -> DatasetRow:
        last = run_import(workspace, list(paths), **columns)[-1]
        return get_dataset(workspace.store, last.dataset_id)  # type: ignore[attr-defined]

    return run


@pytest.fixture
def import_text(import_files: ImportText, tmp_path: Path) -> ImportText:
    """`import_text("user,item\\n...")`: writes a file and imports it."""

    def run(text: str | bytes, name: str = "log.csv", **columns: Any) -> DatasetRow:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_files(file, **columns)

    return run


@pytest.fixture
def full_histories(workspace: Workspace) -> Callable[[int], dict[str, list[HistoryRow]]]:
    """The history of every user of a data set, by external id, in order of user numbers."""

    def read(dataset_id: int) -> dict[str, list[HistoryRow]]:
        names = user_ids(workspace.store, dataset_id)
        return {name: history(workspace.store, dataset_id, number) for number, name in enumerate(names)}

    return read


@pytest.fixture
def histories(full_histories: Callable[[int], dict[str, list[HistoryRow]]]) -> Histories:
    """Only the items' external ids of each history."""

    def read(dataset_id: int) -> dict[str, list[str]]:
        return {name: [row.external_id for row in rows] for name, rows in full_histories(dataset_id).items()}

    return read


@pytest.fixture
def open_workspace() -> Iterator[Callable[[Path], Workspace]]:
    """Opens workspaces for writing and closes them after the test."""
    with ExitStack() as stack:
        yield lambda root: stack.enter_context(Workspace.open(root))
