"""NextItNet: its settings, and what to know of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.models.about import About

Dilations = Literal["1", "1,2", "1,4", "1,2,4", "1,2,1,2", "1,4,1,4", "1,2,1,2,1,2"]


class NextItNetConfig(BaseModel):
    """Settings `nextitnet.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dilations: Dilations = Field(
        "1,2,1,2",
        title="Dilations",
        description="One residual block for each: its first convolution looks at every k-th item, its second "
        "at every 2k-th. Two blocks 1,2 already see the last 19 items.",
    )

    @property
    def steps(self) -> tuple[int, ...]:
        """`dilations` as numbers."""
        return tuple(int(dilation) for dilation in self.dilations.split(","))


ABOUT = About(
    summary="Residual blocks of causal convolutions with growing gaps between the items they look at; the "
    "features at the last item are compared with all items.",
    source="Yuan, Karatzoglou, Arapakis, Jose, He: A simple convolutional generative network for next item "
    "recommendation, WSDM 2019.",
    deviations=(
        "The loss is taken at the target of every prefix, not at every place of a sequence: the predictions "
        "are the same ones.",
        "Before the first item there is nothing; where sequences are padded on the left, padding is an item.",
        "“BCE, 1 negative” is the loss behind the other published figures of Table 2; the authors' own is "
        "the softmax, “CE”.",
        "Dropout on the embeddings, which the authors have not; “published” is without.",
        "With one table of items, a linear layer follows the last rectifier. An empty history is a learned "
        "start vector.",
    ),
    licence="WSDM2019-nextitnet is under a permissive licence. Written anew from the description.",
)
