"""A short training as its events tell it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.events import Event, Progress
from engine.training.events import (
    CheckpointSaved,
    EpochFinished,
    EvaluatedBetween,
    ReferenceEvaluated,
    RunFinished,
    RunResumed,
    RunStarted,
    RunWarning,
    StepsDone,
)

STEPS = 4


def metrics(ndcg: float) -> dict[str, float]:
    return {"ndcg@20": ndcg, "hr@20": 2 * ndcg, "mrr@20": ndcg / 2}


def started(epochs: int = 3) -> RunStarted:
    return RunStarted(
        run_id=1,
        name="Small log, quick",
        dataset_id=1,
        device="cpu",
        parameters=100,
        examples_train=40,
        examples_val=5,
        examples_test=5,
        epochs=epochs,
        steps_per_epoch=STEPS,
        policy="exclude",
        repeat_share=0.0,
    )


def resumed(epoch: int, step: int) -> RunResumed:
    return RunResumed(**vars(started()), epoch=epoch, step=step)


def warning(text: str) -> RunWarning:
    return RunWarning(run_id=1, text=text)


def steps(epoch: int) -> StepsDone:
    values = [10.0 / (STEPS * (epoch - 1) + step) for step in range(1, STEPS + 1)]
    losses = {"squared_error": [0.1] * STEPS, "discrete": values, "total": [value + 0.1 for value in values]}
    return StepsDone(
        run_id=1,
        step=STEPS * epoch,
        epoch=epoch,
        losses=losses,
        gradient_norms=[2.0] * STEPS,
        learning_rates=[0.001] * STEPS,
        seconds=[2.0 * (epoch - 1 + step / STEPS) for step in range(1, STEPS + 1)],
        samples_per_second=1000.0,
        memory=5e8,
    )


def epoch(number: int, ndcg: float, *, best: bool = True) -> EpochFinished:
    return EpochFinished(
        run_id=1,
        epoch=number,
        losses={"total": 10.0 / number, "discrete": 9.0 / number},
        metrics=metrics(ndcg),
        seconds=2.0,
        eta_seconds=20.0,
        best=best,
        learning_rate=0.001,
        embedding_spread=0.9,
    )


def saved(step: int) -> CheckpointSaved:
    return CheckpointSaved(run_id=1, epoch=1 + step // STEPS, step=step)


def evaluated(step: int, ndcg: float) -> EvaluatedBetween:
    return EvaluatedBetween(run_id=1, epoch=1 + step // STEPS, step=step, metrics=metrics(ndcg))


def reference(subject: str, split: str, ndcg: float) -> ReferenceEvaluated:
    return ReferenceEvaluated(run_id=1, subject=subject, split=split, metrics=metrics(ndcg))


def finished(status: str = "finished", test: dict[str, float] | None = None) -> RunFinished:
    return RunFinished(
        run_id=1,
        status=status,
        epochs=3,
        best_epoch=2,
        stop_reason="all epochs done" if status == "finished" else "stopped",
        metrics=metrics(0.2) if test is None else test,
        seconds=6.0,
    )


def whole_training() -> Iterator[Event]:
    """Three epochs, the second of them the best."""
    yield started()
    yield Progress(text="Counting for markov", done=0, total=4)
    for subject, ndcg in (("popularity", 0.05), ("item-knn", 0.15)):
        yield reference(subject, "val", ndcg)
    for number, (ndcg, best) in enumerate(((0.1, True), (0.2, True), (0.15, False)), start=1):
        yield steps(number)
        yield epoch(number, ndcg, best=best)
    for subject, ndcg in (("popularity", 0.04), ("item-knn", 0.16)):
        yield reference(subject, "test", ndcg)
    yield finished()
