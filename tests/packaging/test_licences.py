"""Whoever's work the program stands on is named."""

from __future__ import annotations

import tomllib

import pytest
from packaging.requirements import Requirement

from tests.support.real_data import REPOSITORY

NAMED = (REPOSITORY / "resources" / "licences" / "README.md").read_text("utf-8").casefold()
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
CALLED = {"torch": "pytorch", "pyside6-essentials": "pyside6"}


@pytest.mark.parametrize("library", [Requirement(text).name.casefold() for text in PROJECT["dependencies"]])
def test_a_library_is_named_with_its_licence(library: str) -> None:
    assert CALLED.get(library, library) in NAMED
