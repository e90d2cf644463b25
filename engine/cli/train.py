"""`train`."""

from __future__ import annotations

import argparse

from engine.cli.console import Console
from engine.cli.operation import follow
from engine.cli.training_view import TrainingView
from engine.errors import BadSetting, nearest
from engine.events import CancelToken
from engine.store.datasets import get_dataset
from engine.training.config import RunConfig
from engine.training.events import RunFinished
from engine.training.presets import preset_for
from engine.training.settings import Value, with_settings
from engine.workspace import Workspace

MODELS = ("areal",)


def train_model(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Train a model, showing how it learns."""
    if arguments.model not in MODELS:
        raise BadSetting(f"There is no model “{arguments.model}”.", advice=nearest(arguments.model, MODELS))
    changes = _changes(arguments)
    with Workspace.open(arguments.workspace) as workspace:
        dataset = get_dataset(workspace.store, arguments.dataset)
        config = with_settings(preset_for(arguments.preset, dataset), changes)
        _run(workspace, dataset.id, config, arguments.preset, console, cancel)


def _run(
    workspace: Workspace,
    dataset_id: int,
    config: RunConfig,
    preset: str,
    console: Console,
    cancel: CancelToken,
) -> None:
    # Only now, with all arguments found good: it takes seconds to import.
    from engine.training.trainer import train

    view = TrainingView(console)
    events = train(workspace, dataset_id, config, cancel, preset=preset)
    view.finish(follow(events, console, cancel, RunFinished, show=view.show))


def _changes(arguments: argparse.Namespace) -> dict[str, Value]:
    """The settings of --set, --seed and --device by dotted name."""
    changes = dict(_assignment(text) for text in arguments.settings)
    named = {"seed": arguments.seed, "device": arguments.device}
    return changes | {name: value for name, value in named.items() if value is not None}


def _assignment(text: str) -> tuple[str, Value]:
    path, equals, value = text.partition("=")
    if not equals:
        raise BadSetting(f"“{text}” is not a setting.", advice="Write it as path.to.field=value.")
    return path.strip(), value.strip()
