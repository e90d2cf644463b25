"""Imports the whole program without what the bundle leaves out: before the build, not after it.

What a library imports only once it is used, the trial of the bundle finds.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from bundling import contents
from bundling.errors import PackagingFailed

SKIPPED = ("__main__", "migrations", "resources.demo.generate")
"""Programs, and what Alembic runs by itself."""


class LeftOut(MetaPathFinder):
    """Finds nothing where the bundle will hold nothing."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(f"{name}." for name in names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if f"{fullname}.".startswith(self._names):
            raise ModuleNotFoundError(f"No module named {fullname!r} in the bundle", name=fullname)
        return None


def rehearse(root: Path) -> None:
    """Import everything in a process of its own.

    Raises:
        PackagingFailed: something that is left out is needed.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "bundling.rehearsal", str(root)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PackagingFailed(f"The program cannot do without what is left out:\n{done.stderr[-3000:]}")


def import_all(root: Path) -> None:
    """Import every module of ours, and what the window loads ahead."""
    sys.meta_path.insert(0, LeftOut(contents.EXCLUDED_MODULES))
    from areal_gui.warm_up import MODULES

    ours = [name for name in contents.modules(root) if not any(part in name for part in SKIPPED)]
    for name in (*ours, *MODULES):
        importlib.import_module(name)


if __name__ == "__main__":
    import_all(Path(sys.argv[1]))
