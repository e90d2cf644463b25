"""What only the user can know about a log: asked before the import, answered in the recipe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["day_first", "time_zone", "mostly_unreadable"]


@dataclass(frozen=True)
class Question:
    """Something that would be a guess.

    Attributes:
        kind: "day_first": whether 04/07/2014 is the fourth of July; "time_zone": of times that name none;
            "mostly_unreadable": more than half of the first rows cannot be read in this form.
        column: where it arose; empty where no single column is meant.
        example: what is written there.
    """

    kind: QuestionKind
    column: str
    example: str
