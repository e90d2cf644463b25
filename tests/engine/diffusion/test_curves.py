from __future__ import annotations

import itertools

import pytest

from engine.diffusion.config import DiffusionConfig
from engine.diffusion.curves import SCHEDULES, alpha_bars
from engine.diffusion.process import DiffusionProcess


@pytest.mark.parametrize("steps", [10, 2000])
def test_every_schedule_falls_from_all_of_the_signal(steps: int) -> None:
    for levels in alpha_bars(DiffusionConfig(steps=steps)).values():
        assert len(levels) == steps + 1
        assert levels[0] == 1
        assert all(later < earlier for earlier, later in itertools.pairwise(levels))


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_curve_is_what_training_uses(name: str) -> None:
    config = DiffusionConfig.model_validate(
        {"schedule": name, "steps": 200, "rescale_linear": True, "cosine_offset": 0.01}
    )
    assert alpha_bars(config)[config.schedule] == DiffusionProcess(config).levels
