"""What is said at the start after the program had died in the middle of something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.run_folder import can_resume

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.store.journal import Interrupted
    from engine.store.runs import RunRow


def tell_interrupted(context: AppContext) -> None:
    """Name the runs that were found interrupted when the workspace was opened."""
    workspace = context.workspace
    if not workspace.interrupted:
        return

    def read() -> list[str]:
        from engine.store.runs import list_runs

        found = [run for run in list_runs(workspace.store) if run.status == "interrupted"]
        return [notice(run, can_resume(workspace, run)) for run in found[: workspace.interrupted]]

    context.tasks.query(read, lambda notices: context.notify.info("\n".join(notices)))


def notice(run: RunRow, resumable: bool) -> str:
    """What became of one of them."""
    said = _tr("A training was interrupted: {0}.").format(run.name)
    if resumable:
        return f"{said} {_tr('It can go on from where it was: see the page Runs.')}"
    if run.best_epoch is None:
        return f"{said} {_tr('It had not finished an epoch, so there is no model of it.')}"
    return f"{said} {_tr('Its best epoch so far is kept: see the page Runs.')}"


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
