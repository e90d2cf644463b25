"""The list of one user as a file: CSV, Parquet or JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from engine.errors import BadSetting, nearest
from engine.exporting.atomic import new_file
from engine.formulas import harmless
from engine.recommending.catalogue import Recommendation

COLUMNS = ("rank", "item", "title", "probability", "popularity_rank", "repeat")

SCHEMA = pa.schema(
    [
        ("rank", pa.int32()),
        ("item", pa.string()),
        ("title", pa.string()),
        ("probability", pa.float32()),
        ("popularity_rank", pa.int32()),
        ("repeat", pa.bool_()),
    ]
)


def save_list(path: Path, recommendations: Sequence[Recommendation]) -> None:
    """Write a list, whole or not at all; the ending of the name says as what.

    Raises:
        BadSetting: the ending is not known.
        BadInput: the disk does not take it.
    """
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        raise BadSetting(
            f"“{path.name}” does not say which kind of file to write.",
            f"Known endings are {', '.join(_WRITERS)}.",
            nearest(suffix, _WRITERS),
        )
    with new_file(path) as partial:
        _WRITERS[suffix](partial, recommendations)


def list_rows(recommendations: Sequence[Recommendation]) -> list[tuple[object, ...]]:
    """The cells of a list under `COLUMNS`; ids and titles as the log has them."""
    return [
        (line.rank, line.external_id, line.title, line.score, line.popularity_rank, line.repeat)
        for line in recommendations
    ]


def _write_csv(path: Path, recommendations: Sequence[Recommendation]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for rank, item, title, probability, place, repeat in list_rows(recommendations):
            texts = (harmless(str(item)), harmless(str(title or "")))
            writer.writerow((rank, *texts, f"{probability:.6g}", place, "yes" if repeat else "no"))


def _write_parquet(path: Path, recommendations: Sequence[Recommendation]) -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in list_rows(recommendations)]
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path, compression="zstd")


def _write_json(path: Path, recommendations: Sequence[Recommendation]) -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in list_rows(recommendations)]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


_WRITERS: dict[str, Callable[[Path, Sequence[Recommendation]], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".json": _write_json,
}
