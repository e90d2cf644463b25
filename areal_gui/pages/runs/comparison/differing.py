"""The settings in which the runs differ, and no others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from areal_gui.pages.runs.comparison.contents import Contents
from areal_gui.pages.runs.comparison.sheet import Cell, Sheet
from areal_gui.pages.runs.run_lines import preset_text
from engine.training.settings import all_settings, as_text, as_value

MISSING = object()
UNKNOWN = "–"


def setting_sheet(contents: Contents) -> Sheet:
    """A row for each setting that is not the same in all runs, a column for each run."""
    runs = contents.runs
    found = [
        (Cell(_tr("Data set")), [run.row.dataset_name for run in runs]),
        (Cell(_tr("Preset")), [preset_text(run.row.preset) for run in runs]),
    ]
    for setting in all_settings():
        values = [_text(run.row.config, setting.path) for run in runs]
        texts = [UNKNOWN if value == UNKNOWN else f"{value} {setting.unit}".rstrip() for value in values]
        title = f"{setting.group}: {setting.title}"
        found.append((Cell(title, tip=f"{setting.path}: {setting.help}"), texts))
    differing = [(title, texts) for title, texts in found if len(set(texts)) > 1]
    return Sheet(
        _tr("Setting"),
        tuple(Cell(run.name, place=run.place) for run in runs),
        tuple(title for title, _ in differing),
        tuple(tuple(Cell(text, tip=text) for text in texts) for _, texts in differing),
    )


def _text(config: Mapping[str, Any], path: str) -> str:
    """What a run recorded of a setting; a run of another version may lack some."""
    found: Any = config
    for part in path.split("."):
        found = found.get(part, MISSING) if isinstance(found, dict) else MISSING
    return UNKNOWN if found is MISSING else as_text(as_value(found)) or UNKNOWN


def _tr(text: str) -> str:
    return QCoreApplication.translate("comparison", text)
