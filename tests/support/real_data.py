"""Real interaction logs, where the machine has them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]

RealData = Callable[[str], Path]


def real_data_folder() -> Path:
    """Where real logs are looked for."""
    return Path(os.environ.get("AREAL_TEST_DATA", REPOSITORY.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> RealData:
    """`real_data("yoochoose/yoochoose-clicks-100k-iso.dat")`: its path, or the test is skipped."""
    folder = real_data_folder()

    def path_of(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"the real log {name} is not in {folder} (set AREAL_TEST_DATA)")
        return path

    return path_of
