"""Studies as tables and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.cli.text import duration, percent, table
from engine.store.studies import StudyRow
from engine.studies.lifecycle import Standing

if TYPE_CHECKING:
    from engine.studies.results import Figure, ResultRow, StudyResult

COLUMNS = (("val", "ndcg@20"), ("test", "ndcg@20"), ("test", "hr@20"))


def list_table(studies: Sequence[tuple[StudyRow, Standing | None]]) -> str:
    """All studies with their progress; nothing of that where the plan is of another version."""
    headers = ("study", "name", "data", "kind", "state", "trainings", "failed", "trained for")
    rows = [
        (
            row.id,
            row.name,
            row.dataset_name,
            row.kind,
            *_progress(far),
        )
        for row, far in studies
    ]
    return table(headers, rows, left=(1, 2, 3, 4))


def _progress(far: Standing | None) -> tuple[object, ...]:
    if far is None:
        return ("of another version", "", "", "")
    trainings = f"{far.finished} of {'?' if far.planned is None else far.planned}"
    return (far.state, trainings, far.failed, duration(far.seconds))


def result_table(found: StudyResult) -> str:
    """A line for each variant or trial, then the reference rows."""
    headers = ("", "state", "runs", *(f"{split} {name.upper()}" for split, name in COLUMNS), "training")
    rows: list[tuple[object, ...]] = [
        (
            ("* " if place == found.best else "") + row.label,
            row.state if row.of == 1 or row.trained == row.of else f"{row.trained} of {row.of}",
            " ".join(map(str, row.runs)),
            *(_cell(row.figure(split, name)) for split, name in COLUMNS),
            _time(row.figure("test", "training_seconds") or row.figure("val", "training_seconds")),
        )
        for place, row in enumerate(found.rows)
    ]
    subjects = list(dict.fromkeys(name for split in found.references.values() for name in split))
    for subject in subjects:
        values = [found.references.get(split, {}).get(subject, {}).get(name) for split, name in COLUMNS]
        rows.append((subject, "reference", "", *(percent(value) for value in values), ""))
    return table(headers, rows, left=(0, 1, 2))


def row_as_json(row: ResultRow) -> dict[str, object]:
    """A row with every figure it has."""
    return {
        "label": row.label,
        "changes": row.changes,
        "state": row.state,
        "trained": row.trained,
        "of": row.of,
        "runs": list(row.runs),
        "reason": row.reason,
        "epoch": row.epoch,
        "watched": row.watched,
        "figures": {
            split: {
                name: {"mean": figure.mean, "low": figure.low, "high": figure.high, "each": figure.each}
                for name, figure in figures.items()
            }
            for split, figures in row.figures.items()
        },
    }


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return "-"
    if math.isnan(figure.low):
        return percent(figure.mean)
    return f"{percent(figure.mean)} [{100 * figure.low:.2f}, {100 * figure.high:.2f}]"


def _time(figure: Figure | None) -> str:
    return "-" if figure is None else duration(figure.mean)
