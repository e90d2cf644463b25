"""Is the best row of Table 2 better than the others, or could that be chance? Paired tests over sequences."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.evaluation.metrics import METRICS, gains
from engine.evaluation.rank_table import ranks_of, read_ranks, sequence_of, subjects
from engine.evaluation.significance import clusters, holm, pairwise, told
from engine.events import CancelToken, Progress
from engine.models.subjects import MODEL
from engine.studies.results import StudyResult
from engine.training.kept_ranks import ranks_file
from engine.workspace import Workspace


@dataclass(frozen=True)
class Against:
    """A row against the best one on one metric: the best minus the row, as fractions.

    Attributes:
        low, high: ends of a 95% interval over sequences, for these seeds; nan with too few sequences.
        p: of the permutation test, by Holm's steps over all rows of the table; `raw` before them.
    """

    difference: float
    low: float
    high: float
    p: float
    raw: float = math.nan

    @property
    def text(self) -> str:
        """The p, with as many digits as it can bear; it says where the row is ahead of the best model."""
        p = "<0.001" if self.p < 0.001 else f"{self.p:.3f}"
        return f"ahead, {p}" if self.difference < 0 else p


Tested = dict[str, dict[str, Against]]
"""Metric -> row (its label, or a reference row's name) -> how it stands against the best one."""


def compared_with_best(
    workspace: Workspace, found: StudyResult, metrics: Sequence[str], cancel: CancelToken
) -> Generator[Progress, None, Tested]:
    """Every finished row and every reference row against the row that is best on validation.

    A row's gain on an example is the mean over its seeds: what is tested is how far other sequences would
    have changed the table; how far other seeds would have, the intervals over seeds tell. Rows whose ranks
    are missing are left out.

    Yields:
        How much of the work is done, of how much.

    Raises:
        Cancelled: it was given up.
    """
    best = None if found.best is None else found.rows[found.best].label
    tables = _tables(workspace, found)
    if best is None or best not in tables or not found.comparable:
        return {}
    names, sums, sizes = _summed(tables)
    pairs = [(names.index(best), at) for at, name in enumerate(names) if name != best]
    tested: Tested = {}
    for metric in metrics:
        working = pairwise(sums[:, :, METRICS.index(metric)].T, sizes, pairs)
        text = f"Testing the differences on {metric.upper()}"
        differences = yield from told(working, text, cancel)
        adjusted = holm([each.p for each in differences]) if differences else []
        tested[metric] = {
            names[at]: Against(each.value, each.interval.low, each.interval.high, p, each.p)
            for (_, at), each, p in zip(pairs, differences, adjusted, strict=True)
        }
    return tested


def _tables(workspace: Workspace, found: StudyResult) -> Mapping[str, list[pa.Table]]:
    """Row -> the ranks of each of its seeds on test; only whole rows, and the same examples in each."""
    tables: dict[str, list[pa.Table]] = {}
    first: pa.Table | None = None
    for row in found.rows:
        if row.trained < row.of:
            continue
        mine = [read_ranks(ranks_file(workspace, run, "test")) for run in row.runs]
        kept = [table for table in mine if table is not None and MODEL in subjects(table)]
        first = first if first is not None else next(iter(kept), None)
        if len(kept) == len(mine) and all(_same_rows(table, first) for table in kept):
            tables[row.label] = kept
    return tables


def _same_rows(table: pa.Table, other: pa.Table) -> bool:
    return all(np.array_equal(table[name], other[name]) for name in ("sequence", "position"))


def _summed(
    tables: Mapping[str, list[pa.Table]],
) -> tuple[list[str], NDArray[np.float64], NDArray[np.float64]]:
    """Rows, their gains summed over sequences [rows, sequences, metrics], and the sizes of the sequences."""
    first = next(iter(tables.values()))[0]
    subject_of = [(label, mine, MODEL) for label, mine in tables.items()]
    subject_of += [(name, [first], name) for name in subjects(first) if name != MODEL]
    sequence = sequence_of(first)
    found, sizes = [], np.empty(0)
    for _, mine, subject in subject_of:
        each = [clusters(gains(ranks_of(table, subject)).numpy(), sequence) for table in mine]
        found.append(np.mean([one.sums for one in each], axis=0))
        sizes = each[0].sizes
    return [label for label, _, _ in subject_of], np.stack(found), sizes
