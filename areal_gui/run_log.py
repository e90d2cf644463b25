"""The lines of a run's log, read as they are written."""

from __future__ import annotations

from pathlib import Path

AT_ONCE = 1 << 18
"""Bytes read in one go: a window that shows them must not wait for more."""


class RunLog:
    """Reads on where it stopped, whole lines only.

    Attributes:
        lines: what was read so far.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[str] = []
        self._position = 0

    def read_on(self) -> list[str]:
        """The lines that were written since; none where there is no log (yet)."""
        try:
            with self.path.open("rb") as file:
                file.seek(self._position)
                content = file.read(AT_ONCE)
        except OSError:
            return []
        whole = content[: content.rfind(b"\n") + 1]
        self._position += len(whole)
        fresh = whole.decode("utf-8", errors="replace").splitlines()
        self.lines += fresh
        return fresh


def matching(lines: list[str], words: str) -> list[str]:
    """The lines that hold all of these words, in whatever case."""
    wanted = words.casefold().split()
    return [line for line in lines if all(word in line.casefold() for word in wanted)]
