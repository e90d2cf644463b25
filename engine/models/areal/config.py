"""Settings of AREAL's network."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EmbeddingStart = Literal["svd", "normal"]


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
    layers: int = Field(
        1,
        ge=1,
        le=4,
        title="MCRL blocks L",
        description="Stacked blocks of multi-scale CNN, residual LSTM and attention fusion (Eq. 10-21).",
    )
    dropout: float = Field(
        0.1,
        ge=0.0,
        le=0.9,
        title="Dropout",
        description="Share of the encoder's inputs and outputs set to zero while training.",
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
    )
    temperature: float = Field(
        0.1,
        gt=0.0,
        le=100.0,
        title="Temperature",
        description="Divides the inner products of the prediction with the item embeddings before the "
        "softmax of the discrete term -log p(x_0|x_1) in Eq. 24 and of the item posterior.",
    )
