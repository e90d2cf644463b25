"""Damaged heads of real logs: whatever is done to a file, it is imported row by row or refused with a reason.

Run from the repository: `python -m tests.benchmarks.fuzz_import [cases] [first seed]`; needs the real logs.
Each case takes the head of a real log, writes it in some form, damages it, and imports what is left. Asked of
every case: no error but `BadInput`, no hang over 5 s, and accepted + rejected rows = rows in the file. The
rows are counted by other means where that is possible: as lines of text without quotes. With quotes, every
line must belong to a row that was accepted or rejected. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.form import FileForm
from engine.importing.load import DatasetImported, MostRowsRejected, import_log
from engine.importing.preview import Preview
from engine.importing.quotes import MOST_LINES
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.importing.tables import open_table
from engine.workspace import Workspace
from tests.benchmarks.fuzz_files import case_of
from tests.benchmarks.results import machine, write_section

CASES = 10_000
LIMIT = 5
WORKERS = 2


class Hang(Exception):
    """A case took longer than it may."""


@dataclass(frozen=True)
class Outcome:
    """What came of one case: "imported", "refused: ..." or what must not be."""

    seed: int
    what: str
    seconds: float
    rows: int = 0
    rejected: int = 0
    trouble: str = ""


def main() -> None:
    """Try all cases, and write down what came of them."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    step = 100
    with ProcessPoolExecutor(WORKERS) as pool:
        chunks = pool.map(partial(_tried, until=first + cases), range(first, first + cases, step))
        outcomes = [outcome for chunk in chunks for outcome in chunk]
    troubles = [outcome for outcome in outcomes if outcome.trouble]
    for outcome in troubles:
        sys.stdout.write(f"seed {outcome.seed}: {outcome.what}\n{outcome.trouble}\n")
    text = _summary(outcomes)
    sys.stdout.write(text + "\n")
    if first == 0:
        write_section("Fuzzing the import", text)


def _tried(start: int, until: int) -> list[Outcome]:
    """A hundred cases in one workspace."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Workspace.open(folder / "workspace") as workspace:
            return [_outcome(workspace, folder, seed) for seed in range(start, min(start + 100, until))]


def _outcome(workspace: Workspace, folder: Path, seed: int) -> Outcome:
    case = case_of(seed)
    file = folder / f"{seed}{case.ending}"
    file.write_bytes(case.data)
    started = time.monotonic()
    what, rows, rejected, trouble = "imported", 0, 0, ""
    try:
        with _limited():
            rows, rejected = _import(workspace, file)
    except BadInput as error:
        what = f"refused: {_kind_of(error, file)}"
        trouble = "" if error.advice else f"refused without advice: {error}"
    except Exception:  # any other is what is looked for
        what, trouble = "failed", f"{case.description}\n{traceback.format_exc()}"
    return Outcome(seed, what, time.monotonic() - started, rows, rejected, trouble)


def _import(workspace: Workspace, file: Path) -> tuple[int, int]:
    """Import a file, having seen that its rows are all there; returns rows accepted and rejected."""
    preview = sniff(file)
    rows = _rows_of(preview.form)
    _check_rows(preview, rows)
    recipe = Recipe.from_preview(preview)
    answers = {"time_zone": recipe.time_zone or "UTC", "day_first": recipe.day_first is not False}
    events = import_log(
        workspace, [file], recipe.model_copy(update=answers), CancelToken(), accept_rejected=True
    )
    *_, done = events
    assert isinstance(done, DatasetImported)
    assert done.interactions + done.rejected == len(rows), (done, len(rows))
    return done.interactions, done.rejected


def _rows_of(form: FileForm) -> list[int]:
    """The line of every row, readable or not."""
    lines = []
    with open_table(form) as table:
        for batch in table.rows(range(len(form.columns))):
            batch.reject(dict.fromkeys(range(len(batch)), "seen"))
            lines += [row.line for row in batch.rejected]
    return sorted(lines)


def _check_rows(preview: Preview, rows: list[int]) -> None:
    """Compare the rows with the lines of the file."""
    form = preview.form
    if form.kind != "delimited" or form.compression is not None:
        return
    text = form.path.read_bytes().decode(form.encoding, "replace").removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [number for number, line in enumerate(lines, 1) if _is_filled(line, form)]
    if form.has_header:
        filled = filled[1:]
    if '"' not in text or form.delimiter in ("::", "whitespace"):
        assert rows == filled, (len(rows), len(filled))
    begun = set(rows)
    for line in set(filled) - begun:
        start = max((row for row in begun if row < line), default=0)
        assert line - start < MOST_LINES, f"line {line} is in no row"
        assert '"' in lines[start - 1], f"line {line} is in no row"


def _is_filled(line: str, form: FileForm) -> bool:
    return bool(line.strip(" \t") if form.delimiter == "whitespace" else line)


def _kind_of(error: BadInput, file: Path) -> str:
    """What is said, without what differs from file to file."""
    said = "most rows rejected" if isinstance(error, MostRowsRejected) else error.what
    return said.replace(file.name, "FILE")[:60]


@contextmanager
def _limited() -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> NoReturn:
        raise Hang(f"longer than {LIMIT} s")

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _summary(outcomes: list[Outcome]) -> str:
    imported = [outcome for outcome in outcomes if outcome.what == "imported"]
    refused = Counter(outcome.what for outcome in outcomes if outcome.what.startswith("refused"))
    troubles = sum(bool(outcome.trouble) for outcome in outcomes)
    accepted, rejected = sum(o.rows for o in imported), sum(o.rejected for o in imported)
    lines = [
        f"{len(outcomes):,} damaged heads of real logs. Asked: no error but a refusal with its reason, "
        f"none over {LIMIT} s, accepted + rejected rows = rows in the file.",
        "",
        "| | |",
        "|---|---|",
        f"| imported | {len(imported):,}, with {accepted:,} rows accepted, {rejected:,} rejected |",
        f"| refused with a reason | {sum(refused.values()):,}, for {len(refused):,} reasons |",
        f"| errors, hangs, rows lost | {troubles} |",
        f"| longest case, s | {max(outcome.seconds for outcome in outcomes):.2f} |",
        "",
        machine(),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
