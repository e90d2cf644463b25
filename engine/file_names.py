"""What files are called that leave the program: `<name>-<what>.<ending>`, all in the same way."""

from __future__ import annotations

import re

LONGEST = 80
"""Bytes of the name of what a file is of: some systems take 255 for all of it, some tools fewer."""


def file_name(name: str, what: str = "", ending: str = "", *, otherwise: str = "areal") -> str:
    """A name that every system and every shell takes as it is: letters, digits, dots, dashes, underscores.

    Args:
        name: of the run, the data set or the like.
        what: the file is of it; nothing where it is the whole.
        ending: with its dot.
        otherwise: the name where nothing is left of it.
    """
    kept = _plain(name).encode()[:LONGEST].decode(errors="ignore").strip("-._") or otherwise
    return "-".join(filter(None, (kept, _plain(what)))) + ending


def _plain(text: str) -> str:
    return re.sub(r"-*\.*-+[-.]*", "-", re.sub(r"[^\w.]+", "-", text)).strip("-._")
