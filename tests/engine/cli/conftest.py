"""One trained workspace for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.cli.calling import SMALL, areal, write_log, write_titles


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the data set 1 “shop” and the finished run 1. Do not change it."""
    folder = tmp_path_factory.mktemp("trained")
    log, titles = write_log(folder / "shop.csv"), write_titles(folder / "names.csv")
    imported = areal(folder / "w", "import", log, "--items", titles)
    assert imported.code == 0, imported.err
    run = areal(folder / "w", "train", "shop", "--preset", "quick", *SMALL, "--device", "cpu")
    assert run.code == 0, run.err
    return folder / "w"
