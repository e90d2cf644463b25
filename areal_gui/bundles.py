"""Bundles that come into the window: dropped on it, given to the program, or chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from areal_gui import loading
from areal_gui.components.toast import Offer
from areal_gui.context import AppContext
from areal_gui.formats import count
from engine.events import CancelToken, Event

if TYPE_CHECKING:
    from engine.exporting.bundle_import import BundleImported

SUFFIX = ".areal"


def parted(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The bundles among files, and the others."""
    bundles = [path for path in paths if path.suffix.lower() == SUFFIX]
    return bundles, [path for path in paths if path not in bundles]


def ask_bundle(context: AppContext, parent: QWidget) -> None:
    """Let a bundle be chosen, and import it."""
    folder = context.settings.last_folder or str(Path.home())
    kinds = _tr("Bundles (*.areal);;All files (*)")
    names, _ = QFileDialog.getOpenFileNames(parent, _tr("Import a bundle"), folder, kinds)
    if names:
        context.settings.last_folder = str(Path(names[0]).parent)
        import_bundles(context, [Path(name) for name in names])


def import_bundles(context: AppContext, paths: Sequence[Path]) -> None:
    """Make runs of bundles in the background, one after the other, and show each."""
    if not paths:
        return
    path, rest = paths[0], paths[1:]

    def operation(cancel: CancelToken) -> Iterator[Event]:
        with loading.one_at_a_time:
            from engine.exporting.bundle_import import import_bundle  # loads torch: on the worker's thread

        yield from import_bundle(context.workspace, path, cancel)

    def done(imported: BundleImported) -> None:
        _tell(context, imported)
        import_bundles(context, rest)

    def failed(error: Exception) -> None:
        context.notify.error(error, _tr("“{0}” was not imported").format(path.name))
        import_bundles(context, rest)

    context.tasks.start(
        _tr("Importing {0}").format(path.name), operation, kind="import", on_finished=done, on_failed=failed
    )


def _tell(context: AppContext, imported: BundleImported) -> None:
    """Say what came of it, and show it among the runs."""
    context.runs_changed.emit()
    context.page_wanted.emit("runs")
    context.run_chosen.emit(imported.run_id)
    said = _tr("“{0}” was imported as run {1}.").format(imported.name, imported.run_id)
    if imported.audience is None:
        more = _tr("No data set here has items that it knows; type a history for it.")
    else:
        text = _tr("It knows {known} of {all} items of “{data}” and answers its users.")
        known, total = count(imported.known), count(imported.of_items)
        more = text.format(known=known, all=total, data=imported.audience)

    def look() -> None:
        context.run_chosen.emit(imported.run_id)
        context.page_wanted.emit("users")

    context.notify.info(f"{said} {more}", Offer(_tr("Use in Users"), look))


def _tr(text: str) -> str:
    return QCoreApplication.translate("bundles", text)
