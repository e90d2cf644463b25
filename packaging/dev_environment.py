"""The virtual environments, `.venv` above all: made once, brought up to date when the pins change."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import dev_libraries

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
STAMP = VENV / "areal-set-up.json"
BUILD = ROOT / "build"


class SetUpFailed(Exception):
    """The environment could not be made; the text says why and what to do."""


def prepare(*, with_test_tools: bool) -> str:
    """Make `.venv` hold the pinned libraries and the project.

    Returns:
        The path of its Python.
    """
    python = _python_of(VENV)
    wanted = _fingerprint()
    have = _read_stamp(STAMP)
    if python.exists() and have.get("pins") == wanted and (have.get("test_tools") or not with_test_tools):
        return str(python)
    with_test_tools = with_test_tools or bool(have.get("test_tools"))
    if not _works(python):
        _make_venv(VENV)
    _install(python, STAMP, extra="test" if with_test_tools else "")
    STAMP.write_text(json.dumps({"pins": wanted, "test_tools": with_test_tools}), encoding="utf-8")
    return str(python)


def prepare_for_packaging(*, cuda: bool) -> str:
    """Make an environment that holds what is bundled, and what bundles it: no tools of tests get in.

    Returns:
        The path of its Python.
    """
    folder = BUILD / ("venv-cuda" if cuda else "venv-cpu")
    python = _python_of(folder)
    stamp, wanted = folder / STAMP.name, _fingerprint()
    if python.exists() and _read_stamp(stamp).get("pins") == wanted:
        return str(python)
    if not _works(python):
        _make_venv(folder)
    _install(python, stamp, extra="package")
    stamp.write_text(json.dumps({"pins": wanted}), encoding="utf-8")
    return str(python)


def _python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _fingerprint() -> str:
    """Changes when the pins, the project's declaration, its place or the Python change."""
    digest = hashlib.sha256(f"{ROOT} {sys.version}".encode())
    for file in (CONSTRAINTS, ROOT / "pyproject.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read_stamp(file: Path) -> dict[str, object]:
    try:
        stamp = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _works(python: Path) -> bool:
    """Whether there is an environment whose Python still runs and has pip."""
    if not python.exists():
        return False
    try:
        done = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _make_venv(folder: Path) -> None:
    print(f"Making {folder}", file=sys.stderr)
    if not dev_libraries.has_venv():
        dev_libraries.provide_venv()
    shutil.rmtree(folder, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", str(folder)]) != 0:
        raise SetUpFailed("The virtual environment could not be made; what Python said is above.")


def _install(python: Path, stamp: Path, *, extra: str) -> None:
    print("Installing the libraries (several minutes the first time)", file=sys.stderr)
    stamp.unlink(missing_ok=True)
    project = f"{ROOT}[{extra}]" if extra else str(ROOT)
    options = ["--disable-pip-version-check", "--quiet", "-c", str(CONSTRAINTS)]
    if subprocess.call([str(python), "-m", "pip", "install", *options, "-e", project]) != 0:
        raise SetUpFailed(
            "The libraries could not be installed; what pip said is above. Is the network there?"
        )
