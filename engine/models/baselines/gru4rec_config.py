"""GRU4Rec: its settings, and what to know of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from engine.models.about import About


class GRU4RecConfig(BaseModel):
    """Settings `gru4rec.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hidden_size: int = Field(
        64,
        ge=8,
        le=1024,
        title="Units of the GRU",
        description="Width of the recurrent state; where it is not d, a linear layer leads back to d.",
    )
    layers: int = Field(
        1,
        ge=1,
        le=4,
        title="GRU layers",
        description="Stacked recurrent layers; 1 in Hidasi et al. 2016.",
    )


ABOUT = About(
    summary="A gated recurrent network reads the history item by item; its last state is compared with all "
    "items.",
    source="Hidasi, Karatzoglou, Baltrunas, Tikk: Session-based recommendations with recurrent neural "
    "networks, ICLR 2016; Hidasi, Karatzoglou: Recurrent neural networks with top-k gains for session-based "
    "recommendations, CIKM 2018.",
    deviations=(
        "Trained on every prefix of a sequence with the gradient through all of it, not session-parallel "
        "with a state that is cut off after every step.",
        "“CE” is the softmax over all items, without the sampling and its correction by popularity.",
        "“BCE, 1 negative” is the variant behind the published figures of Table 2 (DROS), not the authors' "
        "loss.",
        "Adam instead of Adagrad with momentum. An empty history is a learned start vector.",
        "Every example is drawn once an epoch; the code behind the published figures draws each batch anew.",
    ),
    licence="GRU4Rec_PyTorch_Official and DROS have no licence file. Written anew from the descriptions.",
)
