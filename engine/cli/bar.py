"""A progress bar for terminals; elsewhere it draws nothing."""

from __future__ import annotations

import os
import shutil
import time
from typing import TextIO

from engine.cli.text import cut, duration, printable

MIN_INTERVAL = 0.1
BAR_WIDTH = 24


class ProgressBar:
    """One line that is drawn over itself, at most ten times a second."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._active = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._drawn_at = 0.0
        self._started_at = 0.0
        self._text = ""
        self._visible = False

    def update(self, text: str, done: int, total: int | None, unit: str = "") -> None:
        """Show that `done` of `total` is reached in the stage named `text`."""
        now = time.monotonic()
        if text != self._text:
            self._text, self._started_at, self._drawn_at = text, now, 0.0
        if not self._active or now - self._drawn_at < MIN_INTERVAL:
            return
        self._drawn_at = now
        line = render(text, done, total, unit, now - self._started_at)
        self._stream.write("\r\x1b[K" + cut(printable(line), shutil.get_terminal_size().columns - 1))
        self._stream.flush()
        self._visible = True

    def clear(self) -> None:
        """Take the bar away, so that a line of text can be written."""
        if self._visible:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._visible = False


def render(text: str, done: int, total: int | None, unit: str, elapsed: float) -> str:
    """The line of the bar: what, how far, and how long it may still take."""
    amount = f"{done / 1e6:,.1f} MB" if unit == "bytes" else f"{done:,} {unit}".rstrip()
    if not total:
        return f"{text}  {amount}"
    share = min(done / total, 1.0)
    full = round(share * BAR_WIDTH)
    parts = [text, "━" * full + "─" * (BAR_WIDTH - full), f"{share:4.0%}", amount]
    if 0 < share < 1 and elapsed > 1:
        parts.append(f"{duration(elapsed * (1 - share) / share)} left")
    return "  ".join(parts)
