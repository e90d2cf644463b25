"""CL4SRec: its settings, and what to know of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from engine.models.about import About


class CL4SRecConfig(BaseModel):
    """Settings `cl4srec.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weight: float = Field(
        0.1,
        gt=0.0,
        le=10.0,
        title="Weight of the contrast",
        description="Weight (lambda) of the contrastive loss beside that of the next item; 0.1 in Xie "
        "et al. 2022.",
    )
    temperature: float = Field(
        1.0,
        gt=0.0,
        le=10.0,
        title="Temperature of the contrast",
        description="Divides the inner products of the views before the softmax.",
    )
    crop: float = Field(
        0.6,
        gt=0.0,
        lt=1.0,
        title="Share kept by crop",
        description="A view is a run of this share of the items (eta); at least one, and of several not all.",
    )
    mask: float = Field(
        0.3,
        gt=0.0,
        lt=1.0,
        title="Share hidden by mask",
        description="A view hides this share of the items (gamma); at least one, and of several not all.",
    )
    reorder: float = Field(
        0.6,
        gt=0.0,
        le=1.0,
        title="Share shuffled by reorder",
        description="A view has a run of this share of the items in another order (beta); at least two.",
    )


ABOUT = About(
    summary="SASRec, whose encoder also learns to recognise two changed views of one history among those of "
    "others.",
    source="Xie, Sun, Liu, Wu, Gao, Zhang, Ding, Cui: Contrastive learning for sequential recommendation, "
    "ICDE 2022.",
    deviations=(
        "The authors published no code. “(re-implementation)” belongs to the name.",
        "Every view changes at least one thing: by the shares alone, most of the short histories of sessions "
        "would stay as they are.",
        "Histories of fewer than two items take no part in the contrast; histories of which one begins the "
        "other, and equal views, are not told apart.",
        "Of sessions longer than a history shows, windows that begin at different items are told apart.",
        "The encoder has one head and, as published, one block; two of each there.",
        "The contrast is over at most 512 histories of a batch.",
        "The paper describes this model with the words of another one.",
    ),
    licence="No code of the authors; the re-implementations that were read are under the MIT licence. "
    "Written anew from the description.",
)
