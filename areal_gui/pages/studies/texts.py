"""What the studies page says: kinds, states, progress, and a row of a result in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration, points
from engine.studies.plan import Plan, SearchPlan, Table2Plan, count_trainings
from engine.studies.table2.scope import Counted, counted
from engine.training.no_use import DIVERGED

if TYPE_CHECKING:
    from engine.studies.estimate import Outlook
    from engine.studies.lifecycle import Standing
    from engine.studies.results import Figure, ResultRow

PAPER = ("schedules", "modules", "weights", "embedding", "steps")
TABLE2 = "table2"
KINDS = (TABLE2, *PAPER, "grid", "search")

NEARLY = 0.9
"""From here on two estimates say the same."""

MUCH = 0.25
"""A row that takes so much of a study is named."""

MOST_TOLD = 2
"""Rows whose failure is told above the table."""

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
    """How many of its trainings are done, and beside them how many failed."""
    if standing.planned is None:
        text = _tr("{0} trials").format(count(standing.finished + standing.failed))
    else:
        text = _tr("{0} of {1}").format(count(standing.finished), count(standing.planned))
    return _tr("{0}, {1} failed").format(text, count(standing.failed)) if standing.failed else text


def failures_text(rows: Sequence[ResultRow], *, can_retry: bool) -> str:
    """Which rows failed and why, the first two; empty where none did."""
    failed = [row for row in rows if row.reason and row.state != "pruned"]
    if not failed:
        return ""
    text = _tr("Failed; Resume tries again. {0}") if can_retry else _tr("Failed: {0}")
    diverged = [row for row in failed if row.reason.startswith(DIVERGED)]
    told = [f"{row.label}: {DIVERGED if row in diverged else row.reason}" for row in failed[:MOST_TOLD]]
    if len(failed) > MOST_TOLD:
        told.append(_tr("And {0} more, see the table.").format(len(failed) - MOST_TOLD))
    if diverged:
        told.append(
            _tr(
                "What diverged would do so again with these settings: begin a study with lower learning "
                "rates, or without that row."
            )
        )
    return text.format(" ".join(told))


def first_sentence(text: str) -> str:
    """What happened, without why and what to do."""
    sentence, dot, _ = text.partition(". ")
    return f"{sentence}." if dot else text


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


def budget_text(found: Sequence[Outlook] | None) -> str:
    """How long it will take, on all data sets together; None where that is not known."""
    if not found:
        return _tr("How long that takes is not known before the first run on this data set.")
    most, likely = sum(each.at_most for each in found), sum(each.likely for each in found)
    if likely >= NEARLY * most:
        return _tr("At most about {0} of training, at the pace measured here.").format(duration(most))
    text = _tr("About {0} of training, at most {1}: each ends when validation no longer improves.")
    return text.format(duration(likely), duration(most)) + _longest_text(found, likely)


def _longest_text(found: Sequence[Outlook], likely: float) -> str:
    """The row that takes much of it, which may be left out."""
    rows = [row for each in found for row in each.rows.items()]
    label, seconds = max(rows, key=lambda row: row[1], default=("", 0.0))
    if len(rows) < 2 or seconds < MUCH * likely:
        return ""
    return " " + _tr("The longest row: {0}, {1}.").format(label, duration(seconds))


def timing_text(done: int, of: int) -> str:
    """While a few steps of each model are timed."""
    return _tr("Timing a few steps of each model: {0} of {1} done.").format(done, of)


def plan_text(plan: Plan) -> str:
    """How many trainings a plan makes, and why so many."""
    if isinstance(plan, SearchPlan):
        return _search_text(plan.trials, plan.minutes)
    trainings, seeds = count_trainings(plan), len(plan.seeds)
    if isinstance(plan, Table2Plan):
        return f"{rows_text(counted(plan))} {_table2_trainings(plan)}"
    if seeds == 1:
        return _tr("{0} trainings, one for each variant.").format(trainings)
    text = _tr("{0} trainings: {1} variants, each with {2} seeds.")
    return text.format(trainings, trainings // seeds, seeds)


def several_text(plans: Sequence[Plan]) -> str:
    """What the same plan makes on one data set, or on each of several."""
    each = plan_text(plans[0])
    if len(plans) == 1:
        return each
    trainings = sum(count_trainings(plan) for plan in plans if not isinstance(plan, SearchPlan))
    text = _tr("A study on each of {0} data sets, {1} trainings in all. Each has {2}")
    return text.format(len(plans), count(trainings), each)


def rows_text(found: Counted) -> str:
    """Why so many models make so many rows."""
    models = _tr("1 model") if found.models == 1 else _tr("{0} models").format(found.models)
    rows = _tr("1 row") if found.rows == 1 else _tr("{0} rows").format(found.rows)
    parts = [f"{rows}: {models}"]
    forms = [_tr("{0} in {1} forms").format(title, number) for title, number in found.forms.items()]
    if forms:
        parts.append(_tr(" and ").join(forms))
    names = {
        "recommended": _tr("as recommended"),
        "published": _tr("as published"),
        "quick": _tr("as a quick look"),
    }
    presets = _tr(" and ").join(names.get(name, name) for name in found.presets)
    if not found.even:
        presets = _tr("{0} where there is that").format(presets)
    elif found.rows > 1:
        presets = _tr("each {0}").format(presets)
    parts.append(presets)
    return ", ".join(parts) + "."


def _table2_trainings(plan: Table2Plan) -> str:
    trainings, seeds, rows = count_trainings(plan), len(plan.seeds), len(plan.entries)
    with_seeds = _tr("1 seed") if seeds == 1 else _tr("{0} seeds").format(seeds)
    number = _tr("1 training") if trainings == 1 else _tr("{0} trainings").format(count(trainings))
    if plan.tried:
        return _tr("{0}: {1} × ({2} to tune + {3}).").format(number, rows, plan.tried, with_seeds)
    return _tr("{0}: {1} × {2}; nothing is tuned.").format(number, rows, with_seeds)


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
