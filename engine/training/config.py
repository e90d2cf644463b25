"""The whole configuration of a run: one tree, from which form, options, record and card are made."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.diffusion.config import DiffusionConfig, GuidanceConfig, SamplingConfig
from engine.models.areal.config import ArealConfig
from engine.models.baselines.adaranker_config import AdaRankerConfig
from engine.models.baselines.caser_config import CaserConfig
from engine.models.baselines.cl4srec_config import CL4SRecConfig
from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.diffrec_config import DiffRecConfig
from engine.models.baselines.gru4rec_config import GRU4RecConfig
from engine.models.baselines.ips_config import IpsConfig
from engine.models.baselines.nextitnet_config import NextItNetConfig
from engine.models.baselines.sasrec_config import SASRecConfig
from engine.models.methods import MethodName, methods_with
from engine.sequences.config import DataConfig

Device = Literal["auto", "cuda", "cpu"]
PresetName = Literal["recommended", "paper", "published", "quick"]
OptimiserName = Literal["adam", "adamw"]
RateSchedule = Literal["constant", "cosine", "linear"]
Refit = Literal["none", "train+val", "all"]
Precision = Literal["float32", "bf16"]

MODEL_GROUP = "Model"
DEVICE_GROUP = "Device and seed"
EVALUATION_GROUP = "Evaluation and sampling"
GROUPS = (
    "Data and split",
    MODEL_GROUP,
    "Guidance (MCRL)",
    "Diffusion",
    "Optimisation",
    EVALUATION_GROUP,
    DEVICE_GROUP,
)
"""Titles under which settings are shown: a branch's own, unless a field says another."""


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
        1e-3,
        gt=0.0,
        le=1.0,
        title="Learning rate",
        description="Step size of the optimiser, after the warm-up (section 5.1.3).",
    )
    rate_schedule: RateSchedule = Field(
        "constant",
        title="Schedule of the learning rate",
        description="How the learning rate falls over all planned epochs: constant (section 5.1.3); cosine "
        "and linear: to zero.",
    )
    warm_up: int = Field(
        0,
        ge=0,
        le=1_000_000,
        title="Warm-up",
        description="The learning rate grows linearly over this many first steps; 0: it starts in full.",
        json_schema_extra={"unit": "steps"},
    )
    recency: float = Field(
        0.0,
        ge=0.0,
        le=10.0,
        title="Recency half-life",
        description="Later examples are drawn more often: one that lies this share of the training examples "
        "before the end half as often as the last. For logs that drift; 0: every example once an epoch.",
    )
    optimiser: OptimiserName = Field(
        "adam",
        title="Optimiser",
        description="adam: Kingma & Ba 2015 (section 5.1.3); adamw: with weight decay apart from the "
        "gradient (Loshchilov & Hutter 2019).",
    )
    weight_decay: float = Field(
        0.0,
        ge=0.0,
        le=1.0,
        title="Weight decay",
        description="Pulls the weight matrices and embeddings towards zero; biases and layer norms are left "
        "alone. 0: off (section 5.1.3).",
    )
    clip_norm: float = Field(
        0.0,
        ge=0.0,
        le=1e6,
        title="Largest gradient norm",
        description="A longer gradient is shortened to this norm (Pascanu et al. 2013); 0: never.",
    )
    average_decay: float = Field(
        0.0,
        ge=0.0,
        le=0.99999,
        title="Averaging of the weights",
        description="Decay of an exponential moving average of the weights (Ho et al. 2020 use 0.9999). "
        "Validation, the best epoch and everything after it use the averaged weights; 0: off.",
    )
    discrete_weight: float = Field(
        1.0,
        ge=0.0,
        le=100.0,
        title="Weight of the discrete term",
        description="Weight of -log p(x_0|x_1), the last term of Eq. 24, beside the mean squared error. 0: "
        "squared error alone, which lets trainable embeddings collapse.",
        json_schema_extra={"needs": {"method": ["areal", "dreamrec"]}},
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
        json_schema_extra={"unit": "examples", "group": EVALUATION_GROUP},
    )
    refit: Refit = Field(
        "none",
        title="Train again for use",
        description="After the test of the chosen epoch: train again from the start, for as many epochs, on "
        "train+val or on all of the log. Recommendations and exports then use that model; every figure stays "
        "the chosen epoch's.",
    )
    precision: Precision = Field(
        "float32",
        title="Precision",
        description="bf16: the network computes in bfloat16 where that is safe, and weights, sums and scores "
        "stay float32 (Micikevicius et al. 2018); pays on GPUs.",
        json_schema_extra={"group": DEVICE_GROUP},
    )
    cuda_graph: bool = Field(
        False,
        title="CUDA graph",
        description="On one CUDA device, record the step once and replay it: small networks wait for the "
        "launches of their kernels otherwise. Without effect elsewhere.",
        json_schema_extra={
            "group": DEVICE_GROUP,
            "needs": {"device": ["auto", "cuda"], "machine": "CUDA"},
        },
    )


def _branch(default: BaseModel, name: str, group: str) -> Any:
    """A branch that belongs to some of the models: its settings have no effect on the others."""
    return Field(default, title=group, json_schema_extra={"needs": {"method": list(methods_with(name))}})


class RunConfig(BaseModel):
    """Everything that decides a run. Frozen; `engine.training.settings` changes a copy."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: DataConfig = Field(DataConfig(), title="Data and split")
    method: MethodName = Field(
        "areal",
        title="Model",
        description="The model that is trained: AREAL, or one of the baselines of Table 2.",
        json_schema_extra={"group": MODEL_GROUP},
    )
    baseline: BaselineConfig = _branch(BaselineConfig(), "baseline", MODEL_GROUP)
    gru4rec: GRU4RecConfig = _branch(GRU4RecConfig(), "gru4rec", MODEL_GROUP)
    caser: CaserConfig = _branch(CaserConfig(), "caser", MODEL_GROUP)
    nextitnet: NextItNetConfig = _branch(NextItNetConfig(), "nextitnet", MODEL_GROUP)
    sasrec: SASRecConfig = _branch(SASRecConfig(), "sasrec", MODEL_GROUP)
    ips: IpsConfig = _branch(IpsConfig(), "ips", MODEL_GROUP)
    cl4srec: CL4SRecConfig = _branch(CL4SRecConfig(), "cl4srec", MODEL_GROUP)
    adaranker: AdaRankerConfig = _branch(AdaRankerConfig(), "adaranker", MODEL_GROUP)
    diffrec: DiffRecConfig = _branch(DiffRecConfig(), "diffrec", MODEL_GROUP)
    model: ArealConfig = _branch(ArealConfig(), "model", "Guidance (MCRL)")
    diffusion: DiffusionConfig = _branch(DiffusionConfig(), "diffusion", "Diffusion")
    guidance: GuidanceConfig = _branch(GuidanceConfig(), "guidance", "Guidance (MCRL)")
    sampling: SamplingConfig = _branch(SamplingConfig(), "sampling", EVALUATION_GROUP)
    training: TrainingConfig = Field(TrainingConfig(), title="Optimisation")
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        title="Seed",
        description="Same seed, same data, same machine: same result.",
        json_schema_extra={"group": DEVICE_GROUP},
    )
    device: Device = Field(
        "auto",
        title="Device",
        description="auto: CUDA where there is one, else the CPU.",
        json_schema_extra={"group": DEVICE_GROUP},
    )
