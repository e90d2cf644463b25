"""A small log that every test of a training may have."""

from __future__ import annotations

import pytest

from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences


@pytest.fixture
def dataset(workspace: Workspace) -> int:
    return import_sequences(workspace, ALTERNATING)
