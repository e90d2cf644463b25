"""A first look at what the user dropped: a file, a zip or a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from engine.importing.bundles import is_beside
from engine.importing.containers import LogFiles, log_files
from engine.importing.form import Delimiter, listed
from engine.importing.look import look
from engine.importing.preview import Preview
from engine.importing.repeated_files import repeats_note
from engine.importing.text_form import Asked

__all__ = ["Preview", "sniff"]


def sniff(
    path: Path,
    *,
    delimiter: Delimiter | None = None,
    has_header: bool | None = None,
    encoding: str | None = None,
    table: str | None = None,
) -> Preview:
    """Look at the beginning of a log.

    Args:
        path: a file, a folder, a zip, or a path that leads into a zip.
        delimiter: believe this instead of detecting it; so for the next two.
        has_header: whether the first line names the columns.
        encoding: as Python names it.
        table: the sheet, table or member to read; None: the first that is a log.

    Raises:
        BadInput: it is no log: empty, a web page, a pointer, binary, a single column, ...
    """
    asked = Asked(delimiter, has_header, encoding, table)
    found = log_files([path])
    log = path / table if table in found.members else found.logs[0]
    preview = look(log, replace(asked, table=None) if table in found.members else asked)
    repeated = repeats_note(found.logs) if table is None and len(found.logs) > 1 else []
    return replace(
        preview,
        items_form=found.items,
        tables=found.members or preview.tables,
        warnings=[*preview.warnings, *_left_aside(found), *repeated],
    )


def _left_aside(found: LogFiles) -> list[str]:
    """What of a zip or folder is neither the log nor about its items, said once."""
    names = [path.name for path in found.ignored if not is_beside(path)]
    if not names:
        return []
    read = f"{len(found.logs):,} files are" if len(found.logs) > 1 else f"{found.logs[0].name} is"
    return [f"{read} read as the log. Left aside: {listed(names)}."]
