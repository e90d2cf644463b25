"""Whether an export fits on the disk: asked before anything is written."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.errors import BadInput


def require_room(folder: Path, needed: int) -> None:
    """Refuse what cannot fit where `folder` is, or is to be made.

    Raises:
        BadInput: with the numbers.
    """
    there = next((each for each in (folder, *folder.absolute().parents) if each.exists()), None)
    if there is None:
        return
    free = shutil.disk_usage(there).free
    if needed > free:
        raise BadInput(
            f"The export does not fit on the disk of {folder}.",
            f"It needs about {_text(needed)}; {_text(free)} are free.",
            "Make room, or choose a folder on another disk.",
        )


def _text(size: int) -> str:
    """Bytes as people say them."""
    unit = "MB" if size < 1e9 else "GB"
    return f"{max(0.1, size / (1e6 if unit == 'MB' else 1e9)):,.1f} {unit}"
