"""Which configurations take equally long. Imports no torch."""

from __future__ import annotations

from engine.training.config import RunConfig
from engine.training.settings import value_of, with_settings

WITHOUT_COST = (
    "seed",
    "training.epochs",
    "training.patience",
    "training.max_minutes",
    "training.learning_rate",
    "training.rate_schedule",
    "training.warm_up",
    "training.weight_decay",
    "training.refit",
)
"""Settings that leave the time of an epoch as it is."""


def costly_part(config: RunConfig) -> RunConfig:
    """Equal for configurations whose epochs take equally long."""
    return with_settings(config, {path: value_of(RunConfig(), path) for path in WITHOUT_COST})
