"""Settings of the diffusion process, its guidance and its sampler."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ScheduleName = Literal["linear", "exp", "cosine", "sqrt"]
DenoiserName = Literal["linear", "mlp"]
SamplerName = Literal["ddpm", "ddim", "dpm++", "one-step"]


class DiffusionConfig(BaseModel):
    """Settings `diffusion.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: int = Field(
        1000,
        ge=10,
        le=2000,
        title="Diffusion steps T",
        description="Length of the forward chain x_0 ... x_T (section 5.4.4, Figure 7).",
        json_schema_extra={"unit": "steps"},
    )
    schedule: ScheduleName = Field(
        "sqrt",
        title="Noise schedule",
        description="How fast noise is added: linear, exp, cosine or sqrt (section 5.4.1, Figure 5).",
    )
    rescale_linear: bool = Field(
        False,
        title="Rescale the linear schedule",
        description="Multiplies beta of the linear schedule by 1000 / T, so that a short chain ends in "
        "noise as one of 1000 steps does; off: 0.0001 to 0.02 for every T (section 5.4.1).",
        json_schema_extra={"needs": {"diffusion.schedule": ["linear"]}},
    )
    cosine_offset: float = Field(
        0.001,
        ge=0.0,
        le=0.1,
        title="Offset s of the cosine schedule",
        description="s in g(t) = cos((t/T + s) / (1 + s) pi/2)^2: 0.001 in section 5.4.1, 0.008 where the "
        "schedule comes from (Nichol & Dhariwal 2021, Eq. 17).",
        json_schema_extra={"needs": {"diffusion.schedule": ["cosine"]}},
    )
    denoiser: DenoiserName = Field(
        "mlp",
        title="Denoiser",
        description="The network that predicts x_0 from [x_t, h, t]: one linear layer, or two with GELU.",
    )


class GuidanceConfig(BaseModel):
    """Settings `guidance.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    strength: float = Field(
        0.0,
        ge=0.0,
        le=10.0,
        title="Guidance strength w",
        description="Classifier-free guidance: x_0 = (1 + w) f(x_t, h, t) - w f(x_t, none, t). 0 is the "
        "plain conditional prediction (Eq. 22-23), which validated best beside the discrete term.",
    )
    drop_probability: float = Field(
        0.1,
        ge=0.0,
        le=0.9,
        title="Unconditional share",
        description="Share of training examples whose history h is replaced by the learned "
        "unconditional embedding.",
    )


class SamplingConfig(BaseModel):
    """Settings `sampling.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sampler: SamplerName = Field(
        "ddim",
        title="Sampler",
        description="ddpm: the ancestral chain of Eq. 4-6; ddim: its deterministic few-step form; dpm++: the "
        "same with a second-order step (DPM-Solver++ 2M); one-step: the first prediction, f(x_T, h, T).",
    )
    steps: int = Field(
        20,
        ge=1,
        le=2000,
        title="Sampling steps",
        description="Denoising steps taken at inference; at most the diffusion steps T. one-step takes one.",
        json_schema_extra={
            "unit": "steps",
            "at_most": "diffusion.steps",
            "needs": {"sampling.sampler": ["ddpm", "ddim", "dpm++"]},
        },
    )
    eta: float = Field(
        0.0,
        ge=0.0,
        le=1.0,
        title="Noise eta of ddim",
        description="Share of the ancestral chain's noise that ddim adds at each step: 0 none, 1 the chain "
        "of Eq. 4-6 (Song et al. 2021, Eq. 16). The other samplers have no such choice.",
        json_schema_extra={"needs": {"sampling.sampler": ["ddim"]}},
    )
    samples: int = Field(
        8,
        ge=1,
        le=64,
        title="Samples averaged",
        description="Scores average the item posterior over this many draws of x_T.",
        json_schema_extra={"unit": "samples"},
    )
