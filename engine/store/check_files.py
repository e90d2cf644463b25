"""The files of a workspace beside its store: folders of runs, prepared sequences."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_HEADER_ONLY = 128
"""Bytes of a file with an array of no elements, which cannot be mapped."""


@dataclass(frozen=True)
class Problem:
    """Something in a workspace that is not as it should be.

    Attributes:
        what: one sentence.
        why: what was found.
        advice: what to do.
        repairable: whether `repair_store` puts it right, at no loss.
    """

    what: str
    why: str
    advice: str
    repairable: bool = False


def check_files(root: Path, runs: Mapping[int, int]) -> list[Problem]:
    """Compare the files of the workspace at `root` with the runs its store has (number: last epoch)."""
    missing = [
        Problem(
            f"The files of run {number} are not there.",
            f"The folder {root / 'runs' / str(number)} is missing.",
            "Put it back, or delete the run; its figures can still be seen.",
        )
        for number, epoch in runs.items()
        if epoch > 0 and not (root / "runs" / str(number)).is_dir()
    ]
    extra = [
        Problem(
            f"The folder {folder} belongs to no run.",
            "Its run was deleted, or is of another workspace.",
            "Delete the folder, unless you put it there yourself.",
        )
        for folder in _folders(root / "runs")
        if not (folder.name.isdecimal() and int(folder.name) in runs)
    ]
    return missing + extra + _unusable_snapshots(root)


def remove_leftovers(root: Path) -> None:
    """Remove prepared sequences that cannot be used."""
    for snapshot in _snapshots(root):
        if _fault(snapshot):
            shutil.rmtree(snapshot, ignore_errors=True)


def _unusable_snapshots(root: Path) -> list[Problem]:
    return [
        Problem(
            f"Prepared sequences cannot be used: {snapshot.relative_to(root)}.",
            fault,
            "Remove them: they are made again when they are needed.",
            repairable=True,
        )
        for snapshot in _snapshots(root)
        if (fault := _fault(snapshot))
    ]


def _snapshots(root: Path) -> list[Path]:
    """A folder for each content, in a folder for each data set."""
    return [snapshot for dataset in _folders(root / "snapshots") for snapshot in _folders(dataset)]


def _fault(snapshot: Path) -> str:
    """What is wrong with a snapshot's folder; empty where nothing is."""
    try:
        if not isinstance(json.loads((snapshot / "facts.json").read_text(encoding="utf-8")), dict):
            return "What is said about them is no list of facts."
        for path in snapshot.glob("*.npy"):
            np.load(path, mmap_mode="r" if path.stat().st_size > _HEADER_ONLY else None)
    except FileNotFoundError:
        return "They were not written to their end."
    except (OSError, ValueError, EOFError) as error:
        return f"{error}"
    return ""


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
