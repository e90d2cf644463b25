"""A training as the words that start it from a terminal."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.store.datasets import DatasetRow
from engine.training.config import RunConfig
from engine.training.dependence import of_other_models
from engine.training.presets import preset_for
from engine.training.settings import all_settings, as_text, value_of


def train_words(workspace: Path, dataset: DatasetRow, config: RunConfig, preset: str) -> list[str]:
    """The arguments of `python -m engine` that train `config`: the preset, and what differs from it."""
    base = preset_for(preset, dataset, config.method)
    words = ["--workspace", str(workspace), "train", str(dataset.id), "--preset", preset]
    if config.method != "areal":
        words += ["--model", config.method]
    foreign = of_other_models(config.method)
    for setting in (each for each in all_settings() if each.path not in foreign):
        value = value_of(config, setting.path)
        if value != value_of(base, setting.path):
            words += ["--set", f"{setting.path}={as_text(value)}"]
    return words


def program_words() -> list[str]:
    """What starts the command line of this installation, from any folder."""
    installed = Path(sys.executable).with_name("areal.exe" if sys.platform == "win32" else "areal")
    return [str(installed)] if installed.is_file() else [sys.executable, "-m", "engine"]


def quoted(words: Sequence[str]) -> str:
    """The words as one line for a shell."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
