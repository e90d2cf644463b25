"""The final figures of runs as people read them: titles, units, what they are of."""

from __future__ import annotations

import math
import re

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration, points

METRIC = re.compile(r"^(ndcg|hr|mrr)@\d+$")
UNKNOWN = "–"


def figure_title(name: str) -> str:
    """A figure's name, with its unit: NDCG@20, %."""
    if METRIC.match(name):
        return f"{name.upper()}, %"
    titles = {
        "coverage@20": _tr("Coverage@20, %"),
        "popularity@20": _tr("Popularity@20"),
        "ms_per_row": _tr("ms per row"),
        "training_seconds": _tr("Training time"),
        "samples_per_second": _tr("Examples/s"),
        "parameters": _tr("Parameters of the model"),
        "rows": _tr("Examples"),
        "sequences": _tr("Sequences"),
        "denoising_steps": _tr("Denoising steps"),
        "samples": _tr("Samples averaged"),
    }
    return titles.get(name, name)


def figure_text(name: str, value: float | None) -> str:
    """A figure in the unit of its title."""
    if value is None or math.isnan(value):
        return UNKNOWN
    if METRIC.match(name) or name == "coverage@20":
        return points(value)
    if name == "training_seconds":
        return duration(value)
    if name == "popularity@20":
        return f"{value:.2f}"
    return f"{value:.3f}" if name == "ms_per_row" else count(value)


def is_percent(name: str) -> bool:
    """Whether a fraction is shown in percent."""
    return METRIC.match(name) is not None or name == "coverage@20"


def figure_help(split: str, name: str) -> str:
    """On what it was measured."""
    if not METRIC.match(name):
        return ""
    if split == "test":
        return _tr("On the test examples, at the best epoch by validation NDCG@20")
    return _tr("On all validation examples, at the best epoch by validation NDCG@20")


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_figure_texts", text)
