"""SASRec: its settings, and what to know of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from engine.models.about import About


class SASRecConfig(BaseModel):
    """Settings `sasrec.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    blocks: int = Field(
        2,
        ge=1,
        le=6,
        title="Attention blocks",
        description="Stacked blocks of self-attention and a feed-forward layer; 2 in Kang & McAuley 2018, 1 "
        "in the code behind the published figures.",
    )
    heads: int = Field(
        1,
        ge=1,
        le=8,
        title="Attention heads",
        description="Parts into which the width d is split for the attention; d must be a multiple of it. "
        "1 in Kang & McAuley 2018.",
        json_schema_extra={"divides": "baseline.embedding_size"},
    )
    widening: int = Field(
        1,
        ge=1,
        le=8,
        title="Widening of the feed-forward layer",
        description="Its inner width in widths d; 1 in Kang & McAuley 2018.",
    )


ABOUT = About(
    summary="Self-attention over the history, each item looking at those before it; the last place is "
    "compared with all items.",
    source="Kang, McAuley: Self-attentive sequential recommendation, ICDM 2018.",
    deviations=(
        "Trained on the last place of every prefix, which counts every place of a sequence once, too.",
        "“CE” is the softmax over all items; the authors have one evenly drawn negative (“BCE, 1 negative”), "
        "which is not in the user's history either.",
        "Places are counted from the beginning of what is shown. An empty history is a learned start vector.",
        "Item embeddings are not multiplied by the square root of d. Adam forgets its second moments at "
        "0.999, there at 0.98.",
        "The code behind the published figures has one dropout fewer in the feed-forward layer, and a second "
        "layer norm directly behind its own.",
    ),
    licence="kang205/SASRec: Apache-2.0; DROS: no licence file. Written anew from the descriptions.",
)
