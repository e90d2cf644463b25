"""What is to be known before the figures of a comparison are read."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from areal_gui.pages.runs.comparison.sheets import View
from areal_gui.pages.train.verdict import policy_text

TOLD = 3
"""Of more runs than this only the number is told here: the table of metrics has the reasons."""


def subtitle(view: View) -> tuple[str, str]:
    """The title of the comparison and a line about it."""
    runs, compared = view.contents.runs, view.compared
    title = _tr("Comparing 1 run") if len(runs) == 1 else _tr("Comparing {} runs").format(len(runs))
    if not compared:
        return title, ""
    names = dict.fromkeys(run.row.dataset_name for run in compared)
    return title, " · ".join([*names, policy_text(compared[0].row.policy)])


def remarks(view: View) -> list[str]:
    """Sentences: runs that are gone, and runs that no test takes in, with their reasons."""
    gone, found = view.contents.gone, []
    if gone:
        one = _tr("1 of these runs was deleted meanwhile.")
        found.append(one if gone == 1 else _tr("{} of these runs were deleted meanwhile.").format(gone))
    out = [(run.name, view.left_out[run.id]) for run in view.contents.runs if run.id in view.left_out]
    if len(out) <= TOLD:
        return found + [_tr("Not comparable: “{0}”. {1}").format(*each) for each in out]
    text = _tr("{0} of {1} runs are not comparable and left out of the tests: see the notes in Metrics.")
    return [*found, text.format(len(out), len(view.contents.runs))]


def _tr(text: str) -> str:
    return QCoreApplication.translate("comparison", text)
