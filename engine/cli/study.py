"""`study`."""

from __future__ import annotations

import argparse

from engine.cli.assignments import assignments
from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.text import percent, table
from engine.cli.training_view import TrainingView
from engine.events import CancelToken, Event
from engine.store.datasets import get_dataset
from engine.studies.plans import study_called
from engine.training.presets import preset_for
from engine.training.settings import with_settings

COLUMNS = ("hr@20", "ndcg@20")


def study(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Train every variant of one of the paper's studies, and show them in one table."""
    plan = study_called(arguments.study)
    changes = assignments(arguments.settings)
    with open_to_write(arguments, console, cancel) as workspace:
        # Refused before torch is imported, which takes seconds.
        with_settings(preset_for(arguments.preset, get_dataset(workspace.store, arguments.dataset)), changes)
        from engine.studies.sweep import StudyFinished, VariantStarted, run_study

        view = TrainingView(console)

        def show(event: Event) -> None:
            if isinstance(event, VariantStarted):
                console.say(f"\n{plan.title}, {event.place} of {event.of}: {event.variant}")
            view.show(event)

        done = follow(
            run_study(
                workspace,
                arguments.dataset,
                arguments.study,
                cancel,
                preset=arguments.preset,
                changes=changes,
            ),
            console,
            cancel,
            StudyFinished,
            show=show,
        )
    console.say(f"\n{plan.title} ({plan.source}), preset {arguments.preset}:")
    headers = ("", "run", *(f"{split} {name.upper()}" for split in ("val", "test") for name in COLUMNS))
    rows = [
        (
            variant,
            str(done.runs[variant]),
            *(percent(found.get(split, {}).get(name)) for split in ("val", "test") for name in COLUMNS),
        )
        for variant, found in done.metrics.items()
    ]
    console.show(table(headers, rows))
    console.result(study=done.study, dataset_id=done.dataset_id, runs=done.runs, metrics=done.metrics)
