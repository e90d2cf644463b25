"""Judging a trained run again, on validation or test, beside the reference rows."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import pyarrow as pa  # type: ignore[import-untyped]

from engine.evaluation.evaluator import Ranking, rank_examples
from engine.evaluation.figures import figures
from engine.evaluation.rank_table import with_ranks
from engine.events import CancelToken, Event, Progress
from engine.models.subjects import MODEL
from engine.sequences.splits import PART_TITLES, Part
from engine.store.runs import RunRow, get_run
from engine.training.checkpoint import load_run_model
from engine.training.devices import leave_a_core_to_the_window, resolve
from engine.training.events import Evaluated
from engine.training.kept_ranks import new_table
from engine.training.record import RunRecord
from engine.training.references import fit_references, rank_references
from engine.training.setup import RunData, data_of_run
from engine.workspace import Workspace


@dataclass(frozen=True)
class Judged:
    """The rankings of one part by subject, the model first, then the reference rows."""

    run: RunRow
    part: Part
    data: RunData
    rankings: dict[str, Ranking]

    def table(self, workspace: Workspace) -> pa.Table:
        """The rank of every example."""
        table = new_table(workspace, self.run, self.data.parts[self.part])
        for subject, ranking in self.rankings.items():
            table = with_ranks(table, subject, ranking)
        return table


def evaluate_run(
    workspace: Workspace, run_key: int | str, split: Part, cancel: CancelToken, *, keep: bool = False
) -> Generator[Event, None, Judged]:
    """Score the best epoch of a run on every row of `split`; the last event is `Evaluated`.

    Args:
        keep: record the figures as the run's final ones, as a run that was stopped before its own test
            wants them; the workspace must be open for writing.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        Cancelled: the token was cancelled.
    """
    run = get_run(workspace.store, run_key)
    judged = yield from judge_run(workspace, run, split, cancel)
    examples = judged.data.parts[split]
    if keep:
        record = RunRecord(workspace, run.id)
        for subject, ranking in judged.rankings.items():
            record.final(subject, split, ranking, examples)
    found = {subject: figures(ranking, examples) for subject, ranking in judged.rankings.items()}
    slices = found.pop(MODEL)
    yield Evaluated(
        run_id=run.id,
        split=split,
        policy=judged.data.policy,
        rows=len(examples),
        metrics=slices["all"],
        slices=slices,
        references={subject: groups["all"] for subject, groups in found.items()},
    )
    return judged


def judge_run(
    workspace: Workspace, run: RunRow, part: Part, cancel: CancelToken
) -> Generator[Progress, None, Judged]:
    """Rank every example of a part by the best epoch of a run and by the reference rows."""
    device = resolve("auto")
    leave_a_core_to_the_window()
    data = data_of_run(workspace, run)
    model = load_run_model(workspace, run, data.n_items, device)
    examples = data.parts[part].to(device)
    text = f"Scoring run {run.id} on {PART_TITLES[part]}"
    ranking = yield from rank_examples(model, examples, data.policy, cancel, text=text)
    references = yield from fit_references(data.log, cancel)
    by_reference = yield from rank_references(references, data, part, cancel)
    return Judged(run, part, data, {MODEL: ranking, **by_reference})
