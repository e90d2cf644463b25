"""Folders and zips of files: which of them are the log, and which describes its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class LogFiles:
    """The files of one log. A member of a zip is written as a path that leads into it: log.zip/ratings.csv.

    Attributes:
        logs: files of one shape, in the order they are read.
        items: a file with the items' titles.
        ignored: files that are neither.
    """

    logs: list[Path]
    items: Path | None = None
    ignored: list[Path] = field(default_factory=list)


def log_files(paths: Sequence[Path]) -> LogFiles:
    """Look into folders and zips, and tell logs from item files.

    Raises:
        BadInput: nothing in them is a log, or several things of different shapes are.
    """
    return LogFiles(list(paths))
