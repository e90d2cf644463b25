"""Makes what PyInstaller collected smaller: libraries that nobody asks for go, and symbols for debuggers."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bundling import libraries
from bundling.errors import PackagingFailed

UNCHANGED = {"PySide6", "shiboken6"}
"""What must stay exactly as its makers published it."""


def trim(folder: Path) -> None:
    """Trim the bundle in `folder`, and see that nothing it needs is missing then.

    Raises:
        PackagingFailed: a library is missing: something was left out that is needed.
    """
    found = libraries.read(folder)
    for library in libraries.orphans(found, _links(folder)):
        (folder / library.place).unlink()
    _remove_dead_links(folder)
    found = [library for library in found if (folder / library.place).exists()]
    if lacking := libraries.missing(found, _links(folder)):
        said = "\n".join(f"  {name}: needed by {', '.join(who[:3])}" for name, who in sorted(lacking.items()))
        raise PackagingFailed(f"These libraries are missing in the bundle:\n{said}")
    for library in found:
        _strip(folder / library.place)


def _links(folder: Path) -> dict[str, str]:
    return {path.name: path.resolve().name for path in folder.rglob("*") if path.is_symlink()}


def _remove_dead_links(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()


def _strip(path: Path) -> None:
    """Only symbols that no loader uses. The program itself carries its archive behind them, and stays."""
    if ".so" not in path.name or _was_patched(path) or UNCHANGED & set(path.parts):
        return
    mode = path.stat().st_mode
    path.chmod(mode | 0o200)
    subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)
    path.chmod(mode)


def _was_patched(path: Path) -> bool:
    """Whether a wheel's builder moved its tables to the end, where strip would misplace them."""
    return path.parent.name.endswith(".libs")
