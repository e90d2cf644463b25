"""packaging/dev.py and its parts are a program, not a package: they are found beside each other."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType

import pytest

from tests.support.real_data import REPOSITORY


@pytest.fixture
def dev_module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """`dev_module("dev_checks")` imports packaging/dev_checks.py."""
    monkeypatch.syspath_prepend(REPOSITORY / "packaging")
    return importlib.import_module
