"""What the files of a zip or a folder are by their names: published bundles, item files, papers beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path


@dataclass(frozen=True)
class Bundle:
    """The files of a published data set that are used; whatever else is beside them is not.

    Attributes:
        logs: a pattern of the log's names.
        items: a pattern of the item file's name; empty where there is none.
    """

    logs: str
    items: str = ""


BUNDLES = (
    Bundle("u.data", "u.item"),  # MovieLens 100K; its other files are parts of u.data
    Bundle("ratings.dat", "movies.dat"),
    Bundle("ratings.csv", "movies.csv"),
    Bundle("yoochoose-clicks*.dat"),
    Bundle("big_matrix.csv", "kuairec_caption_category.csv"),
    Bundle("big_matrix.csv"),
    Bundle("train-item-views.csv", "products.csv"),
    Bundle("clicks_hour_*.csv", "articles_metadata.csv"),
    Bundle("clicks_hour_*.csv"),
    Bundle("transactions.csv*", "products.csv*"),
    Bundle("usersha1-artmbid-artname-plays.tsv"),
    Bundle("userid-timestamp-artid-artname-traid-traname.tsv"),
)

_THINGS = (
    *("movies", "items", "products", "articles", "books", "tracks", "songs", "videos", "games"),
    *("movie", "item", "product", "article", "book", "track", "song", "video", "game"),
    *("catalog", "catalogue", "meta", "metadata"),
)
_SPLITS = {"train": 0, "training": 0, "valid": 1, "validation": 1, "val": 1, "dev": 1, "test": 2}
_BESIDE = re.compile(
    r"(?i)(read.?me|licen[cs]e|changelog|checksums?|md5sums?|sha256sums?|_success|thumbs\.db).*"
    r"|.*\.(md|html?|pdf|png|jpe?g|gif|svg|py|sh|pl|ipynb|md5|sha1|sha256|log)"
)


def bundle_of(files: Sequence[Path]) -> tuple[list[Path], Path | None] | None:
    """The logs and the item file, if these are the files of a published data set."""
    for bundle in BUNDLES:
        logs = [file for file in files if fnmatch(file.name.lower(), bundle.logs)]
        items = [file for file in files if bundle.items and fnmatch(file.name.lower(), bundle.items)]
        if logs and (items or not bundle.items):
            return logs, items[0] if items else None
    return None


def names_items(path: Path) -> bool:
    """Whether the name of a file says that it describes items: movies.dat, shop_items.csv, u.item."""
    return item_rank(path) < len(_THINGS)


def item_rank(path: Path) -> int:
    """How surely a file describes items, by its name; less is surer."""
    parts = re.split(r"[^a-z0-9]+", path.name.lower())
    return min((_THINGS.index(part) for part in parts if part in _THINGS), default=len(_THINGS))


def is_beside(path: Path) -> bool:
    """Whether it is a read-me, a program, a picture: nothing that holds rows."""
    return path.name.startswith(".") or _BESIDE.fullmatch(path.name) is not None


def family(path: Path) -> str:
    """The same for files that are numbered parts of one thing: part-0001.csv, part-0002.csv."""
    return re.sub(r"\d+", "#", path.as_posix())


def in_natural_order(files: Sequence[Path]) -> list[Path]:
    """Part 2 before part 10; what is for training before what is for validation, that before the test."""

    def natural(path: Path) -> list[tuple[int, str]]:
        parts = re.split(r"(\d+)", path.as_posix())
        return [(int(part or 0), part) if part.isdecimal() else (0, part) for part in parts]

    return in_order_of_splits(sorted(files, key=natural))


def in_order_of_splits(files: Sequence[Path]) -> list[Path]:
    """Training, validation, test, as their names say: the later ones go on from the earlier."""

    def split(path: Path) -> int:
        parts = re.split(r"[^a-z]+", path.as_posix().lower())
        return next((_SPLITS[part] for part in reversed(parts) if part in _SPLITS), 0)

    return sorted(files, key=split)
