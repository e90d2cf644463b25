"""The three starting points of a configuration."""

from __future__ import annotations

from typing import get_args

from engine.errors import BadSetting, nearest
from engine.importing.filters import Filters
from engine.sequences.config import DataConfig
from engine.store.datasets import DatasetRow
from engine.training.config import PresetName, RunConfig
from engine.training.settings import Value, with_settings

PRESETS: tuple[PresetName, ...] = get_args(PresetName)

PRESET_TEXTS: dict[str, str] = {
    "quick": "A first look within minutes: fewer epochs, fewer sampling steps.",
    "recommended": "The settings that measured best under the honest protocol.",
    "paper": "AREAL exactly as section 5.1.3 describes it: T = 1000, squared error only, 1000 epochs.",
}

_MEASURED: dict[str, Value] = {
    "training.average_decay": 0.999,
    "training.recency": 0.2,
}
"""What validation preferred to the defaults; the search and its figures: `tests/benchmarks/SEARCH.md`."""

LARGE_LOG = 250_000
"""Interactions from which a log is its own regularisation."""

_MEASURED_ON_LARGE: dict[str, Value] = {"model.dropout": 0.0, "training.discrete_weight": 3.0}

_CHANGES: dict[str, dict[str, Value]] = {
    "recommended": _MEASURED | {"training.epochs": 30, "training.patience": 3},
    "quick": _MEASURED
    | {
        "training.epochs": 10,
        "training.patience": 3,
        "training.learning_rate": 2e-3,
        "training.validation_rows": 2_000,
        "sampling.steps": 20,
        "sampling.samples": 2,
    },
    "paper": {
        "data.repeats": "keep",
        "model.embedding_start": "normal",
        "model.sphere": False,
        "model.initial_deviation": 0.1,
        "model.dropout": 0.0,
        "model.temperature": 1.0,
        "guidance.strength": 0.0,
        "guidance.drop_probability": 0.0,
        "sampling.sampler": "ddpm",
        "sampling.steps": 1000,
        "sampling.samples": 1,
        "training.discrete_weight": 0.0,
        "training.epochs": 1000,
        "training.patience": 50,
        "training.validation_rows": 1_000,
    },
}


def preset(name: str) -> RunConfig:
    """The configuration called `name`; raises `BadSetting` for an unknown name."""
    if name not in _CHANGES:
        raise BadSetting(f"There is no preset “{name}”.", advice=nearest(name, _CHANGES))
    return with_settings(RunConfig(), _CHANGES[name])


def preset_for(name: str, dataset: DatasetRow) -> RunConfig:
    """The preset as it applies to one data set.

    What counts of a log is what its recipe says. A log with a split column is split by it. Except for
    `paper`, a large log needs no dropout and less weight on the squared error; and in a log without times,
    what comes later need not be more recent.
    """
    changes: dict[str, Value] = {"data.split": "column"} if dataset.has_split else {}
    if name != "paper" and dataset.n_interactions >= LARGE_LOG:
        changes |= _MEASURED_ON_LARGE
    if not dataset.has_times:
        changes["training.recency"] = 0.0
    config = with_settings(preset(name), changes)
    counts = Filters.model_validate(dataset.recipe.get("filters", {}))
    data = DataConfig(**config.data.model_dump() | counts.model_dump())
    return config.model_copy(update={"data": data})
