"""Both denoisers: training form against guided form."""

from __future__ import annotations

from typing import get_args

import pytest
import torch

from engine.diffusion.config import DenoiserName
from engine.models.areal.denoiser import make_denoiser

SIZE, STEPS, ROWS, SAMPLES = 12, 30, 5, 3


@pytest.mark.parametrize("name", get_args(DenoiserName))
@pytest.mark.parametrize("strength", [0.0, 2.0])
def test_guidance_in_one_pass_equals_two_calls(name: DenoiserName, strength: float) -> None:
    denoiser = make_denoiser(name, SIZE, STEPS)
    x, h, none = torch.randn(ROWS, SAMPLES, SIZE), torch.randn(ROWS, SIZE), torch.randn(SIZE)
    guided = denoiser.guided(h, none, strength)(x, 7)
    t = torch.full((ROWS,), 7)
    for sample in range(SAMPLES):
        conditional = denoiser(x[:, sample], h, t)
        unconditional = denoiser(x[:, sample], none.expand(ROWS, -1), t)
        expected = (1 + strength) * conditional - strength * unconditional
        assert torch.allclose(guided[:, sample], expected, atol=1e-5)


@pytest.mark.parametrize("name", get_args(DenoiserName))
def test_the_prediction_depends_on_state_history_and_time(name: DenoiserName) -> None:
    denoiser = make_denoiser(name, SIZE, STEPS)
    x, h, t = torch.randn(ROWS, SIZE), torch.randn(ROWS, SIZE), torch.full((ROWS,), 3)
    prediction = denoiser(x, h, t)
    assert not torch.allclose(prediction, denoiser(x + 1, h, t))
    assert not torch.allclose(prediction, denoiser(x, h + 1, t))
    assert not torch.allclose(prediction, denoiser(x, h, t + 20))
