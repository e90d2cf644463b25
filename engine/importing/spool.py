"""Rows as numbers on the disk: a log may be larger than the memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.importing.arrangement import COLUMNS, Log

CHUNK = 1 << 17
"""Rows that are read at once."""


class Spool:
    """Columns of numbers in files without names, which go with this object and never outlive the process."""

    def __init__(self, folder: Path | None = None) -> None:
        """Begin without rows.

        Args:
            folder: on the disk to use; None: where the system keeps temporary files.
        """
        self._folder = folder
        self._files: dict[str, IO[bytes]] = {}
        self._length = 0

    def __len__(self) -> int:
        return self._length

    @property
    def columns(self) -> set[str]:
        """Names of the columns that the rows have."""
        return set(self._files)

    def append(self, log: Log) -> None:
        """Add rows behind the others; all have the same columns."""
        self.put(self._length, log)

    def put(self, at: int, log: Log) -> None:
        """Write rows from the place `at` on; where places are left out, what is there is undefined."""
        for name, values in log.present().items():
            self._write(name, at, values)
        self._length = max(self._length, at + len(log))

    def put_users(self, at: int, user: NDArray[np.int32]) -> None:
        """Number the users of rows that are there anew."""
        self._write("user", at, user)

    def read(self, start: int, end: int) -> Log:
        """The rows start ... end."""
        return Log(**{name: self._read(name, start, end) for name in self._files})

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[tuple[int, Log]]:
        """All rows, or those from start to end, some at a time, each time with the place of the first."""
        end = self._length if end is None else end
        for at in range(start, end, CHUNK):
            yield at, self.read(at, min(at + CHUNK, end))

    def close(self) -> None:
        """Remove the files."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, name: str, start: int, end: int) -> NDArray[Any]:
        file, kind = self._files[name], np.dtype(COLUMNS[name])
        values = np.empty(end - start, kind)
        with _in_words():
            file.seek(start * kind.itemsize)
            file.readinto(values.data.cast("B"))  # type: ignore[attr-defined]
        return values

    def _write(self, name: str, at: int, values: NDArray[Any]) -> None:
        if not len(values):
            return
        kind = np.dtype(COLUMNS[name])
        with _in_words():
            if name not in self._files:
                # Unbuffered: what is written here is large anyway, and is there for the next reader at once.
                self._files[name] = tempfile.TemporaryFile(  # noqa: SIM115
                    buffering=0, dir=self._folder
                )
            self._files[name].seek(at * kind.itemsize)
            written = np.ascontiguousarray(values, kind).data.cast("B")
            while written:
                written = written[self._files[name].write(written) :]


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EngineError(
            "The log could not be kept while it is put in order.",
            f"{error.strerror or error}.",
            "An import needs room on the disk of the workspace for about what the log takes. Free some.",
        ) from error
