"""Which file beside a log is likely to hold the titles of its items."""

from __future__ import annotations

from pathlib import Path


def beside(log: Path) -> Path | None:
    """The file next to a log that is likely to describe its items."""
    from engine.importing.bundles import item_rank, names_items

    try:
        candidates = [path for path in log.parent.iterdir() if path != log and path.is_file()]
    except OSError:
        return None
    described = [path for path in candidates if names_items(path)]
    return min(described, key=lambda path: (item_rank(path), path.name), default=None)
