"""Where output goes: answers to standard output, everything for people to standard error."""

from __future__ import annotations

import dataclasses
import json
import math
import sys
from collections.abc import Mapping
from typing import Any

from engine.cli.bar import ProgressBar
from engine.cli.text import printable
from engine.errors import EngineError
from engine.events import Event, Progress


class Console:
    """The two output streams of one command.

    Attributes:
        json: whether standard output carries JSON lines instead of tables.
    """

    def __init__(self, *, json: bool) -> None:
        self.json = json
        self._bar = ProgressBar(sys.stderr)

    def event(self, event: Event) -> None:
        """Write an event of an operation as a JSON line, where those are wanted."""
        if self.json:
            self._line(event.as_json())
        if isinstance(event, Progress):
            self.progress(event.text, event.done, event.total, event.unit)

    def progress(self, text: str, done: int, total: int | None, unit: str = "") -> None:
        self._bar.update(text, done, total, unit)

    def say(self, text: str) -> None:
        """A line for people."""
        self._bar.clear()
        sys.stderr.write(safe(text) + "\n")
        sys.stderr.flush()

    def show(self, text: str) -> None:
        """The answer that was asked for; with --json it is in the result instead."""
        self._bar.clear()
        if not self.json:
            write_answer(safe(text))

    def result(self, **fields: object) -> None:
        """The last line of every successful command under --json."""
        self._bar.clear()
        if self.json:
            self._line({"event": "result", **fields})

    def error(self, error: EngineError) -> None:
        """What went wrong, why, and what to do."""
        if self.json:
            self._line({"event": "error", "what": error.what, "why": error.why, "advice": error.advice})
        self.say("\n  ".join(part for part in (f"Error: {error.what}", error.why, error.advice) if part))

    def _line(self, fields: Mapping[str, object]) -> None:
        write_answer(json.dumps(plain(fields), ensure_ascii=False, allow_nan=False))


def safe(text: str) -> str:
    """`text` with nothing in it but lines: names come from unknown files, and a terminal obeys."""
    return "\n".join(map(printable, text.split("\n")))


def write_answer(text: str) -> None:
    """A line on standard output, at once: a script may be waiting for it."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def plain(value: Any) -> Any:
    """`value` as JSON knows it. Numbers that are not finite become null: JSON has none."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value))
    if hasattr(value, "tolist"):  # NumPy scalars and arrays, without importing NumPy
        return plain(value.tolist())
    return str(value)
