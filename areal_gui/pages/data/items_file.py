"""Which file beside a log is likely to hold the titles of its items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SUFFIXES = frozenset((".csv", ".tsv", ".dat", ".txt", ".item", ".gz", ".zip"))
THINGS = (
    *("movies", "items", "products", "articles", "books", "tracks", "songs", "videos", "games"),
    *(
        "movie",
        "item",
        "product",
        "article",
        "book",
        "track",
        "song",
        "video",
        "game",
        "catalog",
        "catalogue",
    ),
)


def names_items(path: Path) -> bool:
    """Whether the name of a file says that it describes items: movies.dat, shop_items.csv, u.item."""
    return not set(THINGS).isdisjoint(_words(path)) and path.suffix.lower() in SUFFIXES


def beside(log: Path) -> Path | None:
    """The file next to a log that is likely to describe its items."""
    try:
        candidates = [path for path in log.parent.iterdir() if path != log and path.is_file()]
    except OSError:
        return None
    described = [path for path in candidates if names_items(path)]
    return min(described, key=_rank, default=None)


def separate(paths: Sequence[Path]) -> tuple[list[Path], Path | None]:
    """Of files dropped together: the log's, and the one that describes its items, if there is one."""
    items = [path for path in paths if names_items(path)]
    if len(paths) < 2 or len(items) != 1:
        return list(paths), None
    return [path for path in paths if path != items[0]], items[0]


def _rank(path: Path) -> tuple[int, str]:
    return min(THINGS.index(word) for word in _words(path) if word in THINGS), path.name


def _words(path: Path) -> list[str]:
    return path.name.lower().replace("-", "_").replace(".", "_").split("_")
