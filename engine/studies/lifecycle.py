"""A study is begun, gone on with, and stopped: what of it is in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError
from engine.models.methods import row_name
from engine.sequences.snapshot import open_snapshot
from engine.store.queue import add_to_queue, retry_queued
from engine.store.runs import runs_of_study
from engine.store.studies import (
    StudyRow,
    create_study,
    final_metrics,
    get_study,
    list_studies,
    study_queue,
    training_seconds,
)
from engine.studies.plan import (
    Plan,
    SearchPlan,
    SweepPlan,
    Table2Plan,
    check,
    combinations,
    count_trainings,
    plan_of,
)
from engine.studies.table2.cells import CHOSEN_BY, EntryCells, config_of_entry, entry_of, grid, table2_cells
from engine.studies.table2.words import chosen_text
from engine.studies.variants import Cell, State, Variant, cells, config_of, trial_state, variants
from engine.training.config import RunConfig
from engine.training.naming import study_run_name
from engine.workspace import Workspace

MISSING: tuple[State, ...] = ("open", "stopped", "failed")
"""What `go_on` puts into the queue."""
ENDED: tuple[State, ...] = ("finished", "pruned", "deleted")
"""What has come to its end without a fault, also where its run is not there any more."""


@dataclass(frozen=True)
class Standing:
    """How far a study is.

    Attributes:
        planned: trainings in all; None where only time ends a search.
        finished: those that have come to their end, pruned ones too.
        state: running: one is being trained; waiting: its next is in the queue; finished: nothing is left to
            do, also where a failed tuning was done without; stopped: something is, and nothing of it is in
            the queue.
    """

    planned: int | None
    finished: int
    failed: int
    state: State
    seconds: float

    @property
    def share(self) -> float:
        return min(1.0, (self.finished + self.failed) / self.planned) if self.planned else 0.0


def begin_study(workspace: Workspace, dataset_id: int, kind: str, name: str, plan: Plan) -> int:
    """Write a study down; `go_on` puts its trainings into the queue.

    Raises:
        BadSetting: the plan makes no sense, or a combination of its values is not possible.
    """
    check_study(plan)
    return create_study(workspace.store, dataset_id, kind, name, plan.model_dump(mode="json"))


def check_study(plan: Plan) -> None:
    """Raise `BadSetting` where a plan makes no sense, or a combination of its values is not possible."""
    check(plan)
    if not isinstance(plan, SearchPlan):
        for variant in all_variants(plan):
            _config(plan, variant, plan.seeds[0])


def all_variants(plan: SweepPlan | Table2Plan) -> list[Variant]:
    """Every configuration of a plan, without its seeds."""
    if isinstance(plan, SweepPlan):
        return variants(plan)
    return [Variant(entry.label, changes) for entry in plan.entries for changes in grid(plan)]


def same_study(workspace: Workspace, dataset_id: int, kind: str, plan: Plan) -> StudyRow | None:
    """The newest study of the same plan on a data set: what is asked for again is gone on with."""
    wanted = plan.model_dump(mode="json")
    for study in list_studies(workspace.store, dataset_id):
        if study.kind == kind and study.plan == wanted:
            return study
    return None


def go_on(workspace: Workspace, study_id: int) -> int:
    """Put what is missing of a study into the queue; tells how many trainings that are.

    What was stopped goes on from its checkpoint, what failed begins anew, but for the tuning of rows of
    Table 2 that have all their seeds. Where the log has changed since and something is missing, all of it is
    trained again: the rows of a table must be comparable.
    """
    study = get_study(workspace.store, study_id)
    plan = plan_of(study)
    if isinstance(plan, SearchPlan):
        from engine.studies.search import queue_next  # optuna takes a moment to import

        return queue_next(workspace, study)
    found, done_without = _cells(workspace, study, plan)
    found = [cell for cell in found if cell not in done_without]
    again = [cell.queued.id for cell in found if cell.state == "failed" and cell.queued is not None]
    for number in again:
        retry_queued(workspace.store, number)
    missing = [cell for cell in found if cell.queued is None and cell.state in MISSING]
    if missing:
        missing += _stale(workspace, study, plan)
    for cell in missing:
        _enqueue(workspace, study, plan, cell)
    return len(missing) + len(again)


def lead_on(workspace: Workspace, study: StudyRow, plan: Table2Plan) -> int:
    """The table's trainings of every row whose settings are chosen come next; tells how many those are."""
    chosen = [cell for row in entry_cells(workspace, study, plan) for cell in row.final]
    ready = [cell for cell in chosen if cell.state == "open" and cell.queued is None]
    for cell in reversed(ready):
        _enqueue(workspace, study, plan, cell, first=True)
    return len(ready)


def study_cells(workspace: Workspace, study: StudyRow, plan: SweepPlan | Table2Plan) -> list[Cell]:
    """Every training of a study with what became of it; those of which nothing is known yet are not there."""
    return _cells(workspace, study, plan)[0]


