"""The sentences about a training that runs or has run."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration, percent
from areal_gui.pages.train.session import State, TrainingSession
from engine.training.events import RunFinished, RunStarted

PATIENCE_ENDED = "no better epoch in "


def _tr(text: str) -> str:
    return QCoreApplication.translate("live_texts", text)


def title(session: TrainingSession) -> str:
    """The name of the run, as soon as it has one."""
    return _tr("Preparing the training") if session.started is None else session.started.name


def trained_text(started: RunStarted, finished: RunFinished) -> str:
    """The news that a training has come to its end."""
    text = _tr("“{0}” is trained.").format(started.name)
    if (ndcg := finished.metrics.get("ndcg@20")) is not None:
        text += " " + _tr("NDCG@20 on test: {0}").format(percent(ndcg))
    return text


def headline(session: TrainingSession) -> str:
    """What is going on, in one line."""
    epochs = len(session.rows)
    match session.state:
        case State.STARTING:
            return session.preparing or _tr("Preparing the examples…")
        case State.RUNNING:
            return session.preparing or _training(session)
        case State.PAUSING:
            return _tr("Pausing after the current step")
        case State.PAUSED:
            return _tr("Paused; a checkpoint is kept, and the model stays on the device")
        case State.STOPPING if session.releasing:
            return _tr("Pausing: the checkpoint is written and the device is freed")
        case State.STOPPING:
            return _tr("Stopping after the current step; the best epoch is kept")
        case State.FINISHED:
            took = duration(session.elapsed())
            return (
                _tr("Finished after {} in {}").format(_epochs(epochs), took)
                + _why(session)
                + _for_use(session)
            )
        case State.STOPPED | State.CANCELLED if session.releasing:
            return _tr("Paused in epoch {}; the device is free, and it can be resumed at any time").format(
                count(session.epoch_in_training())
            )
        case State.STOPPED:
            return _tr("Stopped after {}; the best one was kept, and it can be resumed").format(
                _epochs(epochs)
            )
        case State.CANCELLED:
            return _tr("Stopped before the first epoch was done; there is no model yet")
        case State.FAILED:
            return _tr("Failed; the reason is on the runs page")
        case State.IDLE:
            return ""


def facts(session: TrainingSession) -> list[tuple[str, str]]:
    """Pairs of label and value for the state line."""
    started = session.started
    found: list[tuple[str, str]] = []
    if started is not None:
        found.append((_tr("Epoch"), _tr("{} of {}").format(session.epoch_now(), count(started.epochs))))
    found.append((_tr("Elapsed"), duration(session.elapsed())))
    left = session.time_left()
    if session.busy and (left is not None or not session.rows):
        found.append((_tr("Time left (at most)"), _tr("…") if left is None else duration(left)))
    if session.samples_per_second:
        found.append((_tr("Samples/s"), count(session.samples_per_second)))
    age = session.checkpoint_age()
    if age is not None:
        found.append((_tr("Checkpoint"), _tr("{} ago").format(duration(age))))
    if session.evaluated:
        found.append(_evaluated(session))
    if started is not None:
        found.append((_tr("Device"), device_text(started.device)))
        found.append((_tr("Repeats"), _repeats(started.policy, started.repeat_share)))
    return found


def _training(session: TrainingSession) -> str:
    if session.last_epoch:
        return _tr("Training; this epoch is the last one, then the best is tested")
    return _tr("Training")


def _evaluated(session: TrainingSession) -> tuple[str, str]:
    latest = session.evaluated[-1]
    return (
        _tr("Evaluated after {} steps").format(count(latest.step)),
        f"NDCG@20 {percent(latest.metrics['ndcg@20'])}",
    )


def device_text(device: str) -> str:
    """A device's name for people."""
    return {"cpu": _tr("CPU"), "cuda": _tr("CUDA GPU")}.get(device, device)


def reason_text(reason: str) -> str:
    """Why a training ended, for people; the engine says it in a few fixed words."""
    if reason == "ended by hand":
        return _tr("you made this epoch the last one")
    epochs = reason.removeprefix(PATIENCE_ENDED)
    if epochs == reason:
        return reason
    if epochs == "1":
        return _tr("the last epoch was no better")
    return _tr("no better epoch in the last {}").format(epochs)


def _epochs(number: int) -> str:
    return _tr("1 epoch") if number == 1 else _tr("{} epochs").format(count(number))


def _why(session: TrainingSession) -> str:
    reason = session.finished.stop_reason if session.finished is not None else ""
    return f": {reason_text(reason)}" if reason else ""


def _for_use(session: TrainingSession) -> str:
    if session.refitted is None:
        return ""
    return _tr("; {} for use").format(trained_again_text(session.refitted.on))


def trained_again_text(on: str) -> str:
    """What the model that is used was trained on, where that is not the one that was judged."""
    if on == "all":
        return _tr("trained again on the whole log")
    return _tr("trained again on training and validation")


def _repeats(policy: str, share: float) -> str:
    text = _tr("excluded ({})") if policy == "exclude" else _tr("kept ({})")
    return text.format(percent(share))
