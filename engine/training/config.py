"""The whole configuration of a run: one tree, from which form, options, record and card are made."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.diffusion.config import DiffusionConfig, GuidanceConfig, SamplingConfig
from engine.models.areal.config import ArealConfig
from engine.sequences.config import DataConfig

Device = Literal["auto", "cuda", "cpu"]
PresetName = Literal["recommended", "paper", "quick"]


class TrainingConfig(BaseModel):
    """Settings `training.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    epochs: int = Field(
        100,
        ge=1,
        le=10_000,
        title="Epochs",
        description="At most this many passes over the training examples.",
    )
    batch_size: int = Field(
        256,
        ge=1,
        le=65_536,
        title="Batch size",
        description="Examples per optimisation step (searched in 64 to 512 in section 5.1.3).",
        json_schema_extra={"unit": "examples"},
    )
    learning_rate: float = Field(
        1e-3, gt=0.0, le=1.0, title="Learning rate", description="Step size of Adam (section 5.1.3)."
    )
    discrete_weight: float = Field(
        1.0,
        ge=0.0,
        le=100.0,
        title="Weight of the discrete term",
        description="Weight of -log p(x_0|x_1), the last term of Eq. 24, beside the mean squared error. 0: "
        "squared error alone, which lets trainable embeddings collapse.",
    )
    patience: int = Field(
        10,
        ge=0,
        le=10_000,
        title="Patience",
        description="Stop after this many epochs without a better validation NDCG@20; 0: never.",
        json_schema_extra={"unit": "epochs"},
    )
    max_minutes: float = Field(
        0.0,
        ge=0.0,
        le=100_000.0,
        title="Time limit",
        description="Stop at the end of the epoch in which this time is reached; 0: no limit.",
        json_schema_extra={"unit": "minutes"},
    )
    validation_rows: int = Field(
        5_000,
        ge=0,
        le=10_000_000,
        title="Validation rows per epoch",
        description="Each epoch is scored on this many validation examples, drawn once; 0: all. The "
        "chosen epoch is scored on all of them.",
        json_schema_extra={"unit": "examples"},
    )


class RunConfig(BaseModel):
    """Everything that decides a run. Frozen; `engine.training.settings` changes a copy."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: DataConfig = Field(DataConfig(), title="Data and split")
    model: ArealConfig = Field(ArealConfig(), title="Guidance encoder (MCRL)")
    diffusion: DiffusionConfig = Field(DiffusionConfig(), title="Diffusion")
    guidance: GuidanceConfig = Field(GuidanceConfig(), title="Guidance")
    sampling: SamplingConfig = Field(SamplingConfig(), title="Sampling")
    training: TrainingConfig = Field(TrainingConfig(), title="Training")
    seed: int = Field(
        0, ge=0, le=2**31 - 1, title="Seed", description="Same seed, same data, same machine: same result."
    )
    device: Device = Field("auto", title="Device", description="auto: CUDA where there is one, else the CPU.")
