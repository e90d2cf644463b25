"""A store survives kill -9; `tests/benchmarks/kill_nine.py` tries it fifty times and with more rows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.benchmarks.kill_nine import import_rounds, migration_rounds

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")


def test_killed_imports_leave_the_store_as_it_was(tmp_path: Path) -> None:
    assert import_rounds(tmp_path, times=2, rows=20_000).total() == 2


def test_killed_migrations_leave_the_store_as_it_was(tmp_path: Path) -> None:
    assert migration_rounds(tmp_path, times=2, rows=20_000).total() == 2
