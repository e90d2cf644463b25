"""Judging a trained run again, on validation or test, beside the reference rows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.evaluation.evaluator import rank_examples
from engine.evaluation.slices import metrics_by_slice
from engine.events import CancelToken, Event
from engine.sequences.splits import Part
from engine.store.runs import get_run
from engine.training.checkpoint import load_run_model
from engine.training.config import RunConfig
from engine.training.devices import leave_a_core_to_the_window, resolve
from engine.training.events import Evaluated
from engine.training.record import MODEL, RunRecord
from engine.training.references import fit_references, rank_references
from engine.training.setup import run_data
from engine.workspace import Workspace


def evaluate_run(
    workspace: Workspace, run_key: int | str, split: Part, cancel: CancelToken, *, keep: bool = False
) -> Iterator[Event]:
    """Score the best epoch of a run on every row of `split`; the last event is `Evaluated`.

    Args:
        keep: record the figures as the run's final ones, as a run that was stopped before its own test
            wants them; the workspace must be open for writing.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        Cancelled: the token was cancelled.
    """
    run = get_run(workspace.store, run_key)
    config = RunConfig.model_validate(run.config)
    device = resolve("auto")
    leave_a_core_to_the_window()
    data = run_data(workspace, run.dataset_id, config)
    model = load_run_model(workspace, run, data.n_items, device)
    examples = data.parts[split].to(device)
    ranks = yield from rank_examples(model, examples, data.policy, cancel, text=f"Scoring on {split}")
    references = yield from fit_references(data.log, cancel)
    by_reference = yield from rank_references(references, data, split, cancel)
    if keep:
        record = RunRecord(workspace, run.id)
        for subject, found in {MODEL: ranks, **by_reference}.items():
            record.final(subject, split, found, data.parts[split])
    slices = metrics_by_slice(ranks, examples)
    yield Evaluated(
        run_id=run.id,
        split=split,
        policy=data.policy,
        rows=len(ranks),
        metrics=slices["all"],
        slices=slices,
        references={
            name: metrics_by_slice(found, data.parts[split])["all"] for name, found in by_reference.items()
        },
    )
