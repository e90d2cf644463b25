"""How long a study will take, at the pace of what was trained on the data set before."""

from __future__ import annotations

import statistics

from engine.store.runs import list_runs, metrics
from engine.studies.plan import Plan, SweepPlan, Table2Plan
from engine.studies.variants import config_of, variants
from engine.training.config import RunConfig
from engine.workspace import Workspace

MOST_RUNS = 20


def seconds_at_most(workspace: Workspace, dataset_id: int, plan: Plan) -> float | None:
    """Training time of all of a plan, if every training takes all its epochs; None before any run.

    Epochs are taken to last as long as those of the runs with the nearest settings: same model, embedding
    size, layers and batch where there are such runs.
    """
    paces = _paces(workspace, dataset_id)
    if not paces:
        return None
    if isinstance(plan, SweepPlan):
        configs = [config_of(plan, variant, plan.seeds[0]) for variant in variants(plan)]
        return len(plan.seeds) * sum(_seconds(config, paces) for config in configs)
    if isinstance(plan, Table2Plan):
        trainings = len(plan.seeds) + plan.tried
        return trainings * sum(_seconds(entry.base, paces) for entry in plan.entries)
    limits = [] if plan.minutes is None else [60 * plan.minutes]
    if plan.trials is not None:
        limits.append(plan.trials * _seconds(plan.base, paces))
    return min(limits)


def _paces(workspace: Workspace, dataset_id: int) -> list[tuple[RunConfig, float]]:
    """Configurations of earlier runs, and the seconds of an epoch of each."""
    found = []
    for run in list_runs(workspace.store, dataset_id)[:MOST_RUNS]:
        training = metrics(workspace.store, run.id, subject="model", split="train")
        seconds = [metric.value for metric in training if metric.name == "seconds"]
        if seconds:
            try:
                config = RunConfig.model_validate(run.config)
            except ValueError:  # of another version
                continue
            found.append((config, statistics.median(seconds)))
    return found


def _seconds(config: RunConfig, paces: list[tuple[RunConfig, float]]) -> float:
    scored = [(_likeness(config, other), pace) for other, pace in paces]
    best = max(score for score, _ in scored)
    pace = statistics.median(pace for score, pace in scored if score == best)
    seconds = pace * config.training.epochs
    limit = 60 * config.training.max_minutes
    return min(seconds, limit) if limit else seconds


def _likeness(config: RunConfig, other: RunConfig) -> int:
    return 4 * (config.method == other.method) + sum(
        (
            config.baseline.embedding_size == other.baseline.embedding_size,
            config.model.embedding_size == other.model.embedding_size,
            config.model.layers == other.model.layers,
            config.training.batch_size == other.training.batch_size,
            config.data == other.data,
        )
    )
