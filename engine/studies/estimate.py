"""How long a study will take, at the pace of what was trained or timed on the data set before."""

from __future__ import annotations

import functools
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.store.runs import RunRow, list_runs, metrics
from engine.store.studies import StudyRow
from engine.studies.lifecycle import ENDED, entry_cells, study_cells
from engine.studies.plan import Plan, SearchPlan, SweepPlan, Table2Plan, count_trainings, plan_of
from engine.studies.table2.cells import config_of_entry
from engine.studies.variants import Cell, config_of, variants
from engine.training.config import RunConfig
from engine.training.forecast.cost import costly_part
from engine.workspace import Workspace

MOST_RUNS = 60

USUAL_PATIENCES = 3
"""Trainings tried here ended after one and a half to four times as many epochs as they are patient."""

Pace = tuple[RunConfig, float]
"""A configuration, and the seconds of one of its epochs."""


@dataclass(frozen=True)
class Outlook:
    """Training time, in seconds.

    Attributes:
        at_most: if every training takes all its epochs.
        likely: if it takes as many as finished ones of the same model did; where there are none, some times
            the patience.
        rows: of Table 2, the likely time of each row.
    """

    at_most: float
    likely: float
    rows: Mapping[str, float] = field(default_factory=dict)


def outlook(workspace: Workspace, dataset_id: int, plan: Plan, timed: Sequence[Pace] = ()) -> Outlook | None:
    """Of all of a plan; None where no pace is known on the data set.

    Epochs are taken to last as long as those of the runs with the nearest settings: same model, embedding
    size, layers and batch where there are such runs.

    Args:
        timed: what was timed beside the runs.
    """
    known = _Known(workspace, dataset_id, timed)
    if not known.paces:
        return None
    configs = configs_of_plan(plan)
    found = Outlook(sum(map(known.at_most, configs)), sum(map(known.likely, configs)))
    if isinstance(plan, SearchPlan):
        limits = [] if plan.minutes is None else [60 * plan.minutes]
        trials = plan.trials
        return Outlook(
            min([*limits, *([] if trials is None else [trials * found.at_most])]),
            min([*limits, *([] if trials is None else [trials * found.likely])]),
        )
    times = count_trainings(plan) // len(configs)
    labels = [entry.label for entry in plan.entries] if isinstance(plan, Table2Plan) else []
    rows = {label: times * known.likely(config) for label, config in zip(labels, configs, strict=False)}
    return Outlook(times * found.at_most, times * found.likely, rows)


def untimed(workspace: Workspace, dataset_id: int, plan: Plan, timed: Sequence[Pace] = ()) -> list[RunConfig]:
    """The configurations of a plan whose epochs take another time than any that is known, each once."""
    known = {_costly(config) for config, _ in _Known(workspace, dataset_id, timed).paces}
    wanted = {_costly(config): config for config in configs_of_plan(plan)}
    return [config for costly, config in wanted.items() if costly not in known]


def seconds_left(workspace: Workspace, study: StudyRow) -> float | None:
    """What is likely to be left of a study; None where nobody can know, and for a search."""
    plan = plan_of(study)
    if isinstance(plan, SearchPlan):
        return None
    known = _Known(workspace, study.dataset_id)
    if not known.paces:
        return None
    config: Callable[[Cell], RunConfig]
    if isinstance(plan, SweepPlan):
        config = lambda cell: config_of(plan, cell.variant, cell.seed)  # noqa: E731
        later = 0.0
    else:
        config = lambda cell: config_of_entry(plan, cell.variant, cell.seed)  # noqa: E731
        rows = [row for row in entry_cells(workspace, study, plan) if row.chosen is None]
        later = sum(len(plan.seeds) * known.likely(row.entry.base) for row in rows)
    under_way = [cell for cell in study_cells(workspace, study, plan) if cell.state not in _OVER]
    return later + sum(known.left(config(cell), cell.run) for cell in under_way)


def configs_of_plan(plan: Plan) -> list[RunConfig]:
    """What is trained, without seeds and tuning: each as often as any other."""
    if isinstance(plan, SweepPlan):
        return [config_of(plan, variant, plan.seeds[0]) for variant in variants(plan)]
    return [entry.base for entry in plan.entries] if isinstance(plan, Table2Plan) else [plan.base]


_OVER = (*ENDED, "failed")


class _Known:
    """What earlier runs on a data set tell: how long epochs take, and how many a training takes."""

    def __init__(self, workspace: Workspace, dataset_id: int, timed: Sequence[Pace] = ()) -> None:
        self.paces: list[Pace] = list(timed)
        self._epochs: dict[str, list[int]] = {}
        for run in list_runs(workspace.store, dataset_id)[:MOST_RUNS]:
            training = metrics(workspace.store, run.id, subject="model", split="train")
            seconds = [metric.value for metric in training if metric.name == "seconds"]
            try:
                config = RunConfig.model_validate(run.config)
            except ValueError:  # of another version
                continue
            if seconds:
                self.paces.append((config, statistics.median(seconds)))
            if run.status == "finished":
                self._epochs.setdefault(config.method, []).append(run.epoch)

    def at_most(self, config: RunConfig) -> float:
        return self._limited(config, self._pace(config) * config.training.epochs)

    def likely(self, config: RunConfig) -> float:
        return self._limited(config, self._pace(config) * self._likely_epochs(config))

    def left(self, config: RunConfig, run: RunRow | None) -> float:
        """Of a training that may have become a run; at least an epoch."""
        done = 0 if run is None else run.epoch
        pace = self._pace(config)
        return max(pace, self._limited(config, pace * self._likely_epochs(config)) - pace * done)

    def _likely_epochs(self, config: RunConfig) -> float:
        found = self._epochs.get(config.method)
        most, patience = config.training.epochs, config.training.patience
        usual = USUAL_PATIENCES * (patience + 1) if patience else most
        return min(most, statistics.median(found) if found else usual)

    def _limited(self, config: RunConfig, seconds: float) -> float:
        limit = 60 * config.training.max_minutes
        return min(seconds, limit) if limit else seconds

    def _pace(self, config: RunConfig) -> float:
        costly = _costly(config)
        if same := [pace for other, pace in self.paces if _costly(other) == costly]:
            return statistics.median(same)
        scored = [(_likeness(config, other), pace) for other, pace in self.paces]
        best = max(score for score, _ in scored)
        return statistics.median(pace for score, pace in scored if score == best)


def _costly(config: RunConfig) -> str:
    """The same text for configurations whose epochs take equally long."""
    return _costly_of(config.model_dump_json())


@functools.lru_cache(maxsize=4_096)
def _costly_of(config: str) -> str:
    return costly_part(RunConfig.model_validate_json(config)).model_dump_json()


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
