"""Taking a model away as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from areal_gui import loading
from areal_gui.components.toast import Offer
from areal_gui.context import AppContext
from engine.events import CancelToken, Event

FOLDER_SETTING = "runs.export_folder"


def export_model(context: AppContext, parent: QWidget, run_id: int, name: str) -> None:
    """Ask for a folder and write the run's model into it."""
    chosen = QFileDialog.getExistingDirectory(
        parent, _tr("Export the model of “{}” into").format(name), str(_last_folder(context))
    )
    if chosen:
        _remember_folder(context, Path(chosen))
        export_model_to(context, run_id, name, Path(chosen))


def export_model_to(context: AppContext, run_id: int, name: str, folder: Path) -> None:
    """Write the run's model into `folder`, in the background."""

    def operation(cancel: CancelToken) -> Iterator[Event]:
        with loading.one_at_a_time:
            from engine.exporting.bundle import export_bundle  # loads torch: on the worker's thread

        yield from export_bundle(context.workspace, run_id, folder, cancel)

    def done(exported: Event) -> None:
        path = Path(str(exported.as_json()["path"]))
        look = Offer(
            _tr("Open folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
        )
        context.notify.info(_tr("“{}” was exported to {}").format(name, path), look)

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
