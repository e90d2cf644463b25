"""Searching for good settings with Optuna: what to try next, and what is not worth training on.

Only the validation metric counts, and only the best trial is ever tested. The runs in the store are the
record; Optuna's own file is made again from them where it is missing or damaged.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import optuna
from optuna.storages import RDBStorage
from optuna.trial import FrozenTrial, Trial, TrialState

from engine.models.methods import row_name
from engine.store.queue import add_to_queue
from engine.store.runs import RunRow, runs_of_study
from engine.store.search_file import NAME, search_url, set_damaged_aside
from engine.store.studies import (
    StudyRow,
    epoch_metrics,
    final_metrics,
    study_queue,
    training_seconds,
)
from engine.studies.lifecycle import most_trials
from engine.studies.plan import Dimension, SearchPlan, plan_of, setting
from engine.studies.variants import DRAWN, is_cut_off, label, setting_of
from engine.training.naming import study_run_name
from engine.training.settings import Value, with_settings
from engine.workspace import Workspace

OBJECTIVE = "ndcg@20"
"""On validation."""

RANDOM_AT_FIRST = 8
"""Trials before the sampler draws on what it has seen."""
UNPRUNED_AT_FIRST = 4
WARM_UP_EPOCHS = 2
"""The first epoch says little about those who learn slowly."""
MOST_FAILURES = 5
"""So many failures in a row end a search: the next one would fail as well."""

_REPEATS = 50
_ENDS = {"stopped": TrialState.PRUNED}
_RUN, _REPEAT = "run", "repeat"

optuna.logging.set_verbosity(optuna.logging.ERROR)


@dataclass(frozen=True)
class Search:
    """An open search."""

    workspace: Workspace
    study: StudyRow
    plan: SearchPlan
    optuna: optuna.Study

    @property
    def trials(self) -> list[FrozenTrial]:
        return self.optuna.get_trials(deepcopy=False)

    def running(self, run_id: int | None) -> Trial | None:
        """The trial of a run that has not come to its end; of the one that has no run yet, where None."""
        for trial in self.trials:
            if trial.state == TrialState.RUNNING and trial.user_attrs.get(_RUN) == run_id:
                return self._live(trial)
        return None

    def began(self, run_id: int) -> None:
        """The trial that was asked for last has become a run."""
        if self.running(run_id) is None and (trial := self.running(None)) is not None:
            trial.set_user_attr(_RUN, run_id)

    def report(self, run_id: int, epoch: int, value: float) -> bool:
        """Note an epoch's validation metric; tells whether the trial is not worth going on."""
        trial = self.running(run_id)
        if trial is None:
            return False
        known = self.trials[trial.number].intermediate_values
        if epoch not in known:  # a resumed run may train its last epoch again
            trial.report(value, epoch)
        return bool(trial.should_prune())

    def ended(self, run_id: int | None, state: TrialState, value: float | None = None) -> None:
        """A trial has come to its end."""
        trial = self.running(run_id)
        if trial is not None:
            self.optuna.tell(trial.number, value, state=state)

    @property
    def keeps_failing(self) -> bool:
        """Whether the last trials have all failed: the next one would, too."""
        last = [trial.state for trial in self.trials if _REPEAT not in trial.user_attrs][-MOST_FAILURES:]
        return last == [TrialState.FAIL] * MOST_FAILURES

    def propose(self) -> dict[str, Value] | None:
        """The settings of the next trial; None where everything has been tried."""
        for _ in range(_REPEATS):
            trial = self.optuna.ask()
            values = {dimension.path: _suggested(trial, dimension) for dimension in self.plan.space}
            if not self._is_known(trial):
                return values
            trial.set_user_attr(_REPEAT, True)  # the same run again would tell nothing
            self.optuna.tell(trial.number, state=TrialState.FAIL)
            self.optuna.sampler = _sampler(self.plan, len(self.trials))
        return None

    def _is_known(self, trial: Trial) -> bool:
        done = (TrialState.COMPLETE, TrialState.PRUNED)
        return any(other.params == trial.params for other in self.trials if other.state in done)

    def _live(self, trial: FrozenTrial) -> Trial:
        storage = self.optuna._storage
        study_id = storage.get_study_id_from_name(self.optuna.study_name)
        number = storage.get_trial_id_from_study_id_trial_number(study_id, trial.number)
        return Trial(self.optuna, number)


