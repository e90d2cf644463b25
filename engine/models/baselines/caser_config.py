"""Caser: its settings, and what to know of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.models.about import About

Heights = Literal["1,2,3", "2,3,4", "1,2,3,4,5", "1,2,3,4,5,6,7,8,9,10"]


class CaserConfig(BaseModel):
    """Settings `caser.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heights: Heights = Field(
        "2,3,4",
        title="Heights of the horizontal filters",
        description="How many neighbouring items a horizontal filter spans; 2, 3 and 4 behind the published "
        "figures.",
        json_schema_extra={"unit": "items"},
    )
    horizontal: int = Field(
        16,
        ge=1,
        le=256,
        title="Horizontal filters",
        description="Filters of each height; 16 in Tang & Wang 2018.",
    )
    vertical: int = Field(
        1,
        ge=1,
        le=64,
        title="Vertical filters",
        description="Filters that weigh the places of the history; 4 in Tang & Wang 2018, 1 behind the "
        "published figures.",
    )
    layer_between: bool = Field(
        True,
        title="Layer between features and scores",
        description="A layer brings the features to width d (Tang & Wang 2018); off: a table of its own, as "
        "wide as the features, gives the scores, as behind the published figures.",
    )

    @property
    def spans(self) -> tuple[int, ...]:
        """`heights` as numbers."""
        return tuple(int(height) for height in self.heights.split(","))


ABOUT = About(
    summary="Convolutions over the picture that the embeddings of the last items make: horizontal filters "
    "for runs of items, vertical ones for single items by their age.",
    source="Tang, Wang: Personalized top-N sequential recommendation via convolutional sequence embedding, "
    "WSDM 2018.",
    deviations=(
        "No user embedding: the users of the test are not those of the training.",
        "One target an example, not the next three; “BCE, 1 negative” draws one other item for it, the "
        "authors three that the user has not seen.",
        "Places count from the latest item back. The code behind the published figures reads from the start "
        "of the session, so that its vertical filter weighs an age since the start.",
        "A window that ends on padding is not pooled; in that code its bias is a floor under every maximum.",
        "The vertical filter has a rectifier, as behind the published figures; the authors' has none.",
        "The layer between features and scores has no rectifier, for the items it is compared with are those "
        "that it reads. An empty history is a learned start vector.",
    ),
    licence="caser_pytorch is under the LGPL, DROS has no licence file. Written anew from the descriptions.",
)
