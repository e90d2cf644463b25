"""Whether an import will fit: the disk and the memory it needs, and those there are, before it begins."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput, EngineError
from engine.importing.archives import located
from engine.importing.source import opened, packing
from engine.workspace import Workspace

# Measured on logs of 5 million rows; a little more than the most that was seen.
_STORE_BYTES = 45
"""A row in the store with its shares of users and their orders."""
_LOG_BYTES = 45
"""The same row in the write-ahead log: until the transaction ends it lies there, then it is in both."""
_SPOOL_BYTES = 75
"""A row as numbers, twice while rows are dealt out to buckets of users, and once laid out for the store."""
_MEMORY = 300 << 20
"""What an import takes whatever the log: it holds one bucket of users at a time, and the ids."""

_SAMPLE = 4 << 20
_PACKED_ROW = 8
"""Bytes of a row in a Parquet file, which packs them tightest of what is no text."""


class NoRoom(EngineError):
    """The work does not fit onto the disk, or into the memory."""


@dataclass(frozen=True)
class Room:
    """Bytes that an import needs, as far as that can be told before, and bytes that are free.

    Attributes:
        rows: about so many.
        disk: at the worst moment, on the disk of the workspace.
        free_memory: None where the system does not say.
    """

    rows: int
    disk: int
    free_disk: int
    memory: int
    free_memory: int | None


def room(workspace: Workspace, files: Sequence[Path]) -> Room:
    """What the import of these files into this workspace needs, and what there is."""
    rows = sum(_rows(file) for file in files)
    return Room(
        rows=rows,
        disk=rows * (_STORE_BYTES + _LOG_BYTES + _SPOOL_BYTES),
        free_disk=shutil.disk_usage(workspace.root).free,
        memory=_MEMORY,
        free_memory=_free_memory(),
    )


def require_room(workspace: Workspace, files: Sequence[Path]) -> None:
    """Refuse an import that cannot fit, before it begins.

    Raises:
        NoRoom: with the numbers.
    """
    found = room(workspace, files)
    if found.disk > found.free_disk:
        raise NoRoom(
            f"The import does not fit onto the disk of {workspace.root}.",
            f"About {found.rows:,} rows need {_text(found.disk)} while they are imported; "
            f"{_text(found.free_disk)} are free.",
            "Free some space, or use a workspace on another disk.",
        )
    if found.free_memory is not None and found.memory > found.free_memory:
        raise NoRoom(
            "The import does not fit into the memory.",
            f"It needs about {_text(found.memory)}; {_text(found.free_memory)} are free.",
            "Close other programs, then try again.",
        )


def _rows(path: Path) -> int:
    """About how many rows a log has, by the first ones and by how much of the file these take."""
    file, member = located(path)
    try:
        compression, member = packing(file, member)
        with opened(file, compression, member) as source:
            start, whole = source.stream.read(_SAMPLE), source.size
            if len(start) < _SAMPLE:
                return start.count(b"\n") + 1
            return round(start.count(b"\n") * whole / source.position)
    except BadInput:  # of a kind that is no text, or nothing that can be read: whoever opens it says so
        with suppress(OSError):
            return file.stat().st_size // _PACKED_ROW
        return 0


def _free_memory() -> int | None:
    if sys.platform == "win32":
        return _free_memory_of_windows()
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1]) << 10
    return None


def _free_memory_of_windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong)] + [
            (name, ctypes.c_ulonglong)
            for name in ("total", "free", "pages", "free_pages", "virtual", "free_virtual", "extended")
        ]

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - it exists on Windows only
    return int(status.free) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def _text(size: int) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"
