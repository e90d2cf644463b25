"""What people and scripts see of a training run."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cli.console import Console
from engine.cli.text import duration, headline, metrics_table, percent
from engine.events import Event
from engine.models.subjects import reference_in_sentence, subject_title
from engine.training.events import (
    EpochFinished,
    Paused,
    ReferenceEvaluated,
    Refitted,
    Resumed,
    RunFinished,
    RunResumed,
    RunStarted,
    RunWarning,
    StepsDone,
)


class TrainingView:
    """Turns the events of a training run into lines for people and the result for scripts."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._references: dict[str, dict[str, float]] = {}
        self._started: RunStarted | None = None
        self._refitted: Refitted | None = None

    def show(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._started = event
                self._console.say(_introduction(event))
            case RunWarning():
                self._console.say(f"Warning: {event.text}")
            case Paused() | Resumed():
                self._console.say(f"Run {event.run_id} {type(event).__name__.lower()}.")
            case ReferenceEvaluated():
                if event.split == "test":
                    self._references[event.subject] = event.metrics
                else:
                    self._console.say(f"  {event.subject:<12}  {_line(event.metrics)}")
            case StepsDone():
                self._progress(event)
            case EpochFinished():
                self._console.say(_epoch(event))
            case Refitted():
                self._refitted = event
                self._console.say(_refitted(event))

    def _progress(self, event: StepsDone) -> None:
        assert self._started is not None
        steps = self._started.steps_per_epoch
        text = f"Epoch {event.epoch} of {self._started.epochs}"
        unit = f"steps, {event.samples_per_second:,.0f} examples/s"
        self._console.progress(text, event.step - (event.epoch - 1) * steps, steps, unit)

    def sum_up(self, done: RunFinished) -> None:
        """The closing table for people."""
        assert self._started is not None
        policy = self._started.policy
        epochs = "1 epoch" if done.epochs == 1 else f"{done.epochs} epochs"
        self._console.say(
            f"Run {done.run_id} {done.status} after {epochs} ({done.stop_reason}), "
            f"{duration(done.seconds)}; best epoch {done.best_epoch}."
        )
        if done.metrics:
            self._console.say(f"Test, items already seen: {policy}.")
            again = self._refitted.metrics if self._refitted else {}
            model = self._started.model
            rows = {model: done.metrics} | ({f"{model}, trained again": again} if again else {})
            references = {subject_title(name): row for name, row in self._references.items()}
            self._console.say(metrics_table(rows | references))
        if done.beaten_by:
            better = ", ".join(map(reference_in_sentence, done.beaten_by))
            self._console.say(f"Warning: on test NDCG@20 not better than {better}.")

    def finish(self, done: RunFinished) -> None:
        """The closing table for people, and the result line."""
        self.sum_up(done)
        assert self._started is not None
        self._console.result(
            run_id=done.run_id,
            name=self._started.name,
            dataset_id=self._started.dataset_id,
            status=done.status,
            stop_reason=done.stop_reason,
            epochs=done.epochs,
            best_epoch=done.best_epoch,
            seconds=done.seconds,
            policy=self._started.policy,
            **headline(done.metrics),
            metrics=done.metrics,
            references=self._references,
            beaten_by=done.beaten_by,
            refitted=self._refitted,
        )


def _introduction(event: RunStarted) -> str:
    if isinstance(event, RunResumed):
        where = f"goes on in epoch {event.epoch}, after {event.step:,} steps, on {event.device}"
        return f"Run {event.run_id} “{event.name}” {where}.\nValidation:"
    return (
        f"Run {event.run_id} “{event.name}” on {event.device}: {event.parameters:,} parameters; "
        f"{event.examples_train:,} training, {event.examples_val:,} validation and {event.examples_test:,} "
        f"test examples; {percent(event.repeat_share)} repeats, items already seen: {event.policy}.\n"
        "Validation:"
    )


def _epoch(event: EpochFinished) -> str:
    left = f"  {duration(event.eta_seconds)} left" if event.eta_seconds else ""
    best = "  best" if event.best else "      "
    number = f"epoch {event.epoch}"
    return f"  {number:<12}  {_line(event.metrics)}  loss {event.losses['total']:.4f}{best}{left}"


def _refitted(event: Refitted) -> str:
    epochs = "1 epoch" if event.epochs == 1 else f"{event.epochs} epochs"
    return (
        f"Trained again for use, on {event.on}: {epochs} of {event.examples:,} examples. Recommendations and "
        "exports use this model; the figures are the best epoch's."
    )


def _line(metrics: Mapping[str, float]) -> str:
    return "  ".join(f"{name.upper()} {percent(value):>7}" for name, value in headline(metrics).items())
