"""What the reference rows score on a log, before anything is trained on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.evaluation.figures import figures
from engine.events import CancelToken, Event, Progress
from engine.training.config import RunConfig
from engine.training.references import fit_references, rank_references
from engine.training.setup import run_data
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class ReferencesScored(Event):
    """The test figures of every reference row.

    Attributes:
        examples: how many test examples there are.
        metrics: reference row -> metric -> value, with intervals where there are enough sequences.
    """

    split: str
    policy: str
    examples: int
    metrics: dict[str, dict[str, float]]


def score_references(
    workspace: Workspace, dataset_id: int, config: RunConfig, cancel: CancelToken
) -> Iterator[Event]:
    """Fit the reference rows on the training part and judge them on test, exactly as beside a run.

    Raises:
        BadSetting: the split is not possible on this log.
        Cancelled: the token was cancelled.
    """
    yield Progress(text="Preparing the sequences", done=0)
    data = run_data(workspace, dataset_id, config)
    cancel.raise_if_cancelled()
    references = yield from fit_references(data.log, cancel)
    rankings = yield from rank_references(references, data, "test", cancel)
    examples = data.parts["test"]
    yield ReferencesScored(
        split=data.split.name,
        policy=data.policy,
        examples=len(examples),
        metrics={name: figures(ranking, examples)["all"] for name, ranking in rankings.items()},
    )
