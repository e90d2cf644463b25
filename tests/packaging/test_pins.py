"""The pins are exact, complete, and within what pyproject.toml promises."""

from __future__ import annotations

import re
import tomllib
from itertools import chain

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.real_data import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
DECLARED = [
    Requirement(text) for text in chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
]


@pytest.fixture(scope="module")
def pins() -> dict[str, str]:
    lines = (REPOSITORY / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.mark.parametrize("requirement", DECLARED, ids=lambda requirement: requirement.name)
def test_a_declared_library_is_pinned_within_its_range(
    requirement: Requirement, pins: dict[str, str]
) -> None:
    assert pins[canonicalize_name(requirement.name)] in requirement.specifier


def test_a_pin_names_a_version_that_every_platform_has(pins: dict[str, str]) -> None:
    assert all(re.fullmatch(r"[0-9][0-9.]*(post[0-9]+)?", version) for version in pins.values())


def test_qt_is_the_version_that_runs_on_this_python(pins: dict[str, str]) -> None:
    assert pins["pyside6-essentials"] == pins["shiboken6"] == "6.11.3"
