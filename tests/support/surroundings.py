"""The surroundings of a test: no screen, one thread, fixed seeds, and never the user's own files."""

from __future__ import annotations

import atexit
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

SEED = 20

# The same cases each time, and none fails because the machine is busy.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


def set_up() -> None:
    """Set the variables that libraries read once, when they are loaded."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    home = Path(tempfile.mkdtemp(prefix="areal-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    # Qt reads the XDG folders once, so they belong to the whole run; the workspace to each test.
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        os.environ[variable] = str(home / variable.lower())


set_up()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know Qt's settings in pyproject.toml where the tests run without Qt, and mean nothing by them."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in ("qt_api", "qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "", type="linelist")


def fix_seeds() -> None:
    """Seed every generator that is loaded; loading torch only for its seed would cost seconds."""
    random.seed(SEED)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(SEED)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(SEED)


@pytest.fixture(autouse=True)
def own_workspace_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What opens the default workspace opens one of this test."""
    monkeypatch.setenv("AREAL_WORKSPACE", str(tmp_path / "default-workspace"))


@pytest.fixture(autouse=True)
def seeds_for_fixtures() -> None:
    fix_seeds()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call() -> Iterator[None]:
    """Seed once more right before the test: fixtures, and the plug-in that shuffles, have drawn."""
    fix_seeds()
    return (yield)
