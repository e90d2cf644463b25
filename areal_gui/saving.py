"""Where what is saved goes: into one folder that is remembered, under a name with the ending of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

if TYPE_CHECKING:
    from areal_gui.context import AppContext

FOLDER = "figures.folder"
"""Among the settings: where the last figure or table was saved."""


def ask_file(
    context: AppContext,
    parent: QWidget,
    title: str,
    name: str,
    kinds: Mapping[str, str],
    *,
    remembered: str = FOLDER,
) -> Path | None:
    """The file that the user names; None where none is.

    Args:
        name: what is proposed.
        kinds: the endings that are possible, and what the dialog calls each: “Tables (*.csv)”. A name
            without one of them gets that of the kind that is chosen there, else the first.
        remembered: the setting that holds the folder.
    """
    place = Path(str(context.settings.extra.get(remembered) or Path.home())) / name
    while True:
        chosen, kind = QFileDialog.getSaveFileName(parent, title, str(place), ";;".join(kinds.values()))
        if not chosen:
            return None
        if Path(chosen).suffix.lower() in kinds:
            return Path(chosen)
        ending = next((each for each, text in kinds.items() if text == kind), next(iter(kinds)))
        place = Path(chosen + ending)
        if not place.exists():
            return place
        # The dialog has asked about another name than that of the file that is there: it asks again.


def saved(context: AppContext, path: Path, *, remembered: str = FOLDER) -> None:
    """Say where the file is, and propose its folder next time."""
    context.settings.extra[remembered] = str(path.parent)
    context.settings.save()
    context.notify.success(QCoreApplication.translate("saving", "Saved {0}").format(path))
