"""`study`: several trainings that belong together, and the table that comes out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from engine.cli import table2
from engine.cli.assignments import assignments
from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.study_tables import list_table, result_table, row_as_json
from engine.cli.study_verbs import PAPER
from engine.cli.training_view import TrainingView
from engine.errors import BadInput
from engine.events import CancelToken, Event
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.studies import SEARCH, TABLE2, get_study, hide_study, purge_studies
from engine.studies.lifecycle import begin_study, same_study, standing, standings
from engine.studies.plan import Plan, SearchPlan, SweepPlan
from engine.studies.plans import STUDIES, paper_plan
from engine.studies.spelling import axis_from, dimension_from, seeds_from
from engine.training.config import RunConfig
from engine.training.presets import preset_for
from engine.training.settings import with_settings
from engine.workspace import Workspace

USUAL_TRIALS = 20
TITLES = {name: study.title for name, study in STUDIES.items()}
TITLES |= {"grid": "Grid", SEARCH: "Search", TABLE2: "Table 2"}


def study(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """List studies, or do what is asked for."""
    ACTIONS[arguments.action](arguments, console, cancel)


def show_studies(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """All studies, and how far each is."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        found = standings(workspace)
    if found:
        console.show(list_table(found))
    else:
        console.say("No studies yet: begin one with `study schedules DATASET`, or see `study --help`.")
    console.result(
        studies=[
            {
                "id": row.id,
                "name": row.name,
                "kind": row.kind,
                "dataset": row.dataset_name,
                **(vars(far) if far else {"state": "unreadable"}),
            }
            for row, far in found
        ]
    )


def begin(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Train a study; one of the same plan is gone on with."""
    with open_to_write(arguments, console, cancel) as workspace:
        # Refused before torch is imported, which takes seconds.
        dataset = get_dataset(workspace.store, arguments.dataset)
        plan = _plan(arguments.action, dataset, arguments)
        _train(workspace, _begun(workspace, dataset, arguments, plan, console), console, cancel)


def begin_table2(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Train Table 2 on one data set after the other."""
    with open_to_write(arguments, console, cancel) as workspace:
        datasets = [get_dataset(workspace.store, key) for key in arguments.datasets]
        plans = [table2.plan_of_arguments(dataset, arguments) for dataset in datasets]
        for dataset, plan in zip(datasets, plans, strict=True):
            console.say(table2.told(workspace, dataset, plan))
            _train(workspace, _begun(workspace, dataset, arguments, plan, console), console, cancel)
            cancel.raise_if_cancelled()


def _begun(
    workspace: Workspace, dataset: DatasetRow, arguments: argparse.Namespace, plan: Plan, console: Console
) -> int:
    """The number of a new study, or of one of the same plan, which is gone on with."""
    kind = arguments.action
    same = None if arguments.name else same_study(workspace, dataset.id, kind, plan)
    if same is None:
        return begin_study(workspace, dataset.id, kind, arguments.name or TITLES[kind], plan)
    console.say(f"Going on with study {same.id}, “{same.name}”.")
    return same.id


def go_on(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Train what is missing of a study."""
    with open_to_write(arguments, console, cancel) as workspace:
        _train(workspace, get_study(workspace.store, arguments.study).id, console, cancel)


def show_study(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """What a study has shown so far."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        row = get_study(workspace.store, arguments.study)
        far = standing(workspace, row)
        more = {"state": far.state, "planned": far.planned, "finished": far.finished}
        _show(workspace, row.id, console, cancel, **more)


def forget(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Remove a study; its runs stay."""
    with open_to_write(arguments, console, cancel) as workspace:
        row = get_study(workspace.store, arguments.study)
        hide_study(workspace.store, row.id)
        purge_studies(workspace.store)
    console.say(f"Study {row.id}, “{row.name}”, is deleted; its runs stay.")
    console.result(study_id=row.id)


def _plan(kind: str, dataset: DatasetRow, arguments: argparse.Namespace) -> Plan:
    changes = assignments(arguments.settings)
    changes["method"] = method = arguments.model or str(changes.get("method", "areal"))
    if kind in STUDIES:
        seeds = seeds_from(arguments.seeds)
        return paper_plan(kind, dataset, preset=arguments.preset, changes=changes, seeds=seeds)
    base: RunConfig = with_settings(preset_for(arguments.preset, dataset, method), changes)
    if kind == SEARCH:
        space = tuple(dimension_from(base, text) for text in arguments.space)
        usual = None if arguments.minutes else USUAL_TRIALS
        trials = arguments.trials or usual
        return SearchPlan(
            preset=arguments.preset, base=base, space=space, trials=trials, minutes=arguments.minutes
        )
    axes = tuple(axis_from(base, text) for text in arguments.axes)
    return SweepPlan(preset=arguments.preset, base=base, axes=axes, seeds=seeds_from(arguments.seeds))


def _train(workspace: Workspace, study_id: int, console: Console, cancel: CancelToken) -> None:
    from engine.studies.sweep import StudyFinished, VariantStarted, run_study
    from engine.training.queue import QueuedRunFailed

    view = TrainingView(console)

    def show(event: Event) -> None:
        nonlocal view
        if isinstance(event, VariantStarted):
            view = TrainingView(console)
            of = "" if event.of is None else f" of {event.of}"
            console.say(f"\n{event.place}{of}: {event.variant}")
        elif isinstance(event, QueuedRunFailed):
            console.say(f"This training failed: {event.reason}")
        view.show(event)

    done = follow(run_study(workspace, study_id, cancel), console, cancel, StudyFinished, show=show)
    if done.failed and not done.best:
        raise BadInput(
            f"No training of “{done.study}” was finished.",
            next(iter(done.failed.values())),
            f"Try again with `study run {study_id}`, or change the settings.",
        )
    _show(
        workspace,
        study_id,
        console,
        cancel,
        study=done.study,
        dataset_id=done.dataset_id,
        runs=done.runs,
        metrics=done.metrics,
        failed=done.failed,
    )


def _show(workspace: Workspace, study_id: int, console: Console, cancel: CancelToken, **more: object) -> None:
    from engine.studies.results import result

    found = result(workspace, study_id)
    if found.study.kind == TABLE2:
        console.say(f"\n{found.study.name} on {found.study.dataset_name}:")
        lines = table2.show_table2(workspace, study_id, console, cancel)
        console.result(
            study_id=study_id, kind=TABLE2, name=found.study.name, **more, lines=table2.as_json(lines)
        )
        return
    console.say(f"\n{found.study.name} on {found.study.dataset_name}, preset {found.plan.preset}:")
    console.show(result_table(found))
    for line in _remarks(found.comparable, found.best is not None):
        console.say(line)
    console.result(
        study_id=study_id,
        kind=found.study.kind,
        name=found.study.name,
        **more,
        best=None if found.best is None else found.rows[found.best].label,
        rows=[row_as_json(row) for row in found.rows],
        references=found.references,
    )


def _remarks(comparable: bool, has_best: bool) -> Iterable[str]:
    if has_best:
        yield "* best on validation. In brackets 95% intervals: over sequences for one seed, else over seeds."
    if not comparable:
        yield "The rows are not comparable: not all were judged on the same examples under the same policy."


Action = Callable[[argparse.Namespace, Console, CancelToken], None]
ACTIONS: dict[str, Action] = {
    **dict.fromkeys((*PAPER, "grid", SEARCH), begin),
    TABLE2: begin_table2,
    "export": table2.export,
    "list": show_studies,
    "run": go_on,
    "show": show_study,
    "delete": forget,
}