def _cells(
    workspace: Workspace, study: StudyRow, plan: SweepPlan | Table2Plan
) -> tuple[list[Cell], list[Cell]]:
    """The same, and those of them that failed and are not tried again."""
    if isinstance(plan, Table2Plan):
        rows = entry_cells(workspace, study, plan)
        every = [cell for row in rows for cell in row.all]
        return every, [cell for row in rows for cell in row.done_without]
    store = workspace.store
    return cells(plan, runs_of_study(store, study.id), study_queue(store, study.id)), []


def entry_cells(workspace: Workspace, study: StudyRow, plan: Table2Plan) -> list[EntryCells]:
    """Every training of Table 2 by row."""
    store = workspace.store
    validation = {
        run: metric.value
        for run, found in final_metrics(store, study.id).items()
        for metric in found
        if (metric.split, metric.name) == ("val", CHOSEN_BY)
    }
    return table2_cells(plan, runs_of_study(store, study.id), study_queue(store, study.id), validation)


def standing(workspace: Workspace, study: StudyRow) -> Standing:
    """How far a study is, from the store."""
    store, plan = workspace.store, plan_of(study)
    queue, seconds = study_queue(store, study.id), training_seconds(store, study.id)
    if not isinstance(plan, SearchPlan):
        found, done_without = _cells(workspace, study, plan)
        states, settled = [cell.state for cell in found], len(done_without)
        planned: int | None = count_trainings(plan)
    else:
        states = [trial_state(run) for run in runs_of_study(store, study.id)]
        settled = states.count("failed")
        planned = most_trials(plan)
    finished, failed = sum(map(states.count, ENDED)), states.count("failed")
    over = planned is not None and finished + failed >= planned
    if isinstance(plan, SearchPlan) and plan.minutes is not None:
        over = over or seconds >= 60 * plan.minutes
    if any(queued.status == "running" for queued in queue):
        state: State = "running"
    elif any(queued.status == "waiting" for queued in queue):
        state = "waiting"
    else:
        state = "finished" if over and failed == settled else "stopped"
    return Standing(planned, finished, failed, state, seconds)


def standings(workspace: Workspace) -> list[tuple[StudyRow, Standing | None]]:
    """All studies, newest first, and how far each is; None where its plan is of another version."""
    found: list[tuple[StudyRow, Standing | None]] = []
    for study in list_studies(workspace.store):
        try:
            found.append((study, standing(workspace, study)))
        except EngineError:
            found.append((study, None))
    return found


def most_trials(plan: SearchPlan) -> int | None:
    """How many trials there can be; None where only time ends the search."""
    limits = [limit for limit in (plan.trials, combinations(plan.space)) if limit is not None]
    return min(limits, default=None)


def _stale(workspace: Workspace, study: StudyRow, plan: SweepPlan | Table2Plan) -> list[Cell]:
    """What was finished on the log as it is no longer."""
    found = []
    for cell in study_cells(workspace, study, plan):
        if cell.state == "finished" and cell.run is not None:
            filters = _config(plan, cell.variant, cell.seed).data.filters
            if cell.run.snapshot_hash != open_snapshot(workspace, study.dataset_id, filters).hash:
                found.append(cell)
    return found


def _enqueue(
    workspace: Workspace, study: StudyRow, plan: SweepPlan | Table2Plan, cell: Cell, *, first: bool = False
) -> None:
    goes_on = cell.run.id if cell.run is not None and cell.state == "stopped" else None
    preset = entry_of(plan, cell.variant).preset if isinstance(plan, Table2Plan) else plan.preset
    add_to_queue(
        workspace.store,
        study.dataset_id,
        _config(plan, cell.variant, cell.seed).model_dump(mode="json"),
        preset,
        name=_name(study, plan, cell),
        run_id=goes_on,
        study_id=study.id,
        first=first,
    )


def _name(study: StudyRow, plan: SweepPlan | Table2Plan, cell: Cell) -> str:
    """What a training is called; the rows of Table 2, and of a study of models, name the model already."""
    what = cell.variant.label + (f", seed {cell.seed}" if len(plan.seeds) > 1 else "")
    if isinstance(plan, Table2Plan):
        if cell.seed == plan.tuning_seed:
            what = f"{cell.variant.label}, tuning, {chosen_text(cell.variant.changes)}"
        return study_run_name(study.dataset_name, study.name, what)
    config = config_of(plan, cell.variant, cell.seed)
    model = "" if "method" in cell.variant.changes else row_name(config.method, config.model_dump())
    return study_run_name(study.dataset_name, study.name, what, model=model)


def _config(plan: SweepPlan | Table2Plan, variant: Variant, seed: int) -> RunConfig:
    if isinstance(plan, Table2Plan):
        return config_of_entry(plan, variant, seed)
    return config_of(plan, variant, seed)
