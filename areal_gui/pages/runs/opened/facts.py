"""A run in one line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration, here
from areal_gui.pages.runs.run_lines import status_text
from areal_gui.pages.runs.stored import StoredRun
from areal_gui.pages.train.live_texts import device_text, trained_again_text
from engine.training.presets import preset_title


def run_facts(run: StoredRun) -> str:
    """What it was trained on and how, and what became of it."""
    row = run.row
    parts = [f"#{row.id}", status_text(row.status), row.dataset_name, preset_title(row.preset)]
    if row.best_epoch is not None:
        parts.append(_tr("best epoch {} of {}").format(row.best_epoch, row.epoch))
    parts.append(device_text(row.device))
    if run.seconds:
        parts.append(_tr("trained for {}").format(duration(sum(run.seconds.values()))))
    if row.parameters is not None:
        parts.append(_tr("{} parameters").format(count(row.parameters)))
    parts.append(here(row.created_at))
    refit = str(row.config.get("training", {}).get("refit", "none"))
    if row.status == "finished" and refit != "none":
        parts.append(_tr("{} for use").format(trained_again_text(refit)))
    return " · ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_facts", text)
