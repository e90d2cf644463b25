"""Settings of AREAL's network."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

EncoderName = Literal["mcrl", "attention"]
EmbeddingStart = Literal["svd", "normal"]
Kernels = Literal["1", "3", "5", "1,3", "3,5", "1,3,5", "1,3,5,7"]
Branches = Literal["both", "local", "global", "neither"]
SoftmaxChoice = Literal["auto", "full", "sampled"]

FULL_SOFTMAX_UP_TO = 100_000
"""Items up to which `auto` takes the full softmax: there a step of 256 takes about 0.3 s on one core."""

_MCRL: JsonDict = {"method": ["areal"], "model.encoder": ["mcrl"]}


class ArealConfig(BaseModel):
    """Settings `model.*` of AREAL."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    embedding_size: int = Field(
        64,
        ge=8,
        le=256,
        title="Embedding size d",
        description="Width of item embeddings and of every layer (section 5.4.3, Figure 6).",
    )
    encoder: EncoderName = Field(
        "mcrl",
        title="Encoder",
        description="What guides the diffusion: mcrl, the multi-scale CNN and residual LSTM of section 4.1; "
        "attention, one block of self-attention as in DreamRec (Yang et al. 2023).",
        json_schema_extra={"needs": {"method": ["areal"]}},
    )
    layers: int = Field(
        1,
        ge=1,
        le=4,
        title="MCRL blocks L",
        description="Stacked blocks of multi-scale CNN, residual LSTM and attention fusion (Eq. 10-21).",
        json_schema_extra={"needs": _MCRL | {"model.branches": ["both", "local", "global"]}},
    )
    kernels: Kernels = Field(
        "1,3,5",
        title="Kernel widths",
        description="Widths of the convolutions, the scales of the local branch (Eq. 12-14).",
        json_schema_extra={
            "unit": "items",
            "needs": _MCRL | {"model.branches": ["both", "local"]},
        },
    )
    branches: Branches = Field(
        "both",
        title="Branches",
        description="local: the multi-scale CNN alone; global: the residual LSTM alone; neither: the mean of "
        "the history's item embeddings (upper half of Table 3).",
        json_schema_extra={"needs": _MCRL},
    )
    fusion_weight: float | None = Field(
        None,
        ge=0.0,
        le=1.0,
        title="Weight of the local branch",
        description="Fixes the fusion at this share for the local branch and the rest for the global one "
        "(lower half of Table 3); empty: attention weighs both at every position (Eq. 20).",
        json_schema_extra={
            "empty": "attention",
            "needs": _MCRL | {"model.branches": ["both"]},
        },
    )
    dropout: float = Field(
        0.1,
        ge=0.0,
        le=0.9,
        title="Dropout",
        description="Share of the encoder's inputs and outputs set to zero while training.",
    )
    item_dropout: float = Field(
        0.0,
        ge=0.0,
        le=0.9,
        title="Item dropout",
        description="Share of a history's items that the encoder does not see while training: a small log "
        "is learned less by heart.",
        json_schema_extra={"needs": _MCRL},
    )
    embedding_start: EmbeddingStart = Field(
        "svd",
        title="Embeddings start from",
        description="svd: truncated SVD of the positive pointwise mutual information of the training "
        "co-occurrences; normal: N(0, 1) rows.",
    )
    sphere: bool = Field(
        True,
        title="Embeddings on a sphere",
        description="Item embeddings are unit rows, so that unit noise hides the target and the guidance "
        "has to be learned.",
    )
    initial_deviation: float | None = Field(
        None,
        gt=0.0,
        le=1.0,
        title="Weights start from N(0, s)",
        description="Standard deviation s of every initial weight (0.1 in section 5.1.3); empty: PyTorch's "
        "own initialisation.",
        json_schema_extra={"empty": "PyTorch's own"},
    )
    temperature: float = Field(
        0.1,
        gt=0.0,
        le=100.0,
        title="Temperature",
        description="Divides the inner products of the prediction with the item embeddings before the "
        "softmax of the discrete term -log p(x_0|x_1) in Eq. 24 and of the item posterior.",
    )
    label_smoothing: float = Field(
        0.0,
        ge=0.0,
        lt=1.0,
        title="Label smoothing",
        description="Share of the discrete term's target (Eq. 24) that is spread evenly over all items.",
        json_schema_extra={"needs": {"training.discrete_weight": "above 0"}},
    )
    softmax: SoftmaxChoice = Field(
        "auto",
        title="Softmax of the discrete term",
        description="full: over all items; sampled: over the target and negatives drawn by popularity, each "
        f"corrected by its expected number; auto: full up to {FULL_SOFTMAX_UP_TO:,} items.",
        json_schema_extra={"needs": {"training.discrete_weight": "above 0"}},
    )
    negatives: int = Field(
        8_192,
        ge=1,
        le=1_000_000,
        title="Negatives",
        description="Items drawn for each batch where the softmax of the discrete term (Eq. 24) is sampled.",
        json_schema_extra={
            "unit": "items",
            "needs": [
                {"training.discrete_weight": "above 0", "model.softmax": ["sampled"]},
                {"training.discrete_weight": "above 0", "model.softmax": ["auto"], "log": "many items"},
            ],
        },
    )
    consistency_weight: float = Field(
        0.0,
        ge=0.0,
        le=100.0,
        title="Weight of temporal consistency",
        description="Weight of |f(x_t, h, t) - f(x_t-1, h, t-1)|^2, which lets few sampling steps suffice; "
        "0: without, as in Eq. 24.",
    )

    @property
    def kernel_widths(self) -> tuple[int, ...]:
        """`kernels` as numbers."""
        return tuple(int(width) for width in self.kernels.split(","))
