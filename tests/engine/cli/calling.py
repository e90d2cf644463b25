"""Calling the command line from a test, in this process: loading torch anew each time would take minutes."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.cli import main

SMALL = ("--set", "training.epochs=2", "--set", "model.embedding_size=16", "--set", "training.batch_size=64")
"""Settings that train within seconds."""


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code and the two streams."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as the JSON objects of --json; fails where a line is not one."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def result(self) -> dict[str, Any]:
        last = self.lines[-1]
        assert last["event"] == "result"
        assert [line["event"] for line in self.lines].count("result") == 1
        return last


def areal(workspace: Path, *words: str | Path) -> Outcome:
    """Run `python -m engine --workspace WORKSPACE WORDS...`."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = main(["--workspace", str(workspace), *map(str, words)])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Outcome(code, out.getvalue(), err.getvalue())


def write_log(path: Path, *, sessions: int = 120, items: int = 24) -> Path:
    """A small shop: each session walks along the items from a place that moves slowly. No randomness."""
    lines = ["session,product,time"]
    clock = 1_700_000_000
    for session in range(sessions):
        for step in range(2 + session % 4):
            clock += 60
            lines.append(f"s{session:03d},{(session * 5 + step) % items:04d},{clock}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_titles(path: Path, *, items: int = 24) -> Path:
    names = [f'{item:04d},"Товар «{item}», 電影"' for item in range(items)]
    path.write_text("\n".join(["product,name", *names]) + "\n", encoding="utf-8")
    return path
