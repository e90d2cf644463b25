"""Runs the program without what the bundle leaves out: a minute before the build, not ten after it.

Everything is imported, and the main job done on the command line; what only the window makes a library load,
the trial of the bundle finds.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from pathlib import Path
from types import ModuleType
from typing import Protocol

import launch
from bundling import contents
from bundling.errors import PackagingFailed

SKIPPED = ("__main__", "migrations", "resources.demo.generate")
"""Programs, and what Alembic runs by itself."""


class Finder(Protocol):
    """What Python asks for modules."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Where a module is, if this one knows."""


class LeftOut(MetaPathFinder):
    """Stands before all other finders, and finds nothing where the bundle will hold nothing."""

    def __init__(self, names: Sequence[str], others: Sequence[Finder]) -> None:
        self._names, self._others = tuple(f"{name}." for name in names), tuple(others)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if f"{fullname}.".startswith(self._names):
            return None
        found = (finder.find_spec(fullname, path, target) for finder in self._others)
        return next((spec for spec in found if spec is not None), None)

    def find_distributions(self, context: DistributionFinder.Context | None = None) -> Iterable[Distribution]:
        """Versions of installed packages are asked for on the same way."""
        return MetadataPathFinder.find_distributions(context or DistributionFinder.Context())


def rehearse(root: Path) -> None:
    """Import everything, and do the job, in a process of its own.

    Raises:
        PackagingFailed: something that is left out is needed.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bundling.rehearsal", str(root)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise PackagingFailed(f"The program cannot do without what is left out:\n{done.stderr[-3000:]}")


def import_all(root: Path) -> None:
    """Import every module of ours, and what the window loads ahead."""
    sys.meta_path[:] = [LeftOut(contents.EXCLUDED_MODULES, sys.meta_path)]
    launch.do_without_opengl()
    from areal_gui.warm_up import MODULES

    ours = [name for name in contents.modules(root) if not any(part in name for part in SKIPPED)]
    for name in (*ours, *MODULES):
        importlib.import_module(name)


def try_job(workspace: str) -> None:
    """From the demo log to a model in every form: libraries load more once they are used."""
    from engine.cli import main
    from engine.exporting.formats import FORMATS
    from resources.demo import demo_items, demo_log

    quickly = ("--preset", "quick", "--set", "training.epochs=1")
    search = ("study", "search", "1", *quickly, "--space", "model.embedding_size=16,32", "--trials", "1")
    exports = [
        ("export", "1", "--format", form.name, "--out", f"{workspace}/{form.name}") for form in FORMATS
    ]
    first = ("import", str(demo_log()), "--items", str(demo_items()))
    for words in (first, ("train", "1", *quickly), *exports, search):
        if main(["--workspace", workspace, *words]) != 0:
            sys.exit(f"areal {' '.join(words)} failed; why is said above.")


if __name__ == "__main__":
    import_all(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory(prefix="areal-rehearsal-") as scratch:
        try_job(scratch)
