"""A long table that is written in parts beside its place, so that what was cut off goes on where it was.

The parts of `all.csv` are in the folder `all.csv.unfinished`: `plan.json` says of what, and each Parquet
file, named after the users that it holds, is whole or not there. At the end they are joined; until then
nothing bears the name of the table.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import filelock
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from engine.errors import BadInput
from engine.events import Cancelled, CancelToken
from engine.exporting.atomic import check_target, failures_in_words, to_disk
from engine.exporting.tables import WriteTable, table_writer

SECONDS = 10.0
"""How much work goes into a part: what a crash costs at most."""

ROWS_AT_ONCE = 200_000


def folder_of(target: Path) -> Path:
    """Where the parts of a table are."""
    return target.with_name(target.name + ".unfinished")


class Parts:
    """The parts of one table; a context, which keeps what is whole when it ends early.

    Attributes:
        done: users in the parts so far.
    """

    def __init__(self, target: Path, plan: Mapping[str, object]) -> None:
        """Go on with parts of the same plan, or begin anew.

        Raises:
            BadInput: the table cannot be written there, or another process is writing it.
        """
        check_target(target)
        self._target, self._folder = target, folder_of(target)
        self._open: ExitStack | None = None
        self._write: WriteTable | None = None
        with failures_in_words(target):
            self._folder.mkdir(exist_ok=True)
            self._lock = _locked(self._folder / "lock", target)
            self._keep_if(plan)
        self.done = max((end for _, end in map(_users, self._files())), default=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        whole = kind is None or issubclass(kind, Cancelled | GeneratorExit)
        try:
            if whole:
                self._close()
            elif self._open:
                self._open.close()
        finally:
            self._lock.release()
            if not self._files():
                shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, table: pa.Table, users: int) -> None:
        """Append the rows of the next `users`."""
        with failures_in_words(self._target):
            if self._write is None:
                self._began, self._first, self._open = time.monotonic(), self.done, ExitStack()
                self._write = self._open.enter_context(table_writer(self._partial, ".parquet"))
            self._write(table)
            self.done += users
            if time.monotonic() - self._began >= SECONDS:
                self._close()

    def join(self, suffix: str, cancel: CancelToken) -> Iterator[tuple[int, int]]:
        """Make the table of the parts, and put it where it belongs; yields rows written, and rows in all.

        Raises:
            Cancelled: the token was cancelled; the parts are still there.
        """
        self._close()
        files = [pq.ParquetFile(path) for path in self._files()]
        total, done, joined = sum(file.metadata.num_rows for file in files), 0, self._folder / "joined"
        with failures_in_words(self._target):
            with table_writer(joined, suffix) as write:
                for batch in (batch for file in files for batch in file.iter_batches(ROWS_AT_ONCE)):
                    cancel.raise_if_cancelled()
                    write(pa.Table.from_batches([batch]))
                    done += len(batch)
                    yield done, total
            to_disk(joined)
            joined.replace(self._target)
        self._lock.release()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _partial(self) -> Path:
        return self._folder / "partial"

    def _files(self) -> list[Path]:
        """The whole parts, in the order of their users."""
        return sorted(self._folder.glob("*-*.parquet"))

    def _keep_if(self, plan: Mapping[str, object]) -> None:
        kept = self._folder / "plan.json"
        text = json.dumps(plan, indent=2, sort_keys=True)
        if not kept.exists() or kept.read_text(encoding="utf-8") != text:
            for path in self._files():
                path.unlink()
            kept.write_text(text, encoding="utf-8")

    def _close(self) -> None:
        """End the part that is being written, if any, and give it its name."""
        if self._open is None:
            return
        self._open.close()
        self._open = self._write = None
        to_disk(self._partial)
        self._partial.replace(self._folder / f"{self._first:012}-{self.done:012}.parquet")


def _users(part: Path) -> tuple[int, int]:
    """The first user of a part, and the one after its last."""
    first, end = part.stem.split("-")
    return int(first), int(end)


def _locked(path: Path, target: Path) -> filelock.FileLock:
    lock = filelock.FileLock(path, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except filelock.Timeout as error:
        raise BadInput(
            f"{target} is being written by another program.",
            "Two cannot write the same table.",
            "Wait for it, or choose another name.",
        ) from error
    return lock
