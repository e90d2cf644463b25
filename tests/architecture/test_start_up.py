"""What must not be loaded early: the libraries that would keep the user waiting."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = "import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"


def loaded_by(module: str) -> set[str]:
    """The top-level packages that importing a module loads, in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    ["engine", "engine.events", "engine.store", "engine.workspace", "engine.importing", "engine.cli"],
)
def test_the_engine_reads_a_log_without_torch(module: str) -> None:
    assert "torch" not in loaded_by(module)


def test_the_window_is_painted_before_anything_heavy_is_loaded() -> None:
    heavy = {"torch", "pandas", "pyqtgraph", "numpy", "scipy", "sqlalchemy", "alembic", "pydantic"}

    assert loaded_by("areal_gui.app") & heavy == set()
