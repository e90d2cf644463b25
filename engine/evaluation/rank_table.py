"""The rank of every example as a table: from it anybody can compute every metric again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import torch
from numpy.typing import NDArray

from engine.errors import BadSetting, nearest
from engine.evaluation.metrics import Ranks
from engine.formulas import harmless_table
from engine.sequences.examples import Examples

BETTER, EQUAL = ".better", ".equal"
"""Appended to a subject's name: items with a higher score than the target, and with its own (itself too)."""

_METADATA = b"areal"


@dataclass(frozen=True)
class Protocol:
    """Under what the ranks were found: only ranks with the same are comparable."""

    split_hash: str
    policy: str
    n_items: int


def rank_table(
    examples: Examples, protocol: Protocol, users: Sequence[str], items: Sequence[str]
) -> pa.Table:
    """A row for every example, still without ranks.

    Columns: `sequence` (its number), `user` (its id in the log), `position` (items before the target), `item`
    (the target's id in the log), `trained` (how often the target is a training target).

    Args:
        users: external ids of all sequences; `items` of all items.
    """
    sequence, target = examples.sequence.cpu().numpy(), examples.items[examples.target_at].cpu().numpy()
    columns = {
        "sequence": pa.array(sequence, pa.int32()),
        "user": _named(sequence, users),
        "position": pa.array((examples.target_at - examples.start).cpu().numpy(), pa.int32()),
        "item": _named(target, items),
        "trained": pa.array(examples.trained.cpu().numpy()[target], pa.int32()),
    }
    return pa.table(columns).replace_schema_metadata({_METADATA: json.dumps(asdict(protocol))})


def with_ranks(table: pa.Table, subject: str, ranks: Ranks) -> pa.Table:
    """The table with the ranks of one subject, in the place of older ones."""
    for suffix, counts in ((BETTER, ranks.better), (EQUAL, ranks.equal)):
        column = pa.array(counts.cpu().numpy(), pa.int32())
        place = table.schema.get_field_index(subject + suffix)
        if place < 0:
            table = table.append_column(subject + suffix, column)
        else:
            table = table.set_column(place, subject + suffix, column)
    return table


def protocol_of(table: pa.Table) -> Protocol:
    """What the ranks were found under; raises `ValueError` for a table of another origin."""
    metadata = table.schema.metadata or {}
    try:
        return Protocol(**json.loads(metadata[_METADATA]))
    except (KeyError, TypeError) as error:
        raise ValueError("not a table of ranks") from error


def subjects(table: pa.Table) -> list[str]:
    """Whose ranks are in the table."""
    return [name.removesuffix(BETTER) for name in table.column_names if name.endswith(BETTER)]


def ranks_of(table: pa.Table, subject: str) -> Ranks:
    """The ranks of one subject."""
    better, equal = (torch.from_numpy(_whole_numbers(table, subject + suffix)) for suffix in (BETTER, EQUAL))
    return Ranks(better, equal)


def sequence_of(table: pa.Table) -> NDArray[np.int64]:
    """int64 [N]: the sequence of every row."""
    return _whole_numbers(table, "sequence")


def read_ranks(path: Path) -> pa.Table | None:
    """The table of a file; None where there is none, or where it cannot be read: it can be made again."""
    try:
        table = pq.read_table(path)
        protocol_of(table)
    except (OSError, ValueError):  # pyarrow's own errors are ValueErrors
        return None
    return table


def check_ranks_suffix(path: Path) -> None:
    """Raise `BadSetting` unless the name says which kind of table to write."""
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise BadSetting(
            f"“{path.name}” does not say which kind of table to write.",
            "Known endings are .csv and .parquet.",
            nearest(path.suffix.lower(), (".csv", ".parquet")),
        )


def write_ranks(table: pa.Table, path: Path, suffix: str = ".parquet") -> None:
    """Write the table as CSV, in which ids are no formulas, or as Parquet; not atomic."""
    if suffix.lower() == ".csv":
        pa_csv.write_csv(harmless_table(table), path)
    else:
        pq.write_table(table, path, compression="zstd")


def _named(numbers: NDArray[np.int64], names: Sequence[str]) -> pa.Array:
    """Texts by number, each kept once."""
    used, place = np.unique(numbers, return_inverse=True)
    texts = pa.array([names[number] for number in used.tolist()], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(place, pa.int32()), texts)


def _whole_numbers(table: pa.Table, name: str) -> NDArray[np.int64]:
    return np.array(table[name].to_numpy(), dtype=np.int64)
