"""What is known of a log before it is imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.importing.form import FileForm
from engine.importing.profile import ColumnProfile
from engine.importing.questions import Question
from engine.importing.roles import Role


@dataclass(frozen=True)
class Preview:
    """What is known of a file before it is imported.

    Attributes:
        form: how it is read.
        rows: its first rows, without the header.
        roles: a proposal for each column.
        n_columns: fields of a row.
        size_bytes: as it lies on the disk.
        warnings: what the user should know before importing.
        samples: rows from the middle and the end; none where it has no more than the first, or where it
            can only be read from its start.
        profiles: what is in each column of the rows looked at.
        questions: what must be answered in the recipe.
        known: the log it was recognised as.
        suggested: fields of the recipe that go with that log, beside the roles.
        shape: the same for files of the same kind, separator and columns.
        items_form: a file in the same zip or folder that describes the items.
        tables: sheets, tables or members to choose from with `table`.
    """

    form: FileForm
    rows: list[list[str]]
    roles: list[Role]
    n_columns: int
    size_bytes: int
    warnings: list[str] = field(default_factory=list)
    samples: list[list[str]] = field(default_factory=list)
    profiles: list[ColumnProfile] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    known: str | None = None
    suggested: dict[str, Any] = field(default_factory=dict)
    shape: str = ""
    items_form: Path | None = None
    tables: list[str] = field(default_factory=list)
