"""A fresh workspace for a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from engine.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace, open for writing."""
    from engine.workspace import Workspace

    with Workspace.open(tmp_path / "workspace") as opened:
        yield opened