@contextmanager
def open_search(workspace: Workspace, study: StudyRow, *, catch_up: bool = True) -> Iterator[Search]:
    """A search with all that its runs have shown.

    Args:
        catch_up: let Optuna know first what the store knows; not while another thread trains a trial.
    """
    plan = plan_of(study)
    assert isinstance(plan, SearchPlan)
    set_damaged_aside(workspace.root)
    storage = RDBStorage(search_url(workspace.root))
    try:
        found = optuna.create_study(
            storage=storage,
            study_name=f"study {study.id}",
            direction="maximize",
            pruner=optuna.pruners.MedianPruner(UNPRUNED_AT_FIRST, WARM_UP_EPOCHS),
            load_if_exists=True,
        )
        search = Search(workspace, study, plan, found)
        if catch_up:
            _catch_up(search)
        found.sampler = _sampler(plan, len(search.trials))
        yield search
    finally:
        storage.remove_session()
        storage.engine.dispose()


def queue_next(workspace: Workspace, study: StudyRow, *, first: bool = False) -> int:
    """Put the next trial of a search into the queue, or the one that was cut off; tells how many: 0 or 1.

    Args:
        first: after another trial, at the front of the queue, where that was; not after failures alone.
    """
    if study_queue(workspace.store, study.id):
        return 0
    runs = runs_of_study(workspace.store, study.id)
    cut_off = next((run for run in runs if is_cut_off(run)), None)
    if cut_off is not None:
        _enqueue(workspace, study, cut_off.config, cut_off.name, run_id=cut_off.id, first=first)
        return 1
    plan = plan_of(study)
    assert isinstance(plan, SearchPlan)
    if used_up(workspace, study, plan, runs):
        return 0
    with open_search(workspace, study) as search:
        values = None if first and search.keeps_failing else search.propose()
    if values is None:
        return 0
    changes: dict[str, Value] = {**values, "training.refit": "none"}
    config = with_settings(plan.base, changes).model_dump(mode="json")
    what = f"trial {len(runs) + 1}, {label(values, DRAWN)}"
    model = "" if "method" in values else row_name(plan.base.method, plan.base.model_dump())
    name = study_run_name(study.dataset_name, study.name, what, model=model)
    _enqueue(workspace, study, config, name, first=first)
    return 1


def used_up(workspace: Workspace, study: StudyRow, plan: SearchPlan, runs: list[RunRow]) -> bool:
    """Whether the budget is."""
    most = most_trials(plan)
    if most is not None and len(runs) >= most:
        return True
    seconds = training_seconds(workspace.store, study.id)
    return plan.minutes is not None and seconds >= 60 * plan.minutes


def objective(workspace: Workspace, study_id: int) -> dict[int, float]:
    """Run -> validation metric of its best epoch, on all validation rows; only of those that finished."""
    return {
        run_id: metric.value
        for run_id, metrics in final_metrics(workspace.store, study_id).items()
        for metric in metrics
        if (metric.subject, metric.split, metric.name) == ("model", "val", OBJECTIVE)
    }


def importances(workspace: Workspace, study: StudyRow) -> dict[str, float]:
    """How much each setting of a search decides, in shares of 1 (PED-ANOVA); empty while nobody can tell."""
    if not (workspace.root / NAME).exists():
        return {}
    with open_search(workspace, study, catch_up=False) as search:
        complete = [trial for trial in search.trials if trial.state == TrialState.COMPLETE]
        if len(complete) < 4 or len({trial.value for trial in complete}) < 2:
            return {}
        evaluator = optuna.importance.PedAnovaImportanceEvaluator()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return optuna.importance.get_param_importances(search.optuna, evaluator=evaluator)


