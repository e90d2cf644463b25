"""The bundle: one folder with the program and all it stands on, made by PyInstaller."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bundling.errors import PackagingFailed

NAME = "areal"
WINDOW, COMMAND_LINE = "areal-gui", "areal"


@dataclass(frozen=True)
class Bundle:
    """What was built.

    Attributes:
        folder: the one that can be moved anywhere.
        sources: each file's place in `folder`'s library folder, and where it was taken from.
    """

    folder: Path
    sources: dict[str, Path]

    @property
    def window(self) -> Path:
        return self.folder / WINDOW

    @property
    def command_line(self) -> Path:
        return self.folder / COMMAND_LINE


def freeze(root: Path, work: Path, into: Path) -> Bundle:
    """Build the bundle below `into`; `work` keeps PyInstaller's notes, which make the next build faster."""
    folder = into / NAME
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(into), "--workpath", str(work), str(root / "packaging" / "areal.spec")]
    if subprocess.call([*command, *places], env={**os.environ, "AREAL_ROOT": str(root)}) != 0:
        raise PackagingFailed("PyInstaller could not build the bundle; what it said is above.")
    if sys.platform != "win32":
        (folder / COMMAND_LINE).symlink_to(WINDOW)
    return Bundle(folder, read_sources(work / NAME))


def read_sources(notes: Path) -> dict[str, Path]:
    """Where each file and module of the bundle came from, as PyInstaller wrote down."""
    found: dict[str, Path] = {}
    for table in ("COLLECT-00.toc", "PYZ-00.toc"):
        for name, source, kind in _entries(ast.literal_eval((notes / table).read_text("utf-8"))):
            if kind != "SYMLINK" and source:
                found[name] = Path(source)
    return found


def _entries(value: object) -> list[tuple[str, str, str]]:
    """The lists of (name, source, kind) wherever they are in a table."""
    if isinstance(value, tuple) and len(value) == 3 and all(isinstance(part, str) for part in value):
        return [(str(value[0]), str(value[1]), str(value[2]))]
    if isinstance(value, (list, tuple)):
        return [entry for part in value for entry in _entries(part)]
    return []
