"""Both denoisers: training form against guided form."""

from __future__ import annotations

from typing import get_args

import pytest
import torch

from engine.diffusion.config import DenoiserName
from engine.models.areal.denoiser import TimeEmbedding, make_denoiser

SIZE, STEPS, ROWS, SAMPLES = 12, 30, 5, 3


@pytest.mark.parametrize("name", get_args(DenoiserName))
@pytest.mark.parametrize("strength", [0.0, 2.0])
def test_guidance_in_one_pass_equals_two_calls(name: DenoiserName, strength: float) -> None:
    denoiser = make_denoiser(name, SIZE, STEPS)
    x, h, none = torch.randn(ROWS, SAMPLES, SIZE), torch.randn(ROWS, SIZE), torch.randn(SIZE)
    guided = denoiser.guided(h, none, strength, [30, 7, 2])(x, 7)
    t = torch.full((ROWS,), 7)
    for sample in range(SAMPLES):
        conditional = denoiser(x[:, sample], h, t)
        unconditional = denoiser(x[:, sample], none.expand(ROWS, -1), t)
        expected = (1 + strength) * conditional - strength * unconditional
        assert torch.allclose(guided[:, sample], expected, atol=1e-5)


@pytest.mark.parametrize("name", get_args(DenoiserName))
def test_without_strength_the_unconditional_embedding_does_not_matter(name: DenoiserName) -> None:
    denoiser = make_denoiser(name, SIZE, STEPS)
    x, h = torch.randn(ROWS, 1, SIZE), torch.randn(ROWS, SIZE)
    one, other = (denoiser.guided(h, torch.randn(SIZE), 0.0, [7])(x, 7) for _ in range(2))
    assert torch.equal(one, other)
    assert torch.allclose(one[:, 0], denoiser(x[:, 0], h, torch.full((ROWS,), 7)), atol=1e-6)


@pytest.mark.parametrize("name", get_args(DenoiserName))
def test_the_prediction_depends_on_state_history_and_time(name: DenoiserName) -> None:
    denoiser = make_denoiser(name, SIZE, STEPS)
    x, h, t = torch.randn(ROWS, SIZE), torch.randn(ROWS, SIZE), torch.full((ROWS,), 3)
    prediction = denoiser(x, h, t)
    assert not torch.allclose(prediction, denoiser(x + 1, h, t))
    assert not torch.allclose(prediction, denoiser(x, h + 1, t))
    assert not torch.allclose(prediction, denoiser(x, h, t + 20))


@pytest.mark.parametrize("name", get_args(DenoiserName))
@pytest.mark.parametrize("size", [8, 9, 33, 255, 256])
@pytest.mark.parametrize("steps", [10, 2000])
def test_every_width_and_length_of_the_settings_works(name: DenoiserName, size: int, steps: int) -> None:
    denoiser = make_denoiser(name, size, steps)
    x, h = torch.randn(2, size), torch.randn(2, size)
    prediction = denoiser(x, h, torch.tensor([0, steps]))
    assert prediction.shape == (2, size)
    assert prediction.isfinite().all()


@pytest.mark.parametrize("size", [8, 9])
def test_every_time_has_an_embedding_of_its_own(size: int) -> None:
    embedded = TimeEmbedding(size, 2000).at(range(2001)).detach()
    assert embedded.shape == (2001, size)
    assert float(torch.pdist(embedded[::20].double()).min()) > 1e-4


def test_the_parts_of_the_linear_denoiser_make_it_up() -> None:
    denoiser = make_denoiser("linear", SIZE, STEPS)
    of_x, of_h, of_t = denoiser.parts([7, 2])  # type: ignore[union-attr]
    x, h = torch.randn(ROWS, SIZE), torch.randn(ROWS, SIZE)
    made_up = x @ of_x.T + h @ of_h.T + of_t[1]
    assert torch.allclose(made_up, denoiser(x, h, torch.full((ROWS,), 2)), atol=1e-6)
