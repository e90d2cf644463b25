"""The file in which Optuna keeps what its searches have tried; all of it can be made again from the runs."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL

NAME = "studies.sqlite"

_HEADER = b"SQLite format 3\x00"


def search_url(root: Path) -> str:
    """Where the searches of the workspace at `root` are kept, as SQLAlchemy writes it."""
    return URL.create("sqlite", database=str(root / NAME)).render_as_string()


def set_damaged_aside(root: Path) -> bool:
    """Move a file that is no database out of the way; tells whether it was."""
    path = root / NAME
    with suppress(OSError):
        with path.open("rb") as file:
            head = file.read(len(_HEADER))
        if head and head != _HEADER:
            path.replace(path.with_suffix(".damaged"))
            return True
    return False
