"""The settings in which the runs differ, and no others."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from areal_gui.pages.runs.comparison.contents import Contents
from areal_gui.pages.runs.comparison.sheet import Cell, Sheet
from engine.training.dependence import of_other_models
from engine.training.presets import preset_title
from engine.training.setting_texts import UNKNOWN, recorded
from engine.training.settings import all_settings


def setting_sheet(contents: Contents) -> Sheet:
    """A row for each setting that is not the same in all runs, a column for each run.

    What is no setting of a run's model is told of the others alone.
    """
    runs = contents.runs
    found = [
        (Cell(_tr("Data set")), [run.row.dataset_name for run in runs]),
        (Cell(_tr("Preset")), [preset_title(run.row.preset) for run in runs]),
    ]
    foreign = {run.row.model: of_other_models(run.row.model) for run in runs}
    for setting in all_settings():
        texts = [
            UNKNOWN if setting.path in foreign[run.row.model] else recorded(setting, run.row.config)
            for run in runs
        ]
        title = setting.title if setting.title == setting.group else f"{setting.group}: {setting.title}"
        found.append((Cell(title, tip=f"{setting.path}: {setting.help}"), texts))
    differing = [(title, texts) for title, texts in found if len(set(texts)) > 1]
    return Sheet(
        _tr("Setting"),
        tuple(Cell(run.name, place=run.place) for run in runs),
        tuple(title for title, _ in differing),
        tuple(tuple(Cell(text, tip=text) for text in texts) for _, texts in differing),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("comparison", text)
