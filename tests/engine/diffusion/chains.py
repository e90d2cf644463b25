"""What the tests of chains have in common: processes, noise, and all samplers with their settings."""

from __future__ import annotations

from typing import get_args

import torch
from hypothesis import strategies as st
from torch import Tensor

from engine.diffusion.config import DiffusionConfig, SamplerName, SamplingConfig, ScheduleName
from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import Noise

SAMPLERS: tuple[SamplerName, ...] = get_args(SamplerName)

PROCESS = DiffusionProcess(DiffusionConfig(steps=50, schedule="sqrt"))
FINE = DiffusionProcess(DiffusionConfig(steps=1000, schedule="cosine"))

processes = st.builds(
    DiffusionProcess,
    st.builds(
        DiffusionConfig,
        schedule=st.sampled_from(get_args(ScheduleName)),
        steps=st.one_of(st.integers(10, 50), st.integers(10, 2000)),
        rescale_linear=st.booleans(),
        cosine_offset=st.sampled_from([0.001, 0.008]),
    ),
)
samplings = st.builds(
    SamplingConfig,
    sampler=st.sampled_from(SAMPLERS),
    steps=st.one_of(st.integers(1, 50), st.integers(1, 2000)),
    eta=st.floats(0.0, 1.0),
)


def noise_of(seed: int, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> Noise:
    """A new draw at every call, the same ones for the same seed."""
    random = torch.Generator().manual_seed(seed)

    def draw() -> Tensor:
        return torch.randn(shape, generator=random, dtype=dtype)

    return draw
