"""The files of a run: what there is, how large, from when."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import here


@dataclass(frozen=True)
class RunFile:
    """One file.

    Attributes:
        name: its path below the folder of the run.
        changed: milliseconds.
    """

    name: str
    size: int
    changed: int

    @property
    def changed_text(self) -> str:
        return here(self.changed)


def files_of(folder: Path) -> list[RunFile]:
    """The files below a folder by name; none where there is no folder."""
    found = []
    for path in sorted(folder.rglob("*")):
        try:
            facts = path.stat()
        except OSError:  # it was removed in between
            continue
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found.append(RunFile(name, facts.st_size, round(1000 * facts.st_mtime)))
    return found


def purpose(name: str) -> str:
    """What a file is for, as far as it is known by its name."""
    texts = {
        "config.json": _tr("Settings"),
        "log.txt": _tr("What was logged"),
        "steps.bin": _tr("Values of every step, for the curves"),
        "best.safetensors": _tr("Model of the best epoch"),
        "refit.safetensors": _tr("Model that was trained again for use"),
        "bundle.areal": _tr("The bundle as it came"),
        "popularity.npy": _tr("How often each item occurs where it was trained"),
        "README.md": _tr("Model card"),
        "last.safetensors": _tr("What the training goes on from"),
        "test.parquet": _tr("Rank of every test example"),
        "val.parquet": _tr("Rank of every validation example"),
    }
    return texts.get(Path(name).name, "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_files", text)
