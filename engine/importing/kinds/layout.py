"""What a look at a file of some kind has found out."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.importing.form import Delimiter, Kind
from engine.importing.roles import Role


@dataclass(frozen=True)
class Layout:
    """The parts of a `FileForm` that only its kind knows.

    Attributes:
        kind: what the file is written in.
        columns: their names, or "1", "2", ...
        has_header: whether the columns have names.
        delimiter: what separates the fields of "lists" and "recbole"; of no meaning for other kinds.
        table: the sheet, the table, or the key of the nested events that was chosen.
        tables: all that could be chosen.
        roles: what columns are where the kind itself says so; other columns are left to be guessed.
        warnings: what the user should know before importing.
    """

    kind: Kind
    columns: list[str]
    has_header: bool = True
    delimiter: Delimiter = ","
    table: str | None = None
    tables: list[str] = field(default_factory=list)
    roles: dict[str, Role] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
