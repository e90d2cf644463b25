"""The settings that the options of one training choose: a preset or a file, `--set`, `--seed`, `--device`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

from engine.cli.assignments import assignments
from engine.exporting.settings_file import KeptSettings, read_settings
from engine.store.datasets import DatasetRow
from engine.training.config import RunConfig
from engine.training.presets import preset_for
from engine.training.settings import Value, with_settings


@dataclass(frozen=True)
class Chosen:
    """A preset of a model, and what was changed of it."""

    preset: str
    changes: Mapping[str, Value]
    method: str = "areal"

    def config(self, dataset: DatasetRow) -> RunConfig:
        """The configuration for one data set; raises `BadSetting` where it is not possible."""
        return with_settings(preset_for(self.preset, dataset, self.method), self.changes)


def chosen_settings(arguments: argparse.Namespace) -> Chosen:
    """What was chosen, the more special option winning.

    Raises:
        BadInput: the file of settings is none, or holds what is not possible.
        BadSetting: `--set` has another form.
    """
    file = arguments.settings_file
    start = KeptSettings(arguments.preset, {}) if file is None else read_settings(file)
    named = {"seed": arguments.seed, "device": arguments.device}
    given = {name: value for name, value in named.items() if value is not None}
    changes = {**start.values, **assignments(arguments.settings), **given}
    method = arguments.model or str(changes.get("method", "areal"))
    return Chosen(start.preset, {**changes, "method": method}, method)
