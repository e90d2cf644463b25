"""The sentences about the queue of trainings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count
from areal_gui.pages.train.session import State, TrainingSession
from engine.store.queue import QueuedRun
from engine.training.config import RunConfig
from engine.training.naming import queued_name
from engine.training.presets import preset_of_run
from engine.training.setting_texts import spoken
from engine.training.settings import all_settings, value_of

NAMED = 3
"""Settings that a line tells of."""


@dataclass(frozen=True)
class QueueLine:
    """One training of the queue as the list shows it."""

    number: int
    status: str
    title: str
    detail: str
    tip: str


def queue_lines(
    entries: Sequence[QueuedRun], session: TrainingSession | None, *, held: bool
) -> list[QueueLine]:
    """The lines in the order of the queue; `session` is the training that runs."""
    lines, place = [], 0
    for entry in entries:
        if entry.status == "waiting":
            place += 1
        detail = _detail(entry, session, place, held=held)
        told = ("training.epochs",) if entry.status == "running" else ()
        if entry.status != "failed" and (settings := changed_settings(entry, but=told)):
            detail = f"{detail} · {settings}"
        if entry.dataset_name not in queued_name(entry):
            detail = _tr("{0} · on {1}").format(detail, entry.dataset_name)
        lines.append(QueueLine(entry.id, entry.status, queued_name(entry), detail, entry.error or detail))
    return lines


def changed_settings(entry: QueuedRun, *, but: Sequence[str] = ()) -> str:
    """What tells a training from others of its preset: the settings that differ, the first few by name.

    Args:
        but: paths of settings that are told already.
    """
    try:
        config = RunConfig.model_validate(entry.config)
    except ValueError:  # of a version that had other settings; it is refused when it is its turn
        return ""
    usual = preset_of_run(entry.preset, config.method)
    found = [
        f"{setting.title} {spoken(setting, value)}"
        for setting in all_settings()
        if setting.path not in but
        and (value := value_of(config, setting.path)) != value_of(usual, setting.path)
    ]
    rest = [_tr("and {0} more").format(len(found) - NAMED)] if len(found) > NAMED else []
    return ", ".join([*found[:NAMED], *rest])


def _detail(entry: QueuedRun, session: TrainingSession | None, place: int, *, held: bool) -> str:
    match entry.status:
        case "running":
            return progress(session) or _tr("Running")
        case "failed":
            return _tr("Failed: {0}").format(entry.error or _tr("no reason is known"))
    if entry.run_id is not None:
        return _tr("Waits; goes on from its checkpoint")
    if place == 1 and not held:
        return _tr("Waits; comes next")
    return _tr("Waits as number {0}").format(count(place))


def progress(session: TrainingSession | None) -> str:
    """How far the training is that runs; empty where none does."""
    if session is None or not session.busy:
        return ""
    if session.state is State.STARTING or session.started is None:
        return _tr("Preparing")
    if session.state is State.STOPPING:
        return _tr("Stopping")
    paused = session.state is State.PAUSED
    text = _tr("Paused in epoch {0} of {1}") if paused else _tr("Epoch {0} of {1}")
    return text.format(count(session.epoch_now()), count(session.started.epochs))


def summary(entries: Sequence[QueuedRun], session: TrainingSession | None, *, held: bool) -> str:
    """What runs, what waits and what failed, in one line."""
    parts = []
    if session is not None and session.busy:
        name = "" if session.started is None else session.started.name
        parts.append(_tr("{0}: {1}").format(name, progress(session)) if name else progress(session))
    waiting = sum(entry.status == "waiting" for entry in entries)
    failed = sum(entry.status == "failed" for entry in entries)
    if waiting:
        text = _tr("1 training waits") if waiting == 1 else _tr("{0} trainings wait").format(count(waiting))
        parts.append(_tr("{0}, on hold").format(text) if held else text)
    elif held:
        parts.append(_tr("the queue is on hold") if parts else _tr("The queue is on hold"))
    if failed:
        parts.append(_tr("1 failed") if failed == 1 else _tr("{0} failed").format(count(failed)))
    return " · ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("queue_texts", text)
