"""What exported files and folders are called: after their run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.file_names import file_name

if TYPE_CHECKING:
    from engine.store.runs import RunRow


def export_name(run: RunRow, what: str = "", ending: str = "") -> str:
    """`<run name>-<what><ending>`."""
    return file_name(run.name, what, ending, otherwise=f"run-{run.id}")
