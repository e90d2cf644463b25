"""The runs as lines of a table: what is read from the store, and how it is written and sorted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from areal_gui.formats import points
from areal_gui.pages.train.live_texts import device_text
from engine.store import runs
from engine.store.connection import Store
from engine.store.runs import RunRow

COLUMNS = (
    "number", "name", "status", "ndcg", "hr", "epochs", "dataset", "preset", "model", "device", "created"
)  # fmt: skip
NUMBERS = {"ndcg", "hr"}


@dataclass(frozen=True)
class RunLine:
    """One run with its test metrics, as fractions; None where it was not tested."""

    row: RunRow
    ndcg: float | None
    hr: float | None


def read_lines(store: Store) -> list[RunLine]:
    """All runs, newest first."""
    lines = []
    for row in runs.list_runs(store):
        found = {
            metric.name: metric.value
            for metric in runs.metrics(store, row.id, subject="model", split="test")
            if metric.slice == "all" and metric.step == runs.FINAL
        }
        lines.append(RunLine(row, found.get("ndcg@20"), found.get("hr@20")))
    return lines


def sort_key(line: RunLine, column: str) -> tuple[bool, float | str]:
    """What a column is sorted by; lines without a value come last when the largest come first."""
    row = line.row
    values: dict[str, float | str | None] = {
        "number": float(row.id),
        "name": row.name.casefold(),
        "status": row.status,
        "ndcg": line.ndcg,
        "hr": line.hr,
        "epochs": float(row.epoch),
        "dataset": row.dataset_name.casefold(),
        "preset": row.preset,
        "model": row.model,
        "device": row.device,
        "created": float(row.created_at),
    }
    value = values[column]
    return (value is not None, 0.0 if value is None else value)


def cell_text(line: RunLine, column: str) -> str:
    """What a cell shows."""
    row = line.row
    texts = {
        "number": f"#{row.id}",
        "name": row.name,
        "status": status_text(row.status),
        "ndcg": points(line.ndcg),
        "hr": points(line.hr),
        "epochs": str(row.epoch),
        "dataset": row.dataset_name,
        "preset": preset_text(row.preset),
        "model": row.model.upper() if row.model == "areal" else row.model,
        "device": device_text(row.device),
        "created": time_text(row.created_at),
    }
    return texts[column]


def head_text(column: str) -> str:
    """The title of a column."""
    titles = {
        "number": _tr("No."),
        "name": _tr("Name"),
        "status": _tr("Status"),
        "ndcg": _tr("NDCG@20, %"),
        "hr": _tr("HR@20, %"),
        "epochs": _tr("Epochs"),
        "dataset": _tr("Data set"),
        "preset": _tr("Preset"),
        "model": _tr("Model"),
        "device": _tr("Device"),
        "created": _tr("Created"),
    }
    return titles[column]


def status_text(status: str) -> str:
    """A status for people."""
    texts = {
        "running": _tr("running"),
        "finished": _tr("finished"),
        "stopped": _tr("stopped"),
        "failed": _tr("failed"),
        "interrupted": _tr("interrupted"),
    }
    return texts.get(status, status)


def status_icon(status: str) -> str:
    """The name of the icon beside a status."""
    icons = {"running": "play", "finished": "check", "stopped": "stop", "failed": "error"}
    return icons.get(status, "warning")


def status_reason(row: RunRow) -> str:
    """Why a run is as it is; empty where its status says it all."""
    if row.error:
        return row.error
    if row.status == "interrupted":
        return _tr("The program ended during this training. Its best epoch, if there was one, is kept.")
    if row.status == "stopped":
        return _tr("Stopped before its end. The best epoch was kept, and was not tested.")
    return ""


def preset_text(preset: str) -> str:
    """A preset's name for people."""
    texts = {"quick": _tr("Quick look"), "recommended": _tr("Recommended"), "paper": _tr("Paper")}
    return texts.get(preset, preset)


def time_text(milliseconds: int) -> str:
    """A moment in the user's own time and manner."""
    moment = QDateTime.fromMSecsSinceEpoch(milliseconds)
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_lines", text)
