"""The forms in which a model leaves the program: one list for the command line and the window.

Names and texts only: what writes a form is imported when it is asked for, and with it the libraries it needs.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from engine.errors import NotFound, nearest
from engine.events import CancelToken, Event

if TYPE_CHECKING:
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
class ExportFormat:
    """One form.

    Attributes:
        name: what the command line calls it.
        title: what people call it.
        writes: what is written, in a sentence.
        module, function: what writes it.
    """

    name: str
    title: str
    writes: str
    module: str
    function: str

    def export(
        self, workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
    ) -> Iterator[Event]:
        """Write a run into `folder`, under a name made of the run's; the last event is `Exported`.

        Raises:
            NotFound: there is no such run, or it has no trained model.
            BadInput: the place is taken, or the disk does not take it.
            Cancelled: nothing is left.
        """
        write = getattr(importlib.import_module(self.module), self.function)
        return cast("Iterator[Event]", write(workspace, run_key, folder, cancel))


FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "bundle",
        "Bundle",
        "The model with its items, settings and model card, for another AREAL or for Python.",
        "engine.exporting.bundle",
        "export_bundle",
    ),
    ExportFormat(
        "onnx",
        "ONNX",
        "The model for any runtime of ONNX, with a script that uses it: from a history to the best items.",
        "engine.exporting.onnx_export",
        "export_onnx",
    ),
    ExportFormat(
        "embeddings",
        "Embeddings",
        "The vectors of items and users, as Parquet and for the Embedding Projector.",
        "engine.exporting.embeddings",
        "export_embeddings",
    ),
    ExportFormat(
        "report",
        "Report",
        "One HTML file to read and print: results, curves, data card and settings, without network.",
        "engine.exporting.run_report",
        "export_report",
    ),
    ExportFormat(
        "figures",
        "Figures",
        "The pictures of the report as SVG files, in a folder.",
        "engine.exporting.run_report",
        "export_figures",
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
