"""Which kinds of events a log has, counted in its first rows."""

from __future__ import annotations

from collections import Counter

import pyarrow.compute as pc  # type: ignore[import-untyped]

from engine.events import CancelToken
from engine.importing.form import FileForm
from engine.importing.tables import open_table

_COUNTED_ROWS = 100_000


def event_kinds(form: FileForm, column: int, cancel: CancelToken) -> dict[str, int]:
    """The kinds in a column with how often they are in the first rows, the most frequent first.

    Raises:
        BadInput: the file is gone or damaged.
        Cancelled: the end was asked for.
    """
    counts: Counter[str] = Counter()
    with open_table(form) as table:
        for rows in table.rows([column]):
            cancel.raise_if_cancelled()
            for entry in pc.value_counts(rows.columns[column]).to_pylist():
                counts[entry["values"].strip()] += entry["counts"]
            if counts.total() >= _COUNTED_ROWS:
                break
    del counts[""]
    return dict(counts.most_common())
