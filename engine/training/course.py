"""The course of a run: references, selection of the epoch, the one test, training again for use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evaluation.metrics import metrics
from engine.events import Cancelled, Event
from engine.models.methods import row_name
from engine.models.protocol import Scorer
from engine.models.subjects import MODEL
from engine.store.runs import BEFORE_TRAINING, get_run, update_run
from engine.store.runs import metrics as stored_metrics
from engine.training.cautions import cautions
from engine.training.context import RunContext
from engine.training.epoch import EpochRunner
from engine.training.events import EpochChosen, ReferenceEvaluated, RunFinished, RunResumed, RunStarted
from engine.training.final_test import beaten_by, final_test, recorded_test
from engine.training.references import fit_references, rank_references
from engine.training.refit import refit
from engine.training.selection import Selection, validation_rows
from engine.training.setup import parameter_count


def course(context: RunContext, *, resumed: bool) -> Iterator[Event]:
    """All of a run's events, from where it stands to `RunFinished`.

    Raises:
        Cancelled: stopped before the first epoch was complete.
    """
    selected = context.standing.selected
    runner = context.begin(context.standing.phase)
    yield from _introduction(context, runner, resumed)
    stopped_in = "stopped"
    try:
        references = yield from context.with_pauses(fit_references(context.data.log, context.cancel))
        yield from _references_on_validation(context, references)
        if context.standing.phase == "selection":
            yield from Selection(context, runner).events()
        yield EpochChosen(run_id=context.run_id, epoch=selected.best_epoch, reason=selected.reason)
        if context.standing.phase == "selection":
            stopped_in = "stopped during the final test"
            yield from final_test(context, references)
        stopped_in = "stopped while training again for use"
        if context.config.training.refit != "none":
            resumes = context.standing.phase == "refit"
            yield from refit(context, runner if resumes else context.begin("refit"))
    except Cancelled:
        if not selected.best_epoch:
            raise
        yield _finish(context, "stopped", context.requests.given_up or stopped_in)
    else:
        yield _finish(context, "finished", selected.reason)


def _introduction(context: RunContext, runner: EpochRunner, resumed: bool) -> Iterator[Event]:
    event = _started(context, runner)
    context.record.configuration(context.config)
    update_run(
        context.workspace.store,
        context.run_id,
        split_hash=context.data.split.hash,
        policy=context.data.policy,
        parameters=event.parameters,
    )
    if resumed:
        epoch, step = runner.position.epoch, runner.position.steps
        context.record.line(f"resumed in epoch {epoch} after {step:,} steps on {event.device}")
        yield RunResumed(**vars(event), epoch=epoch, step=step)
        return
    context.record.line(
        f"started on {event.device}: {event.parameters:,} parameters, {event.examples_train:,} training, "
        f"{event.examples_val:,} validation, {event.examples_test:,} test examples, split "
        f"{context.data.split.name} {context.data.split.hash[:12]}, items of the history: {event.policy}"
        + (f", {runner.model.remark}" if runner.model.remark else "")
    )
    yield event
    for text in cautions(context.config, event.epochs * event.steps_per_epoch):
        yield context.warn(text)


def _started(context: RunContext, runner: EpochRunner) -> RunStarted:
    parts, training = context.data.parts, context.config.training
    return RunStarted(
        run_id=context.run_id,
        name=get_run(context.workspace.store, context.run_id).name,
        dataset_id=context.dataset.id,
        model=row_name(context.config.method, context.config.model_dump()),
        device=context.device.type,
        parameters=parameter_count(runner.model),
        examples_train=len(parts["train"]),
        examples_val=len(parts["val"]),
        examples_test=len(parts["test"]),
        epochs=training.epochs,
        steps_per_epoch=-(-len(parts["train"]) // training.batch_size),
        policy=context.data.policy,
        repeat_share=context.data.repeat_share,
    )


def _references_on_validation(context: RunContext, references: Mapping[str, Scorer]) -> Iterator[Event]:
    """On all validation rows for the record, and on those that epochs are judged on for the curves."""
    known = _recorded_references(context)
    if set(references) <= set(known):
        for name, values in known.items():
            yield ReferenceEvaluated(run_id=context.run_id, subject=name, split="val", metrics=values)
        return
    part = context.data.parts["val"]
    watched = validation_rows(part, context.config.training.validation_rows)
    ranking = rank_references(references, context.data, "val", context.cancel)
    ranks = yield from context.with_pauses(ranking)
    for name, found in ranks.items():
        context.cancel.raise_if_cancelled()  # the intervals take their time
        context.record.final(name, "val", found, part)
        seen = metrics(found.rows(watched))
        context.record.reference(name, seen)
        yield ReferenceEvaluated(run_id=context.run_id, subject=name, split="val", metrics=seen)


def _recorded_references(context: RunContext) -> dict[str, dict[str, float]]:
    """What a resumed run had found of them before."""
    known: dict[str, dict[str, float]] = {}
    for metric in stored_metrics(context.workspace.store, context.run_id, split="val"):
        if metric.step == BEFORE_TRAINING:
            known.setdefault(metric.subject, {})[metric.name] = metric.value
    return known


def _finish(context: RunContext, status: str, reason: str) -> RunFinished:
    found = recorded_test(context)
    losses = beaten_by(found)
    if losses:
        context.record.line(f"warning: on test NDCG@20 not better than {', '.join(losses)}")
    context.record.ended(status, error=context.requests.given_up or None)
    return RunFinished(
        run_id=context.run_id,
        status=status,
        epochs=context.standing.selected.epochs,
        best_epoch=context.standing.selected.best_epoch,
        stop_reason=reason,
        metrics=found.get(MODEL, {}),
        seconds=context.watch.seconds,
        beaten_by=losses,
    )
