"""What exported files and folders are called: after their run."""

from __future__ import annotations

import re

from engine.store.runs import RunRow

LONGEST_NAME = 80


def folder_name(run: RunRow) -> str:
    """The run's name as a file name that every system takes."""
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "-", run.name).strip(" .-")
    return name.encode()[:LONGEST_NAME].decode(errors="ignore").strip() or f"run-{run.id}"
