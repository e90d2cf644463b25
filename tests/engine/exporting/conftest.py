"""A small trained run to export."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jaxtyping import config

from engine.events import CancelToken
from engine.exporting.bundle import export_bundle
from engine.exporting.formats import Exported
from engine.workspace import Workspace
from tests.engine.cli.calling import areal, write_log, write_titles


@pytest.fixture(scope="session")
def trained_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the finished run 1 on the data set 1. Do not change it."""
    folder = tmp_path_factory.mktemp("exporting")
    log, titles = write_log(folder / "shop.csv"), write_titles(folder / "names.csv")
    imported = areal(folder / "w", "import", log, "--items", titles)
    assert imported.code == 0, imported.err
    settings = ("--set", "training.epochs=1", "--set", "model.embedding_size=16")
    run = areal(folder / "w", "train", "1", "--preset", "quick", *settings)
    assert run.code == 0, run.err
    return folder / "w"


@pytest.fixture
def trained(trained_folder: Path) -> Iterator[Workspace]:
    """The trained workspace, open for reading."""
    with Workspace.open(trained_folder, write=False) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def kept_bundle(trained_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of that run. Do not change it."""
    folder = tmp_path_factory.mktemp("bundles")
    with Workspace.open(trained_folder, write=False) as workspace:
        *_, done = export_bundle(workspace, 1, folder, CancelToken())
    assert isinstance(done, Exported)
    return Path(done.path)


@pytest.fixture
def bundle(kept_bundle: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    (tmp_path / "bundle").mkdir()
    return Path(shutil.copy(kept_bundle, tmp_path / "bundle"))


@pytest.fixture(scope="module", autouse=True)
def _sizes_may_be_symbols() -> Iterator[None]:
    """While a program is captured, sizes are symbols, which the checks of annotations do not understand."""
    config.update("jaxtyping_disable", True)
    yield
    config.update("jaxtyping_disable", False)
