"""The forms in which a model leaves the program: one list for the command line and the window.

Names and texts only: what writes a form is imported when it is asked for, and with it the libraries it needs.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from engine.errors import NotFound, nearest
from engine.events import CancelToken, Event
from engine.exporting.naming import export_name

if TYPE_CHECKING:
    from engine.store.runs import RunRow
    from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Exported(Event):
    """What was asked for is at `path`, a folder with these files, or one file.

    Attributes:
        notes: what whoever takes it away should know, a sentence each; mostly nothing.
    """

    run_id: int
    path: str
    files: list[str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportOption:
    """Something that can be said of one form.

    Attributes:
        name: of the argument of the function that writes it.
        title, help: for people.
        default: a text, or a number of at least 1.
        choices: the texts that are possible; empty where any is.
    """

    name: str
    title: str
    help: str
    default: str | int
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportFormat:
    """One form.

    Attributes:
        name: what the command line calls it.
        title: what people call it.
        writes: what is written, in a sentence.
        module, function: what writes it.
        what, ending: of the name of the export, after that of the run; the name of an option in braces stands
            for its value. A folder has no ending.
        options: what can be said of it, in the order in which it is asked.
    """

    name: str
    title: str
    writes: str
    module: str
    function: str
    what: str = ""
    ending: str = ""
    options: tuple[ExportOption, ...] = ()

    def name_for(self, run: RunRow, options: Mapping[str, str | int] | None = None) -> str:
        """What the export of a run is called: `<run name>-<what>.<ending>`."""
        return export_name(run, self.what, self.ending.format(**(options or {})))

    def export(
        self,
        workspace: Workspace,
        run_key: int | str,
        folder: Path,
        cancel: CancelToken,
        options: Mapping[str, str | int] | None = None,
    ) -> Iterator[Event]:
        """Write a run into `folder`, under a name made of the run's; the last event is `Exported`.

        Raises:
            NotFound: there is no such run, or it has no trained model.
            BadInput: the place is taken, or the disk does not take it.
            Cancelled: nothing is left.
        """
        write = getattr(importlib.import_module(self.module), self.function)
        return cast("Iterator[Event]", write(workspace, run_key, folder, cancel, **(options or {})))


TABLES = ("csv", "parquet", "jsonl", "sqlite")
"""Endings of the tables of recommendations that can be written."""

FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "bundle",
        "Bundle",
        "The model with its items, settings and model card, for another AREAL or for Python.",
        "engine.exporting.bundle",
        "export_bundle",
        "",
        ".areal",
        (ExportOption("licence", "Licence", "Who may do what with the model; stands on its card.", ""),),
    ),
    ExportFormat(
        "onnx",
        "ONNX",
        "The model for any runtime of ONNX, with a script that uses it: from a history to the best items.",
        "engine.exporting.onnx_export",
        "export_onnx",
        "onnx",
    ),
    ExportFormat(
        "torch",
        "torch.export",
        "The model as a program of torch (.pt2), with a script that uses it.",
        "engine.exporting.torch_export",
        "export_torch",
        "torch",
    ),
    ExportFormat(
        "recommendations",
        "Recommendations",
        "The best items for every user, as one table.",
        "engine.exporting.recommendations",
        "export_lists",
        "recommendations",
        ".{ending}",
        (
            ExportOption(
                "ending",
                "File",
                "CSV for spreadsheets; Parquet, JSON lines or SQLite for programs.",
                "csv",
                TABLES,
            ),
            ExportOption("top", "Items per user", "How many items each user gets.", 20),
        ),
    ),
    ExportFormat(
        "embeddings",
        "Embeddings",
        "The vectors of items and users, as Parquet and for the Embedding Projector.",
        "engine.exporting.embeddings",
        "export_embeddings",
        "embeddings",
    ),
    ExportFormat(
        "report",
        "Report",
        "One HTML file to read and print: results, curves, data card and settings, without network.",
        "engine.exporting.run_report",
        "export_report",
        "report",
        ".html",
    ),
    ExportFormat(
        "figures",
        "Figures",
        "The pictures of the report as SVG files, in a folder.",
        "engine.exporting.run_report",
        "export_figures",
        "figures",
    ),
)
"""In the order in which they are offered."""


def export_format(name: str) -> ExportFormat:
    """The form of this name; raises `NotFound`."""
    for each in FORMATS:
        if each.name == name:
            return each
    known = [each.name for each in FORMATS]
    raise NotFound(
        f"There is no export format “{name}”.", f"Known: {', '.join(known)}.", nearest(name, known)
    )
