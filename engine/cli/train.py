"""`train` and `resume`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from engine.cli.chosen import chosen_settings
from engine.cli.console import Console
from engine.cli.effect import sentence
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.torchrun import lead_or_assist
from engine.cli.training_view import TrainingView
from engine.events import CancelToken, Event
from engine.importing.filters import Filters
from engine.sequences.snapshot import filter_effect
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.runs import get_run
from engine.training.config import RunConfig
from engine.training.dependence import refuse_contradictions
from engine.training.events import RunFinished
from engine.workspace import Workspace

Operation = Callable[[Workspace], Iterator[Event]]


def train_model(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Train a model, showing how it learns."""

    def operation(workspace: Workspace) -> Iterator[Event]:
        dataset, config, preset = configured(workspace, arguments)
        _say_effect(workspace, dataset.id, config, console)
        # Only now, with all arguments found good: it takes seconds to import.
        from engine.training.trainer import train

        return train(workspace, dataset.id, config, cancel, preset=preset)

    _run(operation, arguments, console, cancel)


def configured(workspace: Workspace, arguments: argparse.Namespace) -> tuple[DatasetRow, RunConfig, str]:
    """The data set and the settings that were asked for, and the preset they came from.

    Raises:
        NotFound, BadSetting: there is no such data set, model, preset or setting.
        BadInput: the file of settings is none.
    """
    chosen = chosen_settings(arguments)
    dataset = get_dataset(workspace.store, arguments.dataset)
    config = chosen.config(dataset)
    refuse_contradictions(config)
    return dataset, config, chosen.preset


def _say_effect(workspace: Workspace, dataset_id: int, config: RunConfig, console: Console) -> None:
    """What the filters leave, where any is on."""
    filters = config.data.filters
    if filters != Filters():
        console.say(sentence(filter_effect(workspace, dataset_id, filters)))


def resume_run(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Go on with a run that was stopped or interrupted."""

    def operation(workspace: Workspace) -> Iterator[Event]:
        run = get_run(workspace.store, arguments.run)
        from engine.training.trainer import resume

        return resume(workspace, run.id, cancel)

    _run(operation, arguments, console, cancel)


def _run(operation: Operation, arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    def command() -> None:
        view = TrainingView(console)
        with open_to_write(arguments, console, cancel) as workspace:
            view.finish(follow(operation(workspace), console, cancel, RunFinished, show=view.show))

    lead_or_assist(arguments.workspace, cancel, command)
