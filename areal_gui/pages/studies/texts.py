"""What the studies page says: kinds, states, progress, and a row of a result in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration, points
from engine.studies.plan import Plan, SearchPlan, Table2Plan, count_trainings

if TYPE_CHECKING:
    from engine.studies.lifecycle import Standing
    from engine.studies.results import Figure

PAPER = ("schedules", "modules", "weights", "embedding", "steps")
TABLE2 = "table2"
KINDS = (TABLE2, *PAPER, "grid", "search")

METRICS = ("ndcg@20", "hr@20", "mrr@20", "training_seconds", "parameters", "ms_per_row")
SPLITS = ("test", "val")


def kind_title(kind: str) -> str:
    """A kind of study for people."""
    titles = {
        TABLE2: _tr("Table 2: all models"),
        "schedules": _tr("Noise schedules"),
        "modules": _tr("Modules"),
        "weights": _tr("Fusion weights"),
        "embedding": _tr("Embedding size"),
        "steps": _tr("Diffusion steps"),
        "grid": _tr("Free grid"),
        "search": _tr("Search"),
    }
    return titles.get(kind, kind)


def kind_source(kind: str) -> str:
    """Where it comes from."""
    sources = {
        TABLE2: _tr("Table 2"),
        "schedules": _tr("Figure 5"),
        "modules": _tr("Table 3"),
        "weights": _tr("Table 3"),
        "embedding": _tr("Figure 6"),
        "steps": _tr("Figure 7"),
        "grid": _tr("Your own"),
        "search": _tr("Optuna"),
    }
    return sources.get(kind, "")


def kind_sentence(kind: str) -> str:
    """What it does."""
    sentences = {
        TABLE2: _tr("AREAL and the baselines, tuned and judged alike on your log."),
        "schedules": _tr("How fast noise is added: linear, exp, cosine, sqrt."),
        "modules": _tr("The encoder without its local part, its global part, or both."),
        "weights": _tr("How much the local part counts against the global one."),
        "embedding": _tr("How many numbers describe an item: 8 to 256."),
        "steps": _tr("How long the chain of noise is: T from 10 to 2,000."),
        "grid": _tr("Every combination of the values that you give."),
        "search": _tr("Looks for the best settings within a budget, by validation alone."),
    }
    return sentences.get(kind, "")


def state_text(state: str) -> str:
    """A state for people."""
    texts = {
        "open": _tr("not begun"),
        "waiting": _tr("waiting"),
        "running": _tr("running"),
        "paused": _tr("paused"),
        "held": _tr("waiting in the queue, which is on hold"),
        "finished": _tr("finished"),
        "stopped": _tr("stopped"),
        "failed": _tr("failed"),
        "pruned": _tr("pruned"),
    }
    return texts.get(state, state)


def progress_text(standing: Standing) -> str:
    """How many of its trainings are done."""
    done = standing.finished + standing.failed
    if standing.planned is None:
        text = _tr("{0} trials").format(count(done))
    else:
        text = _tr("{0} of {1}").format(count(done), count(standing.planned))
    return _tr("{0}, {1} failed").format(text, count(standing.failed)) if standing.failed else text


def metric_title(metric: str) -> str:
    """What an axis or a choice is called."""
    titles = {
        "training_seconds": _tr("Training time, s"),
        "parameters": _tr("Parameters"),
        "ms_per_row": _tr("Time per row, ms"),
    }
    return titles.get(metric, _tr("{0}, %").format(metric.upper()))


def split_title(split: str) -> str:
    return _tr("Test") if split == "test" else _tr("Validation")


def is_share(metric: str) -> bool:
    """Whether a metric is a fraction, shown in percent."""
    return "@" in metric


def figure_text(figure: Figure | None, metric: str) -> str:
    """A value with its interval: 24.75 (20.81 to 28.69)."""
    if figure is None:
        return "–"
    if metric == "training_seconds":
        return duration(figure.mean)
    if not is_share(metric):
        return count(figure.mean) if metric == "parameters" else f"{figure.mean:.3f}"
    if math.isnan(figure.low) or math.isnan(figure.high):
        return points(figure.mean)
    return _tr("{0} ({1} to {2})").format(points(figure.mean), points(figure.low), points(figure.high))


def interval_text(seeds: int) -> str:
    """What the intervals are."""
    if seeds < 2:
        return _tr("Bars and brackets: 95% intervals over sequences, of one seed.")
    return _tr(
        "Bars and brackets: 95% intervals over {0} seeds (Student's t); small dots are the seeds. With few "
        "seeds they are wide."
    ).format(seeds)


def budget_text(seconds: float | None) -> str:
    """How long it will take at most."""
    if seconds is None:
        return _tr("How long that takes is not known before the first run on this data set.")
    return _tr("At most about {0} of training, at the pace of earlier runs.").format(duration(seconds))


def plan_text(plan: Plan) -> str:
    """How many trainings a plan makes, and why so many."""
    if isinstance(plan, SearchPlan):
        return _search_text(plan.trials, plan.minutes)
    trainings, seeds = count_trainings(plan), len(plan.seeds)
    if isinstance(plan, Table2Plan):
        with_seeds = _tr("one seed") if seeds == 1 else _tr("{0} seeds").format(seeds)
        text = _tr(
            "{0} trainings: {1} rows, each tuned over {2} configurations on validation and then trained with "
            "{3}."
        )
        untuned = _tr("{0} trainings: {1} rows, each with {3}; nothing is tuned.")
        return (text if plan.tried else untuned).format(trainings, len(plan.entries), plan.tried, with_seeds)
    if seeds == 1:
        return _tr("{0} trainings, one for each variant.").format(trainings)
    text = _tr("{0} trainings: {1} variants, each with {2} seeds.")
    return text.format(trainings, trainings // seeds, seeds)


def _search_text(trials: int | None, minutes: float | None) -> str:
    parts = []
    if trials is not None:
        parts.append(_tr("at most {0} trials").format(trials))
    if minutes is not None:
        parts.append(_tr("no new one after {0:g} minutes of training").format(minutes))
    return _tr("A search: {0}. It sees validation alone; the best trial is tested, once, at the end.").format(
        ", ".join(parts)
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("studies", text)
