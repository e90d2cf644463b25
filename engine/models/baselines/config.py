"""Settings that the baselines share."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Loss = Literal["ce", "bce1"]


class BaselineConfig(BaseModel):
    """Settings `baseline.*`: what is around the encoder, the same for every sequential baseline."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    embedding_size: int = Field(
        64,
        ge=8,
        le=512,
        title="Embedding size d",
        description="Width of the item embeddings and of what the encoder makes of a history; 64 for all "
        "models of Table 2 (section 5.1.3).",
    )
    loss: Loss = Field(
        "ce",
        title="Loss",
        description="CE: softmax cross-entropy over all items; BCE: binary cross-entropy of the target and "
        "one item drawn evenly from the others, as in the code behind the published figures of Table 2.",
    )
    tied: bool = Field(
        True,
        title="One table of items",
        description="The output compares with the same item embeddings that the encoder reads; off: with a "
        "table of its own, as published beside bce1.",
    )
    bias: bool = Field(
        True,
        title="Item bias",
        description="A learned number for every item is added to its score: its popularity, roughly.",
    )
    dropout: float = Field(
        0.2,
        ge=0.0,
        le=0.9,
        title="Dropout",
        description="Share of what the encoder reads, and of what its layers hand on, set to zero while "
        "training.",
    )
    initial_deviation: float = Field(
        0.02,
        gt=0.0,
        le=1.0,
        title="Embeddings start from N(0, s)",
        description="Standard deviation s of the item embeddings before training; 0.01 in the code behind "
        "the published figures.",
    )
