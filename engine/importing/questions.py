"""What only the user can know about a log: asked before the import, answered in the recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.importing.roles import Role, Sample

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


def questions_about(
    roles: Sequence[Role],
    samples: Sequence[Sample],
    suggested: Mapping[str, Any],
    n_unreadable: int,
) -> list[Question]:
    """What must be asked about a log.

    Args:
        roles: of its columns, as proposed.
        samples: of its columns, from as far apart as possible.
        suggested: answers that are known already, by the recipe's fields.
        n_unreadable: lines beside the sample that could not be read.
    """
    if n_unreadable > len(samples[0].values):
        return [Question("mostly_unreadable", "", "")]
    return []
