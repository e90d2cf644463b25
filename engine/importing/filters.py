"""Which rows of a stored log count. The log stays whole: filters are applied when sequences are made."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ConsecutiveRepeats = Literal["keep", "collapse"]


class Filters(BaseModel):
    """What of a log is used; the defaults use all of it. Applied in the order of the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    events: tuple[str, ...] | None = Field(
        None,
        title="Events that count",
        description="Names of the kinds of events that are used (view, purchase, ...); none named: all.",
        json_schema_extra={"empty": "all", "needs": {"log": "events"}},
    )
    minimum_value: float | None = Field(
        None,
        title="Least value",
        description="Interactions with a smaller value (rating, share watched) are left out; so are those "
        "without one.",
        json_schema_extra={"empty": "all"},
    )
    earliest: datetime | None = Field(
        None,
        title="From",
        description="Interactions before this time are left out; without a zone, UTC.",
        json_schema_extra={"empty": "the beginning", "before": "data.latest", "needs": {"log": "times"}},
    )
    latest: datetime | None = Field(
        None,
        title="To",
        description="Interactions at this time or later are left out; without a zone, UTC.",
        json_schema_extra={"empty": "the end", "needs": {"log": "times"}},
    )
    duplicates: Literal["keep", "collapse"] = Field(
        "keep",
        title="Duplicates",
        description="collapse: of rows with the same sequence, item and time one is used.",
    )
    consecutive_repeats: ConsecutiveRepeats = Field(
        "keep",
        title="Consecutive repeats",
        description="collapse: of the same item several times in a row the first is used.",
    )
    item_core: int = Field(
        1,
        ge=1,
        title="Least interactions of an item",
        description="Items with fewer are left out; repeated with the next until nothing changes (k-core).",
        json_schema_extra={"unit": "interactions"},
    )
    sequence_core: int = Field(
        1,
        ge=1,
        title="Least length of a sequence",
        description="Sequences with fewer interactions are left out; repeated with the one before until "
        "nothing changes (k-core).",
        json_schema_extra={"unit": "interactions"},
    )