def _enqueue(
    workspace: Workspace,
    study: StudyRow,
    config: Mapping[str, object],
    name: str,
    *,
    run_id: int | None = None,
    first: bool = False,
) -> None:
    preset = plan_of(study).preset
    add_to_queue(
        workspace.store,
        study.dataset_id,
        config,
        preset,
        name=name,
        run_id=run_id,
        study_id=study.id,
        first=first,
    )


def _sampler(plan: SearchPlan, trials: int) -> optuna.samplers.BaseSampler:
    """Seeded by how much was tried: a search that was cut off goes on as if it had not been."""
    return optuna.samplers.TPESampler(n_startup_trials=RANDOM_AT_FIRST, seed=plan.base.seed + trials)


def _suggested(trial: Trial, dimension: Dimension) -> Value:
    path = dimension.path
    if dimension.choices:
        value: Value = trial.suggest_categorical(path, dimension.choices)
        return value
    assert dimension.low is not None
    assert dimension.high is not None
    if setting(path).kind == "int":
        return trial.suggest_int(path, int(dimension.low), int(dimension.high), log=dimension.logarithmic)
    return trial.suggest_float(path, dimension.low, dimension.high, log=dimension.logarithmic)


def _catch_up(search: Search) -> None:
    """Let Optuna know what the store knows: where the program died between the two, or its file is gone."""
    store, study = search.workspace.store, search.study
    runs = {run.id: run for run in runs_of_study(store, study.id)}
    waiting = {queued.run_id for queued in study_queue(store, study.id)}
    values = objective(search.workspace, study.id)
    known = {trial.user_attrs.get(_RUN) for trial in search.trials}
    for trial in search.trials:
        if trial.state == TrialState.RUNNING and trial.user_attrs.get(_RUN) not in waiting:
            _settle(search, trial, runs.get(trial.user_attrs.get(_RUN, -1)), values)
    curves = epoch_metrics(store, study.id, "val", OBJECTIVE)
    for run in runs.values():
        if run.id not in known and run.status != "running":
            curve = {metric.step: metric.value for metric in curves.get(run.id, ())}
            _add(search, run, values.get(run.id), curve)


def _settle(search: Search, trial: FrozenTrial, run: RunRow | None, values: Mapping[int, float]) -> None:
    """What became of a trial that nobody works on."""
    if run is not None and is_cut_off(run):
        return  # it goes on
    if run is not None and run.id in values:
        search.optuna.tell(trial.number, values[run.id])
    elif run is not None and run.status == "stopped" and trial.intermediate_values:
        search.optuna.tell(trial.number, state=TrialState.PRUNED)
    else:
        search.optuna.tell(trial.number, state=TrialState.FAIL)


def _add(search: Search, run: RunRow, value: float | None, curve: Mapping[int, float]) -> None:
    """A run that Optuna has never heard of."""
    if is_cut_off(run) or (run.status == "stopped" and not curve):
        return
    params = {d.path: setting_of(run.config, d.path) for d in search.plan.space}
    state = _ENDS.get(run.status, TrialState.FAIL) if value is None else TrialState.COMPLETE
    search.optuna.add_trial(
        optuna.trial.create_trial(
            params=params,
            distributions={d.path: _distribution(d) for d in search.plan.space},
            value=value,
            state=state,
            intermediate_values=dict(curve),
            user_attrs={_RUN: run.id},
        )
    )


def _distribution(dimension: Dimension) -> optuna.distributions.BaseDistribution:
    if dimension.choices:
        return optuna.distributions.CategoricalDistribution(dimension.choices)
    assert dimension.low is not None
    assert dimension.high is not None
    if setting(dimension.path).kind == "int":
        low, high = int(dimension.low), int(dimension.high)
        return optuna.distributions.IntDistribution(low, high, log=dimension.logarithmic)
    return optuna.distributions.FloatDistribution(dimension.low, dimension.high, log=dimension.logarithmic)
