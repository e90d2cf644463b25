"""A file of rows that is made by hand is read by SQLite as what was written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.store import row_file
from engine.store.row_file import RowFile

KINDS = {"a": "i4", "b": "i8", "c": "f8", "d": "i1", "e": "i2", "name": "S9", "f": "i4"}


def columns(n_rows: int) -> dict[str, Any]:
    random = np.random.default_rng(n_rows)
    return {
        "a": random.integers(-(2**31), 2**31, n_rows).astype(np.int32),
        "b": random.integers(-(2**62), 2**62, n_rows),
        "c": np.where(random.random(n_rows) < 0.2, np.nan, random.normal(size=n_rows)),
        "d": random.integers(-128, 128, n_rows).astype(np.int8),
        "e": random.integers(-1, 300, n_rows).astype(np.int16),
        "name": np.array([("é" * (at % 5)).encode() for at in range(n_rows)], "S9"),
        "f": np.arange(n_rows, dtype=np.int32),
    }


def write(path: Path, given: dict[str, Any], n_rows: int, batch: int) -> list[tuple[str, int, int]]:
    with RowFile(path, KINDS, n_rows) as file:
        for start in range(0, n_rows, batch):
            file.append({name: values[start : start + batch] for name, values in given.items()})
        assert file.n_written == n_rows
        return list(file.selects(0, n_rows))


def read(path: Path, parts: list[tuple[str, int, int]]) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            row
            for part, low, high in parts
            for row in connection.execute(
                f"SELECT {', '.join(KINDS)} FROM {part} WHERE rowid BETWEEN ? AND ?", (low, high)
            )
        ]


@pytest.mark.parametrize("n_rows", [1, 2, 900, 5_000, 30_000])
@pytest.mark.parametrize(("leaves", "lock_page"), [(6_000, 16_385), (3, 7)])
def test_what_is_written_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_rows: int, leaves: int, lock_page: int
) -> None:
    monkeypatch.setattr(row_file, "_LEAVES", leaves)
    monkeypatch.setattr(row_file, "_LOCK_PAGE", lock_page)
    given = columns(n_rows)
    rows = read(tmp_path / "rows", write(tmp_path / "rows", given, n_rows, batch=1_237))
    expected = [list(values.tolist()) for values in given.values()]
    expected[2] = [None if np.isnan(value) else value for value in expected[2]]
    expected[5] = [name.decode() for name in expected[5]]
    assert rows == list(zip(*expected, strict=True))


def test_sqlite_finds_nothing_wrong_with_it(tmp_path: Path) -> None:
    write(tmp_path / "rows", columns(20_000), 20_000, batch=20_000)
    with closing(sqlite3.connect(tmp_path / "rows")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_rows_can_be_read_while_further_ones_are_written(tmp_path: Path) -> None:
    given = columns(10_000)
    with RowFile(tmp_path / "rows", KINDS, 10_000) as file:
        file.append({name: values[:6_000] for name, values in given.items()})
        ready = file.n_written
        assert 0 < ready <= 6_000
        assert [row[-1] for row in read(file.path, list(file.selects(0, ready)))] == list(range(ready))
