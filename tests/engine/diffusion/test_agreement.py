"""The samplers against those of an independent library, diffusers, with the same schedules and noise."""

from __future__ import annotations

from types import ModuleType
from typing import Any, get_args

import pytest
import torch
from torch import Tensor

from engine.diffusion.config import DiffusionConfig, SamplerName, SamplingConfig, ScheduleName
from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import advances, reverse_end
from engine.diffusion.schedules import betas
from tests.engine.diffusion.chains import noise_of

SHAPE, T = (4, 3), 200
STEPS = [1, 2, 5, 20, 200]

schedules = pytest.mark.parametrize("schedule", get_args(ScheduleName))
numbers_of_steps = pytest.mark.parametrize("steps", STEPS)


@pytest.fixture(scope="module")
def diffusers() -> ModuleType:
    """Imported when a test asks for it: it takes a second or two."""
    module: ModuleType = pytest.importorskip(
        "diffusers", reason="diffusers is not installed (it is in the test extra)"
    )
    return module


def config(schedule: ScheduleName) -> DiffusionConfig:
    return DiffusionConfig(schedule=schedule, steps=T)


def denoise(x: Tensor, t: int) -> Tensor:
    """A prediction that depends on state and time, and is no straight line."""
    return torch.tanh(x + t / T) - 0.3 * x


def ours(schedule: ScheduleName, sampler: SamplerName, steps: int, eta: float = 0.0) -> Tensor:
    noise = noise_of(0, SHAPE, torch.float64)
    sampling = SamplingConfig(sampler=sampler, steps=steps, eta=eta)
    plan = advances(DiffusionProcess(config(schedule)), sampling)
    return reverse_end(denoise, plan, noise(), noise)


def theirs(scheduler: Any, steps: int, eta: float | None = None) -> Tensor:
    """Their loop; their t = 0 ... T - 1 are our 1 ... T."""
    noise = noise_of(0, SHAPE, torch.float64)
    x = noise()
    scheduler.set_timesteps(steps)
    for t in scheduler.timesteps.tolist():
        # They ask for noise at every step; ours has none left to add at the last one.
        extra = {} if eta is None else {"eta": eta, "variance_noise": noise() if eta else torch.zeros(SHAPE)}
        x = scheduler.step(denoise(x, t + 1), t, x, **extra).prev_sample
    return x


def options(schedule: ScheduleName) -> dict[str, Any]:
    return {
        "num_train_timesteps": T,
        "trained_betas": betas(config(schedule)).numpy(),
        "prediction_type": "sample",
        "timestep_spacing": "trailing",
    }


def their_ddim(diffusers: ModuleType, schedule: ScheduleName) -> Any:
    scheduler = diffusers.DDIMScheduler(**options(schedule), clip_sample=False, set_alpha_to_one=True)
    # In float64, as here: in float32 the two differ by a few 1e-4 where alpha_bar is tiny.
    scheduler.alphas_cumprod = torch.cumprod(1 - betas(config(schedule)), 0)
    return scheduler


@schedules
@numbers_of_steps
@pytest.mark.parametrize("eta", [0.0, 0.4, 1.0])
def test_ddim(diffusers: ModuleType, schedule: ScheduleName, steps: int, eta: float) -> None:
    expected = theirs(their_ddim(diffusers, schedule), steps, eta)
    assert torch.allclose(ours(schedule, "ddim", steps, eta), expected)


@schedules
@numbers_of_steps
def test_ddpm_is_their_ddim_with_all_the_noise(
    diffusers: ModuleType, schedule: ScheduleName, steps: int
) -> None:
    expected = theirs(their_ddim(diffusers, schedule), steps, eta=1.0)
    assert torch.allclose(ours(schedule, "ddpm", steps), expected)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@schedules
@numbers_of_steps
def test_second_order_multistep(diffusers: ModuleType, schedule: ScheduleName, steps: int) -> None:
    scheduler = diffusers.DPMSolverMultistepScheduler(
        **options(schedule),
        algorithm_type="dpmsolver++",
        solver_order=2,
        solver_type="midpoint",
        final_sigmas_type="zero",
    )
    assert torch.allclose(ours(schedule, "dpm++", steps), theirs(scheduler, steps), atol=1e-4)
