"""What is said at the start after the program had died in the middle of something."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui import loading
from areal_gui.components import Button
from areal_gui.components.banner import Banner
from areal_gui.run_folder import can_resume

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from areal_gui.context import AppContext
    from areal_gui.pages.train.queue_start import Way
    from areal_gui.pages.train.training_queue import TrainingQueue
    from engine.store.journal import Interrupted
    from engine.store.runs import RunRow


def tell_interrupted(context: AppContext) -> None:
    """Name the runs that were found interrupted and cannot go on; those that can are offered to."""
    workspace = context.workspace
    if not workspace.interrupted:
        return

    def read() -> list[str]:
        from engine.store.runs import list_runs

        found = [run for run in list_runs(workspace.store) if run.status == "interrupted"]
        return [notice(run) for run in found[: workspace.interrupted] if not can_resume(workspace, run)]

    def tell(notices: list[str]) -> None:
        if notices:
            context.notify.info("\n".join(notices))

    context.tasks.query(read, tell)


def notice(run: RunRow) -> str:
    """What became of one of them."""
    said = _tr("A training was interrupted: {0}.").format(run.name)
    if run.best_epoch is None:
        return f"{said} {_tr('It had not finished an epoch, so there is no model of it.')}"
    return f"{said} {_tr('Its best epoch so far is kept: see the page Runs.')}"


def take_up_trainings(context: AppContext) -> None:
    """Make ready what works off the queue, where there is anything in it or something was cut off."""

    def read() -> bool:
        from engine.store.queue import list_queue

        workspace = context.workspace
        if not workspace.store.writable or not (workspace.interrupted or list_queue(workspace.store)):
            return False
        with loading.one_at_a_time:
            importlib.import_module("areal_gui.pages.train.training_queue")
        return True

    def make(needed: bool) -> None:
        if needed:
            _ = context.training

    context.tasks.query(read, make)
    context.queue_changed.connect(lambda: context.training)


def offer_to_go_on(training: TrainingQueue, way: Way, room: QVBoxLayout) -> Banner:
    """Ask, above everything else, whether the training goes on that the program had died in."""

    def answer(take: Callable[[Way], None]) -> None:
        banner.deleteLater()
        take(way)

    resume = Button(_tr("Resume"), lambda: answer(training.accept), kind="primary", icon_name="play")
    later = Button(_tr("Not now"), lambda: answer(training.decline))
    later.setToolTip(_tr("It stays as it is: see the pages Train and Runs"))
    banner = Banner(way.said, [resume, later])
    training.control.begun.connect(banner.deleteLater)  # another way on was taken
    room.insertWidget(0, banner)
    resume.setFocus()
    return banner


def tell_left_over(context: AppContext) -> None:
    """Name what a process that died was writing: nothing of it was kept."""
    if left := context.workspace.left_over:
        context.notify.info("\n".join(left_over_notice(entry) for entry in left))


def left_over_notice(entry: Interrupted) -> str:
    """What became of one of them."""
    said = {
        "import": _tr("The import of {0} was cut off. Nothing of it was kept; import the file again."),
        "growth": _tr("Adding rows to {0} was cut off. It is as it was before; add the file again."),
        "copy": _tr("Duplicating {0} was cut off. Nothing of the copy was kept."),
    }
    return said[entry.kind].format(entry.name)


def _tr(text: str) -> str:
    return QCoreApplication.translate("interrupted", text)
