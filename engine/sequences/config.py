"""Settings of the data: which examples are made of a log, and how they are split."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.importing.filters import Filters

SplitName = Literal["by_sequence", "by_time", "leave_one_out", "column"]
RepeatsPolicy = Literal["auto", "keep", "exclude"]


class SplitConfig(BaseModel):
    """How examples are made of sequences, and divided."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    split: SplitName = Field(
        "by_sequence",
        title="Split",
        description="How examples are divided into training, validation and test. by_sequence: whole "
        "sequences 8:1:1 in time order (section 5.1.1); by_time: one global instant for everyone; "
        "leave_one_out: the last item of each sequence is the test, the one before it validation; "
        "column: the log's own split column.",
    )
    history_length: int = Field(
        10,
        ge=1,
        le=200,
        title="History length",
        description="At most this many latest items of a sequence are shown to the model (10 in the "
        "paper's benchmark).",
        json_schema_extra={"unit": "items"},
    )
    first_item_is_target: bool = Field(
        True,
        title="First item is a target",
        description="The first item of every sequence is an example with an empty history, as in the "
        "paper's benchmark. Always reported as a slice of its own.",
    )
    repeats: RepeatsPolicy = Field(
        "auto",
        title="Items already in the history",
        description="exclude: never recommend them; keep: they may be recommended; auto: exclude them "
        "where under 1% of the training targets are repeats. The same for every model.",
    )


class DataConfig(Filters, SplitConfig):
    """Settings `data.*`: the split first, then what of the log counts."""

    @property
    def filters(self) -> Filters:
        """What of the log is used."""
        return Filters(**{name: getattr(self, name) for name in Filters.model_fields})
