"""Rows from a file of their own arrive in the store's table."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from engine.store.ahead import Ahead
from engine.store.intake import as_bytes, take_columns
from engine.store.row_file import RowFile
from engine.store.tables import interaction
from engine.workspace import Workspace


@pytest.mark.parametrize("n_rows", [1, 19_999, 20_001])
def test_any_number_of_rows_arrives_as_it_was(workspace: Workspace, tmp_path: Path, n_rows: int) -> None:
    columns = {
        "user_id": np.arange(n_rows, dtype=np.int32),
        "seq": np.zeros(n_rows, np.int32),
        "item_id": np.arange(n_rows, dtype=np.int32) * 3,
        "value": np.where(np.arange(n_rows) % 2, np.nan, 0.5),
        "event": (np.arange(n_rows) % 3 - 1).astype(np.int16),
    }
    with workspace.store.write() as connection:
        connection.detach()
        steps = list(take_columns(connection, interaction, {"dataset_id": 5}, columns, tmp_path / "rows"))
    assert steps[-1] == n_rows
    with workspace.store.read() as connection:
        stored = connection.execute(select(interaction).order_by(interaction.c.user_id)).all()
    assert [tuple(row) for row in stored] == [
        (5, at, 0, 3 * at, None, None if at % 2 else 0.5, None, None if at % 3 == 0 else at % 3 - 1)
        for at in range(n_rows)
    ]


def test_texts_keep_their_bytes() -> None:
    texts = ["a", "", "été", "x" * 300] * 10_000
    assert [text.decode() for text in as_bytes(texts).tolist()] == texts


def batches(closed: threading.Event, error: Exception | None = None) -> Iterator[dict[str, np.ndarray]]:
    try:
        for start in range(10):
            yield {"a": np.full(10_000, start, np.int32)}
            if error is not None:
                raise error
    finally:
        closed.set()


def test_rows_are_there_once_they_are_waited_for(tmp_path: Path) -> None:
    closed = threading.Event()
    with RowFile(tmp_path / "rows", {"a": "i4"}, 100_000) as file, Ahead(file, batches(closed)) as ahead:  # type: ignore[arg-type]
        done = 0
        while done < 100_000:
            ready = ahead.wait(done)
            assert done < ready <= 100_000
            done = ready
    assert closed.is_set()


def test_who_waits_for_rows_gets_the_error_that_ended_them(tmp_path: Path) -> None:
    closed = threading.Event()
    rows = batches(closed, ValueError("no more"))
    with (
        RowFile(tmp_path / "rows", {"a": "i4"}, 100_000) as file,
        Ahead(file, rows) as ahead,  # type: ignore[arg-type]
        pytest.raises(ValueError, match="no more"),
    ):
        ahead.wait(50_000)
    assert closed.is_set()


def test_rows_that_nobody_wants_any_more_are_given_up(tmp_path: Path) -> None:
    closed = threading.Event()
    with RowFile(tmp_path / "rows", {"a": "i4"}, 100_000) as file, Ahead(file, batches(closed)) as ahead:  # type: ignore[arg-type]
        ahead.wait(0)
    assert closed.is_set()
    assert threading.active_count() == 1
