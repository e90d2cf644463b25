"""Training again for use: what an analyst takes away should know the latest items.

The selection has found for how many epochs; now the same configuration, seed and number of epochs see the
validation examples too, or everything. The learning rate goes the same way as before: its schedule spans the
planned epochs, of which the chosen number is done. No figure of the run comes from this model but, where it
has not seen the test, one row of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.events import Cancelled, Event, Progress
from engine.models.subjects import REFITTED
from engine.training.checkpoint import refit_checkpoint, save
from engine.training.context import RunContext
from engine.training.distribution import Order
from engine.training.epoch import EpochRunner
from engine.training.events import Refitted, StepsDone
from engine.training.final_test import judge, recorded_test


def refit(context: RunContext, runner: EpochRunner) -> Iterator[Event]:
    """Train the chosen number of epochs, keep the model, and judge it where that is honest.

    Raises:
        Cancelled: stopped; a checkpoint holds where.
    """
    on, epochs = context.config.training.refit, context.standing.selected.best_epoch
    while runner.position.epoch <= epochs:
        context.world.tell(Order.EPOCH)
        text = f"Training again on {on}, epoch {runner.position.epoch} of {epochs}"
        yield from _epoch(runner, text, epochs)
        if context.cancel.cancelled or not runner.epoch_complete:
            yield from context.save()
            raise Cancelled
        loss = runner.position.losses.means()["total"]
        context.record.line(f"training again on {on}, epoch {runner.position.epoch}: loss {loss:.4f}")
        runner.next_epoch()
        yield from context.save()
    model = runner.optimisation.judged
    if on == "train+val":
        yield from judge(context, model, REFITTED, "test", "Scoring the model trained again on test")
    save(model, refit_checkpoint(context.workspace, context.run_id))
    context.record.line(f"trained again on {on} for use, {epochs} epochs: refit.safetensors")
    yield Refitted(
        run_id=context.run_id,
        on=on,
        epochs=epochs,
        examples=len(runner.train),
        metrics=recorded_test(context).get(REFITTED, {}),
    )


def _epoch(runner: EpochRunner, text: str, epochs: int) -> Iterator[Event]:
    """Its steps as progress: the curves of the run are the selection's."""
    total = epochs * runner.steps_per_epoch
    for event in runner.steps():
        if isinstance(event, StepsDone):
            yield Progress(text=text, done=event.step, total=total, unit="steps")
        else:
            yield event
