"""Rows that could not be read, on their way to the store."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.errors import EngineError
from engine.importing.row_batch import Rejected
from engine.store.datasets import RejectedRow

_IN_MEMORY = 4 << 20


class KeptAside:
    """Collects rejected rows in a file without a name, so that millions of them fit, and none outlives us.

    Attributes:
        reasons: how many rows were rejected for each.
        first: the first rejected row; an example for a message.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Begin without rows.

        Args:
            folder: where they are kept; None: where the system keeps temporary files.
        """
        self.reasons: Counter[str] = Counter()
        self.first: RejectedRow | None = None
        self._folder = str(folder or tempfile.gettempdir())
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", dir=self._folder)  # noqa: SIM115

    def __len__(self) -> int:
        return self.reasons.total()

    def add(self, rejected: list[Rejected], file: str) -> None:
        """Keep rows of one file."""
        for row in rejected:
            self.first = self.first or RejectedRow(row.line, row.reason, row.text, file)
            self.reasons[row.reason] += 1
        try:
            self._file.writelines(
                json.dumps((row.line, row.reason, row.text, file)) + "\n" for row in rejected
            )
        except OSError as error:
            raise EngineError(
                "The rows that cannot be read could not be kept aside.",
                f"{error.strerror or error}, in {self._folder}.",
                "Free some space there, or correct the log.",
            ) from error

    def __iter__(self) -> Iterator[RejectedRow]:
        self._file.seek(0)
        for line in self._file:
            yield RejectedRow(*json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
