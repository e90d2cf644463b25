"""What is told of a run's test beside its metrics: groups of examples, what is recommended, and the cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration, points
from areal_gui.pages.runs.stored import StoredRun
from areal_gui.pages.train.estimate import estimate
from engine.evaluation.slice_names import SLICES, slice_title
from engine.models.methods import row_name
from engine.models.subjects import MODEL, REFERENCE_TITLES, REFITTED, subject_title

ALL = "all"
GROUPS = tuple(SLICES)
"""The engine's names of the groups of examples, in the order of the table."""
UNKNOWN = "–"


def groups_of(run: StoredRun, split: str) -> list[str]:
    """The groups that have examples in this split; there is always one to choose."""
    return [group for group in GROUPS if group == ALL or run.table(split, group)[0]]


def group_rows(run: StoredRun, split: str, metrics: Sequence[str]) -> list[tuple[str, ...]]:
    """A line for each group: its name, its examples, and the model's metrics."""
    found = []
    for group in groups_of(run, split):
        model, _ = run.table(split, group)
        if model:
            texts = (estimate(model, name).text for name in metrics)
            found.append((slice_title(group), _whole(model, "rows"), *texts))
    return found


def recommended_rows(run: StoredRun, split: str) -> list[tuple[str, ...]]:
    """A line for each model: how much of the catalogue it shows, how popular that is, how long it takes."""
    model, references = run.table(split, ALL)
    called = row_name(run.row.model, run.row.config)
    order = [(MODEL, model), *((name, references.get(name, {})) for name in (REFITTED, *REFERENCE_TITLES))]
    return [
        (
            subject_title(subject, called),
            points(metrics["coverage@20"]),
            _popularity(metrics),
            _per_thousand(metrics),
        )
        for subject, metrics in order
        if "coverage@20" in metrics
    ]


def costs(run: StoredRun, split: str) -> list[tuple[str, str]]:
    """What the model cost and costs, as pairs of label and value; only what is known."""
    model, _ = run.table(split, ALL)
    found = [
        (_tr("Parameters"), "parameters", count),
        (_tr("Training time"), "training_seconds", duration),
        (_tr("Training examples/s"), "samples_per_second", count),
        (_tr("Denoising steps"), "denoising_steps", count),
        (_tr("Samples averaged"), "samples", count),
    ]
    return [(label, text(model[name])) for label, name, text in found if name in model]


def _whole(metrics: Mapping[str, float], name: str) -> str:
    return count(metrics[name]) if name in metrics else UNKNOWN


def _popularity(metrics: Mapping[str, float]) -> str:
    return f"{metrics['popularity@20']:.2f}" if "popularity@20" in metrics else UNKNOWN


def _per_thousand(metrics: Mapping[str, float]) -> str:
    return f"{1000 * metrics['ms_per_row']:,.1f}" if "ms_per_row" in metrics else UNKNOWN


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_figures", text)
