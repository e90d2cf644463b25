"""How much of the signal each noise schedule leaves, as the left of Figure 5 shows it."""

from __future__ import annotations

from typing import get_args

from engine.diffusion.config import DiffusionConfig, ScheduleName
from engine.diffusion.process import DiffusionProcess

SCHEDULES: tuple[ScheduleName, ...] = get_args(ScheduleName)


def alpha_bars(config: DiffusionConfig) -> dict[ScheduleName, list[float]]:
    """alpha_bar_0 = 1 ... alpha_bar_T of every schedule, each with the other settings of `config`."""
    return {name: DiffusionProcess(config.model_copy(update={"schedule": name})).levels for name in SCHEDULES}
