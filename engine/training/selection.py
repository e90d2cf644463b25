"""Epochs until patience, time or the number asked for runs out; the best one on validation is kept."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import torch

from engine.evaluation.evaluator import rank_examples
from engine.evaluation.metrics import metrics
from engine.events import Cancelled, Event
from engine.sequences.examples import Examples
from engine.training.cautions import warnings_after
from engine.training.checkpoint import best_checkpoint, save
from engine.training.context import RunContext
from engine.training.distribution import Order
from engine.training.epoch import EpochRunner
from engine.training.events import EpochFinished, EvaluatedBetween, StepsDone
from engine.training.setup import embedding_spread
from engine.training.step_series import StepRecorder

SELECTED_BY = "ndcg@20"
"""The validation metric that chooses the epoch."""

ENDED_BY_HAND = "ended by hand"


class Selection:
    """Trains and validates, epoch by epoch, from wherever the run stands."""

    def __init__(self, context: RunContext, runner: EpochRunner) -> None:
        self.context, self.runner = context, runner
        runner.between_steps = self._between_steps
        self.selected = context.standing.selected
        self._unrecorded = False
        rows = validation_rows(context.data.parts["val"], context.config.training.validation_rows)
        self.validation = context.data.parts["val"].rows(rows).to(context.device)
        if self.selected.first_spread is None:
            self.selected.first_spread = embedding_spread(runner.model)
            context.record.before_training({"embedding_spread": self.selected.first_spread})

    def events(self) -> Iterator[Event]:
        """Ends when the epoch is chosen, with the reason in `selected`.

        Raises:
            Cancelled: stopped in the middle of an epoch, or given up; a checkpoint holds where.
        """
        context, runner = self.context, self.runner
        while not (reason := self._reason_to_end()):
            if runner.position.batches == 0:
                context.standing.epoch_began = context.watch.seconds
            context.world.tell(Order.EPOCH)
            yield from self._steps()
            try:
                found = yield from self._validate()
            except Cancelled:
                yield from context.save()
                raise
            yield from self._finish_epoch(found)
            if context.requests.given_up:
                raise Cancelled
        if not self.selected.reason:
            self.selected.reason = reason
            yield from context.save()  # so that a run that dies in the test does not train on

    def _steps(self) -> Iterator[Event]:
        """The rest of an epoch; what is told of its steps is on the disk before."""
        for event in self.runner.steps():
            if isinstance(event, StepsDone):
                yield from self._record(event)
            yield event

    def _record(self, event: StepsDone) -> Iterator[Event]:
        """Add to the series of the run; where the disk does not take it, warn once and train on."""
        context, runner = self.context, self.runner
        try:
            if context.recorder is None:
                folder = context.workspace.run_folder(context.run_id)
                done = event.step - len(event.seconds)
                context.recorder = StepRecorder(folder, runner.steps_per_epoch, after=done)
            context.recorder.append(event.steps, event.seconds, event.by_name)
            self._unrecorded = False
        except OSError as error:
            if not self._unrecorded:
                yield context.warn(f"The curves could not be saved; the training goes on. {error}.")
            self._unrecorded = True

    def _validate(self) -> Generator[Event, None, dict[str, float]]:
        self.context.cancel.raise_if_cancelled()
        if not self.runner.epoch_complete:  # another process was asked to stop
            raise Cancelled
        self.context.requests.take_evaluation()  # this is it
        return (yield from self._judge(f"Validating epoch {self.runner.position.epoch}"))

    def _judge(self, text: str) -> Generator[Event, None, dict[str, float]]:
        ranking = rank_examples(
            self.runner.optimisation.judged,
            self.validation,
            self.context.data.policy,
            self.context.cancel,
            text=text,
            recommended=False,
        )
        ranks = yield from self.context.with_pauses(ranking)
        return metrics(ranks)

    def _between_steps(self) -> Iterator[Event]:
        yield from self.context.between_steps()
        if self.context.requests.take_evaluation() and not self.runner.epoch_complete:
            yield from self._evaluate()

    def _evaluate(self) -> Iterator[Event]:
        """The model as it is now, for whoever asked; the training goes on as if nothing had been."""
        position = self.runner.position
        try:
            found = yield from self._judge(f"Evaluating in epoch {position.epoch}")
        except Cancelled:
            return  # the next step notices it, too, and leaves as it does
        finally:
            self.runner.model.train()
        self.context.record.line(
            f"evaluated after {position.steps:,} steps: validation NDCG@20 {found['ndcg@20']:.2%}, "
            f"HR@20 {found['hr@20']:.2%}"
        )
        yield EvaluatedBetween(
            run_id=self.context.run_id, epoch=position.epoch, step=position.steps, metrics=found
        )

    def _finish_epoch(self, found: dict[str, float]) -> Iterator[Event]:
        """Keep the epoch if it is the best, write it down, and only then tell of it."""
        context, selected = self.context, self.selected
        event = self._judged(found)
        selected.epochs = event.epoch
        if event.best:
            selected.best, selected.best_epoch = found[SELECTED_BY], event.epoch
            save(self.runner.optimisation.judged, best_checkpoint(context.workspace, context.run_id))
        context.record.epoch(event)
        warnings = warnings_after(event, selected, self.context.config)
        self.runner.next_epoch()
        yield from context.save()
        yield event
        for text in warnings:
            yield context.warn(text)

    def _judged(self, found: dict[str, float]) -> EpochFinished:
        runner, position = self.runner, self.runner.position
        return EpochFinished(
            run_id=self.context.run_id,
            epoch=position.epoch,
            losses=position.losses.means(),
            metrics=found,
            seconds=self.context.watch.seconds - self.context.standing.epoch_began,
            eta_seconds=self._eta(position.epoch),
            best=found[SELECTED_BY] > self.selected.best,
            learning_rate=runner.optimisation.rate(position.steps - 1),
            embedding_spread=embedding_spread(runner.optimisation.judged),
            gradient_norm=position.losses.gradient_norm,
            first_spread=self.selected.first_spread,
        )

    def _reason_to_end(self) -> str:
        """Empty while it goes on; an epoch that was begun is always brought to its end."""
        selected, training = self.selected, self.context.config.training
        if selected.reason:
            return selected.reason
        if self.runner.position.batches or not selected.epochs:
            return ""
        if training.patience and selected.epochs - selected.best_epoch >= training.patience:
            return f"no better epoch in {training.patience}"
        if training.max_minutes and self.context.watch.seconds > 60 * training.max_minutes:
            return "time limit"
        if self.context.requests.last_epoch:
            return ENDED_BY_HAND
        return "all epochs done" if selected.epochs >= training.epochs else ""

    def _eta(self, epoch: int) -> float:
        """Time to the last epoch at the pace so far, and not beyond the time limit."""
        training, elapsed = self.context.config.training, self.context.watch.seconds
        left = elapsed / epoch * (training.epochs - epoch)
        return max(0.0, min(left, 60 * training.max_minutes - elapsed)) if training.max_minutes else left


def validation_rows(examples: Examples, limit: int) -> torch.Tensor:
    """The rows that every epoch is judged on: the same ones in every run over the same split."""
    order = torch.randperm(len(examples), generator=torch.Generator().manual_seed(0))
    return order[: limit or None].sort().values
