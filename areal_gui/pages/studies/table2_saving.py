"""Saving Table 2: the file is asked for, written off the window's thread, and told of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from areal_gui.context import AppContext
from areal_gui.pages.studies.reading import save_table
from areal_gui.saving import ask_file, saved
from engine.events import CancelToken
from engine.file_names import file_name


def ask_for_table(parent: QWidget, context: AppContext, name: str) -> Path | None:
    """A file for the table of the study with this name; None where nobody wants one."""
    kinds = {
        ".html": _tr("Web page (*.html)"),
        ".tex": _tr("LaTeX (*.tex)"),
        ".csv": _tr("Spreadsheet (*.csv)"),
    }
    return ask_file(context, parent, _tr("Save the table"), file_name(name, "table", ".html"), kinds)


def save_tables(context: AppContext, studies: Sequence[int], path: Path) -> None:
    """Write the tables of these studies into a file, and say so."""
    context.tasks.query(
        lambda: save_table(context.workspace, studies, path, CancelToken()),
        lambda _done: saved(context, path),
        lambda error: context.notify.error(error, _tr("The table was not saved")),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("studies", text)
