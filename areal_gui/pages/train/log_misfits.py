"""Settings that are possible in themselves but not on the chosen log."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QCoreApplication

from engine.store.datasets import DatasetRow
from engine.training.config import RunConfig


def log_misfits(config: RunConfig, typed: Container[str], dataset: DatasetRow) -> dict[str, str]:
    """Why each of them is not, by dotted name.

    Args:
        typed: the settings that were typed; what a recipe proposes for a log fits it.
    """
    found = {
        "data.split": _split(config, dataset),
        "data.events": _events(config, dataset) if "data.events" in typed else "",
    }
    times = "" if dataset.has_times else _tr("This log has no times.")
    found |= {path: times for path in ("data.earliest", "data.latest") if path in typed}
    return {path: why for path, why in found.items() if why}


def _split(config: RunConfig, dataset: DatasetRow) -> str:
    if config.data.split == "column" and not dataset.has_split:
        return _tr("This log has no split column.")
    if config.data.split == "by_time" and not dataset.has_times:
        return _tr("This log has no times.")
    return ""


def _events(config: RunConfig, dataset: DatasetRow) -> str:
    known, wanted = [name for name, _ in dataset.events], config.data.events or ()
    if not known and wanted:
        return _tr("This log has no kinds of events.")
    unknown = [name for name in wanted if name not in known]
    if not unknown:
        return ""
    return _tr("This log has no event {0}. It has {1}.").format(unknown[0], ", ".join(known))


def _tr(text: str) -> str:
    return QCoreApplication.translate("FormModel", text)
