"""Taking a model away as a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from areal_gui import loading
from areal_gui.context import AppContext
from engine.events import CancelToken, Event

FOLDER_SETTING = "runs.export_folder"


def export_model(
    context: AppContext,
    parent: QWidget,
    run_id: int,
    name: str,
    on_exported: Callable[[Path], None] | None = None,
) -> None:
    """Ask for a folder and write the run's model into a new folder inside it."""
    chosen = QFileDialog.getExistingDirectory(
        parent, _tr("Export the model of “{}” into").format(name), str(_last_folder(context))
    )
    if chosen:
        _remember_folder(context, Path(chosen))
        export_model_to(context, run_id, name, Path(chosen), on_exported)


def export_model_to(
    context: AppContext,
    run_id: int,
    name: str,
    folder: Path,
    on_exported: Callable[[Path], None] | None = None,
) -> None:
    """Write the run's model into a new folder inside `folder`, in the background."""

    def operation(cancel: CancelToken) -> Iterator[Event]:
        with loading.one_at_a_time:
            from engine.exporting.bundle import export_bundle  # loads torch: on the worker's thread

        yield from export_bundle(context.workspace, run_id, folder, cancel)

    def done(exported: Event) -> None:
        path = Path(str(exported.as_json()["path"]))
        context.notify.success(_tr("“{}” was exported to {}").format(name, path))
        if on_exported is not None:
            on_exported(path)

    context.tasks.start(
        _tr("Exporting {}").format(name),
        operation,
        on_finished=done,
        on_failed=lambda error: context.notify.error(error, _tr("The model was not exported")),
    )


def _last_folder(context: AppContext) -> Path:
    return Path(str(context.settings.extra.get(FOLDER_SETTING) or Path.home()))


def _remember_folder(context: AppContext, folder: Path) -> None:
    context.settings.extra[FOLDER_SETTING] = str(folder)
    context.settings.save()


def _tr(text: str) -> str:
    return QCoreApplication.translate("exports", text)
