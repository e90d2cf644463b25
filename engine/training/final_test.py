"""The one look at the test part, and what the store keeps of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evaluation.evaluator import rank_examples
from engine.events import Event
from engine.models.protocol import Scorer
from engine.models.subjects import MODEL, REFITTED
from engine.sequences.splits import Part
from engine.store.runs import FINAL, get_run, metrics
from engine.store.studies import is_trial
from engine.training.checkpoint import load_run_model
from engine.training.context import RunContext
from engine.training.events import ReferenceEvaluated
from engine.training.references import rank_references
from engine.training.selection import SELECTED_BY


def judge(context: RunContext, model: Scorer, subject: str, part: Part, text: str) -> Iterator[Event]:
    """Rank all examples of a part and record the figures under `subject`."""
    examples = context.data.parts[part].to(context.device)
    ranking = rank_examples(model, examples, context.data.policy, context.cancel, text=text)
    ranks = yield from context.with_pauses(ranking)
    context.record.final(subject, part, ranks, examples)


def final_test(context: RunContext, references: Mapping[str, Scorer]) -> Iterator[Event]:
    """The chosen epoch on all validation rows, then, once, on test; beside it the reference rows.

    A trial of a search is judged on validation alone: of its study only the best is tested, once.
    """
    run = get_run(context.workspace.store, context.run_id)
    best = load_run_model(context.workspace, run, context.data.n_items, context.device)
    yield from judge(context, best, MODEL, "val", "Scoring the best epoch on validation")
    if is_trial(context.workspace.store, context.run_id):
        return
    yield from judge(context, best, MODEL, "test", "Scoring the best epoch on test")
    ranking = rank_references(references, context.data, "test", context.cancel)
    by_reference = yield from context.with_pauses(ranking)
    for name, ranks in by_reference.items():
        context.cancel.raise_if_cancelled()
        values = context.record.final(name, "test", ranks, context.data.parts["test"])
        yield ReferenceEvaluated(run_id=context.run_id, subject=name, split="test", metrics=values)


def recorded_test(context: RunContext) -> dict[str, dict[str, float]]:
    """What is recorded of the test over all examples, by subject; empty before it."""
    found: dict[str, dict[str, float]] = {}
    for metric in metrics(context.workspace.store, context.run_id, split="test"):
        if metric.step == FINAL and metric.slice == "all":
            found.setdefault(metric.subject, {})[metric.name] = metric.value
    return found


def beaten_by(found: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """The reference rows that are at least as good as the model, best first."""
    if MODEL not in found:
        return ()
    values = {
        subject: each[SELECTED_BY] for subject, each in found.items() if subject not in (MODEL, REFITTED)
    }
    as_good = [subject for subject, value in values.items() if value >= found[MODEL][SELECTED_BY]]
    return tuple(sorted(as_good, key=values.__getitem__, reverse=True))
