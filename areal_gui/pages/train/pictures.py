"""A run's history as drawings of its plots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from areal_gui.pages.train.history import LOSS, RunHistory
from areal_gui.pages.train.session import CURVE_METRICS, CURVE_REFERENCES, TrainingSession
from areal_gui.pages.train.spread import collapse_note, collapse_reference
from areal_gui.pages.train.values_table import values_table
from areal_gui.plots.curve import Curve
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.references import Reference
from areal_gui.plots.series import Values
from areal_gui.plots.ticks import AxisKind
from areal_gui.plots.training_curves import Drawing
from engine.models.subjects import subject_title

TERM_TITLES = {
    "squared_error": "squared error",
    "cross_entropy": "cross-entropy",
    "binary_cross_entropy": "binary cross-entropy",
    "effective_share": "effective share of a batch",
}
"""Terms of the loss whose names are not what people read."""
NOISY = (LOSS, "gradient_norm", "samples_per_second")
SCALES = {"memory": 1e-6}
RIVAL_LETTERS = 20


class LiveCurves:
    """Lets the plots pull from a session."""

    def __init__(self, session: TrainingSession) -> None:
        self._session = session

    @property
    def version(self) -> int:
        return self._session.version

    @property
    def busy(self) -> bool:
        return self._session.busy

    def picture(self, axis: AxisKind, names: Sequence[str]) -> dict[str, Drawing]:
        """The curves so far."""
        return drawings(self._session.history, axis, names)

    def table(self) -> FigureTable:
        return values_table(self._session.history)


def drawings(history: RunHistory, axis: AxisKind, names: Sequence[str]) -> dict[str, Drawing]:
    """What these plots show of a run; metrics in percent, memory in MB."""
    return {name: _drawing(history, axis, name) for name in names}


def _drawing(history: RunHistory, axis: AxisKind, name: str) -> Drawing:
    if name in CURVE_METRICS:
        return Drawing(_metric(history, axis, name), reference_levels(history, name))
    if name == "embedding_spread":
        return Drawing(_spread(history, axis), collapse_reference(history), collapse_note(history))
    if name == LOSS:
        terms = in_order({*history.values, *history.epochs})
        if len(terms) == 2:  # one term alone is the total
            terms = terms[1:]
        return Drawing([_steps(history, axis, term, place) for place, term in enumerate(terms)])
    if name in history.values or name in history.epochs:
        return Drawing([_steps(history, axis, name, 0)])
    return Drawing()


def in_order(names: Iterable[str]) -> list[str]:
    """The loss and its terms, so that a term keeps its colour."""
    losses = {name for name in names if name == LOSS or name.startswith(f"{LOSS}.")}
    return sorted(losses, key=lambda name: (name != LOSS, name))


def term_title(name: str) -> str:
    """A term of the loss, for people."""
    term = name.removeprefix(LOSS).removeprefix(".")
    return TERM_TITLES.get(term, term) or "total"


def _steps(history: RunHistory, axis: AxisKind, name: str, colour: int) -> Curve:
    """A figure by step, and before the first step that is known, by epoch."""
    steps, series = history.steps.values, history.values.get(name)
    first = steps[0] if len(steps) else np.inf
    per_epoch = history.steps_per_epoch
    means = sorted(history.epochs.get(name, {}).items())
    # A mean belongs to the middle of its epoch: at its end the loss is lower already.
    before = [((epoch - 0.5) * per_epoch, mean) for epoch, mean in means if epoch * per_epoch < first]
    x: Values = history.at([step for step, _ in before], axis)
    y: Values = np.array([mean for _, mean in before])
    if series is not None:
        here = series.values
        x = np.concatenate([x, history.places(axis)[: len(here)]]) if len(x) else history.places(axis)
        y = np.concatenate([y, here]) if len(y) else here
    scale = SCALES.get(name)
    noisy = (name in NOISY or name.startswith(f"{LOSS}.")) and series is not None
    return Curve(term_title(name), x, y if scale is None else scale * y, colour, noisy)


def _metric(history: RunHistory, axis: AxisKind, name: str) -> list[Curve]:
    """A validation metric by epoch, with the best one marked, and at the moments that were asked for."""
    whole = [
        (epoch * history.steps_per_epoch, value) for epoch, value in history.epochs.get(name, {}).items()
    ]
    between = [(step, metrics[name]) for step, metrics in history.between.items() if name in metrics]
    points = sorted(whole + between)
    if not points:
        return []
    best = history.best_epoch
    marked = None if best is None else float(history.at([best * history.steps_per_epoch], axis)[0])
    x, y = history.at([step for step, _ in points], axis), np.array([value for _, value in points])
    return [Curve("", x, 100 * y, marked=marked)]


def _spread(history: RunHistory, axis: AxisKind) -> list[Curve]:
    """By epoch, from before the training on where that is known."""
    points = sorted(history.epochs.get("embedding_spread", {}).items())
    if history.first_spread is not None and points:
        points.insert(0, (0, history.first_spread))
    if not points:
        return []
    x = history.at([epoch * history.steps_per_epoch for epoch, _ in points], axis)
    return [Curve("", x, np.array([spread for _, spread in points]))]


def reference_levels(history: RunHistory, metric: str) -> list[Reference]:
    """The lines to pass, in percent: reference rows, and the best earlier run."""
    found = [
        Reference(subject_title(subject), 100 * history.levels[subject][metric])
        for subject in CURVE_REFERENCES
        if metric in history.levels.get(subject, {})
    ]
    rival = history.rival
    if rival is not None and metric in rival.metrics:
        found.append(Reference(_shortened(rival.name, rival.run_id), 100 * rival.metrics[metric], rival=True))
    return found


def _shortened(name: str, run_id: int) -> str:
    short = name if len(name) <= RIVAL_LETTERS else f"{name[: RIVAL_LETTERS - 1].rstrip()}…"
    return _tr("Best earlier: #{0} {1}").format(run_id, short)


def _tr(text: str) -> str:
    return QCoreApplication.translate("pictures", text)
