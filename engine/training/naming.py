"""What a training is called that nobody gave a name: data set, model, and what tells it from others."""

from __future__ import annotations

from engine.models.about import Tree
from engine.models.methods import row_name
from engine.store.queue import QueuedRun


def run_name(dataset: str, config: Tree, preset: str) -> str:
    """“Shop, GRU4Rec (CE), quick”: a training of its own, by its configuration as it is stored."""
    return f"{dataset}, {row_name(str(config.get('method', 'areal')), config)}, {preset}"


def queued_name(queued: QueuedRun) -> str:
    """The name that somebody gave a training of the queue, or the one that its run gets."""
    return queued.name or run_name(queued.dataset_name, queued.config, queued.preset)


def study_run_name(dataset: str, study: str, what: str, *, model: str = "") -> str:
    """“Shop, Noise schedules: AREAL, sqrt, seed 1”: one of a study, whose name may say the data set already.

    Args:
        what: its row, and where there are several of that, which.
        model: its row name, where `what` does not say it.
    """
    of_study = study if study.endswith(f"({dataset})") else f"{dataset}, {study}"
    return f"{of_study}: {model}, {what}" if model else f"{of_study}: {what}"
