"""What a new data set is called until the user says otherwise."""

from __future__ import annotations

from pathlib import Path

GENERIC_NAMES = frozenset(
    (
        *("ratings", "interactions", "transactions", "events", "clicks", "log", "logs", "data", "sessions"),
        *("train", "reviews"),
    )
)


def proposed_name(path: Path) -> str:
    """The file's name without its endings, or its folder's where every log is called so."""
    stem = path.name.split(".")[0] or path.name
    folder = path.absolute().parent
    if stem.lower() not in GENERIC_NAMES or not folder.name:
        return stem
    name = f"{folder.parent.name} {folder.name}" if folder.name[0].isdigit() else folder.name
    return name.removesuffix(".zip")


def free_name(name: str, taken: frozenset[str]) -> str:
    """The name, with a number behind it where a data set has it already."""
    candidates = [name, *(f"{name} {number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)
