"""`study table2` and `study export`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.assignments import assignments
from engine.cli.console import Console
from engine.cli.text import duration, table
from engine.errors import BadSetting
from engine.events import CancelToken, result_of
from engine.store.datasets import DatasetRow
from engine.store.studies import TABLE2, StudyRow, get_study
from engine.studies.estimate import outlook, untimed
from engine.studies.plan import Table2Plan, count_trainings
from engine.studies.spelling import axis_from, seeds_from
from engine.studies.table2.entries import USUAL_PRESETS, USUAL_TUNING, table2_plan
from engine.studies.table2.scope import counted
from engine.training.config import RunConfig
from engine.workspace import Workspace

if TYPE_CHECKING:
    from engine.studies.table2.table import Table2

IN_TERMINAL = 10
"""Columns that a terminal has room for: name, choice, seeds, validation, and both metrics."""


def plan_of_arguments(dataset: DatasetRow, arguments: argparse.Namespace) -> Table2Plan:
    """What the command line asks for; raises `BadSetting`."""
    if arguments.no_tuning and arguments.axes:
        raise BadSetting(
            "--no-tuning and --axis contradict each other.", advice="Give one of them, or neither."
        )
    tuning = dict(USUAL_TUNING)
    if arguments.axes:
        axes = [axis_from(RunConfig(), text) for text in arguments.axes]
        tuning = {axis.path: axis.values for axis in axes}
    return table2_plan(
        dataset,
        models=_names(arguments.models),
        presets=_names(arguments.presets) or USUAL_PRESETS,
        changes=assignments(arguments.settings),
        tuning={} if arguments.no_tuning else tuning,
        seeds=seeds_from(arguments.seeds),
    )


def told(workspace: Workspace, dataset: DatasetRow, plan: Table2Plan) -> str:
    """How many trainings a plan makes and why, and how long they take as far as earlier runs tell."""
    found, rows = counted(plan), len(plan.entries)
    forms = "".join(f", {title} in {number} forms" for title, number in found.forms.items())
    of = "1 model" if found.models == 1 else f"{found.models} models"
    seeds = "1 seed" if len(plan.seeds) == 1 else f"{len(plan.seeds)} seeds"
    each = f"({plan.tried} to tune + {seeds})" if plan.tried else f"{seeds}, nothing tuned"
    number = count_trainings(plan)
    trainings = "1 training" if number == 1 else f"{number} trainings"
    text = (
        f"{dataset.name}: {rows} row{'s' if rows > 1 else ''} of {of}{forms}; presets: "
        f"{', '.join(found.presets)}. {trainings}: {rows} × {each}."
    )
    expected = outlook(workspace, dataset.id, plan)
    if expected is None:
        return f"{text} How long that takes is not known before the first run on this data set."
    if untimed(workspace, dataset.id, plan):
        return f"{text} How long that takes is not known: some of the models never ran on this data set."
    return (
        f"{text} About {duration(expected.likely)} of training, at most {duration(expected.at_most)}; what "
        "is stopped goes on with the same command."
    )


def show_table2(workspace: Workspace, study_id: int, console: Console, cancel: CancelToken) -> Table2:
    """Assemble the table of a study and print it with its notes."""
    from engine.studies.table2.notes import notes, quotation_notes
    from engine.studies.table2.table import QUOTED, columns

    found = _assembled(workspace, study_id, console, cancel)
    shown, quoted = columns()[:IN_TERMINAL], [column for column in columns() if column.group == QUOTED]
    heads = ("", *(column.head for column in shown[1:]))
    rows = [[column.text(line) for column in shown] for line in found.lines]
    console.show(table(heads, rows, left=(0, 1)))
    for text in notes(found):
        console.say(f"- {text}")
    rows = [[line.label, *(column.text(line) for column in quoted)] for line in found.lines if line.quoted]
    if rows:
        console.say(f"\n{QUOTED}:")
        console.show(table(("", *(column.head for column in quoted)), rows))
        for text in quotation_notes():
            console.say(f"- {text}")
    return found


def export(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Save the tables of some studies in one file."""
    from engine.studies.table2.export import check_table_suffix, save_table2

    out = Path(arguments.out)
    check_table_suffix(out)
    with Workspace.open(arguments.workspace, write=False) as workspace:
        rows = [_table2_study(workspace, key) for key in arguments.studies]
        found = [_assembled(workspace, row.id, console, cancel) for row in rows]
    save_table2(out, found)
    console.say(f"{len(found)} table{'s' if len(found) > 1 else ''} in {out}.")
    console.result(studies=[row.id for row in rows], path=str(out))


def as_json(found: Table2) -> list[dict[str, object]]:
    """A line each, with everything that is known of it."""
    return [
        {
            "label": line.label,
            "name_in_scripts": line.script_name,
            "reference": line.is_reference,
            "best": line.is_best,
            "state": line.state,
            "settings": line.settings,
            "settings_for_scripts": line.script_settings,
            "seeds": line.seeds,
            "of": line.of,
            "runs": line.runs,
            "validation": None if line.validation is None else line.validation.mean,
            "figures": {
                name: {"mean": figure.mean, "low": figure.low, "high": figure.high, "each": figure.each}
                for name, figure in line.figures.items()
            },
            "against_best": {metric: vars(found) for metric, found in line.against.items()},
            "groups": line.groups,
            "quoted": None if line.quoted is None else line.quoted.texts,
        }
        for line in found.lines
    ]


def _table2_study(workspace: Workspace, key: str) -> StudyRow:
    study = get_study(workspace.store, key)
    if study.kind != TABLE2:
        raise BadSetting(
            f"Study {study.id}, “{study.name}”, has another kind of table.",
            "Only Table 2 is exported in this way.",
            "See `study list`.",
        )
    return study


def _assembled(workspace: Workspace, study_id: int, console: Console, cancel: CancelToken) -> Table2:
    from engine.studies.table2.table import assemble

    return result_of(assemble(workspace, study_id, cancel), console.event)


def _names(text: str) -> Sequence[str]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
