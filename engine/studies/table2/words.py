"""What the tuning tries and chooses, as people read it and as scripts name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.studies.plan import Axis
from engine.training.setting_texts import in_sentence, spoken
from engine.training.settings import Value, as_text, settings_by_path


def chosen_text(changes: Mapping[str, Value]) -> str:
    """What was chosen: “learning rate 0.002, dropout 0.1”; empty where there was no choice."""
    return ", ".join(f"{in_sentence(path)} {_spoken(path, value)}" for path, value in changes.items())


def chosen_for_scripts(changes: Mapping[str, Value]) -> str:
    """The same as `--set` takes it: “training.learning_rate=0.002”."""
    return " ".join(f"{path}={as_text(value)}" for path, value in changes.items())


def grid_text(tuning: Sequence[Axis]) -> str:
    """What is tried: “learning rate 0.0005, 0.001, 0.002”."""
    return "; ".join(
        f"{in_sentence(axis.path)} {', '.join(_spoken(axis.path, value) for value in axis.values)}"
        for axis in tuning
    )


def _spoken(path: str, value: Value) -> str:
    return spoken(settings_by_path()[path], value)
