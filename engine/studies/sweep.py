"""Running a study from its start or from where it stands: its part of the queue is worked off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import NotFound
from engine.events import CancelToken, Event
from engine.store import queue
from engine.store.queue import QueuedRun
from engine.store.studies import SEARCH, get_study
from engine.studies.lifecycle import go_on, standing
from engine.studies.results import StudyResult, result
from engine.studies.working import judge_best, work_off
from engine.training.queue import QueueDone, QueuedRunStarted
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class VariantStarted(Event):
    """The next training of a study: begun now, or gone on with. `of` is None where nobody knows."""

    study: str
    variant: str
    place: int
    of: int | None


@dataclass(frozen=True, kw_only=True)
class StudyFinished(Event):
    """All of it. `metrics`: variant -> split ("val", "test") -> metric, as fractions, means over the seeds.

    Attributes:
        runs: variant -> the runs that finished, by seed.
        failed: variant -> why its last training failed.
        best: the variant that is best on validation; None before any has finished.
    """

    study: str
    study_id: int
    dataset_id: int
    runs: dict[str, list[int]]
    metrics: dict[str, dict[str, dict[str, float]]]
    failed: dict[str, str]
    best: str | None


def run_study(workspace: Workspace, study_id: int, cancel: CancelToken) -> Iterator[Event]:
    """Train what is missing of a study; the last event is `StudyFinished`.

    What has finished is taken as it is, and what was begun is gone on with: a study that was cut off
    continues. What fails does not stop the others.

    Raises:
        NotFound: there is no such study.
        Cancelled: stopped; the finished trainings are kept, the others wait in the queue.
    """
    study = get_study(workspace.store, study_id)
    go_on(workspace, study_id)
    found = standing(workspace, study)
    place = found.finished + found.failed
    for event in work_off(workspace, cancel, study_id=study_id):
        if isinstance(event, QueuedRunStarted):
            place += 1
            yield VariantStarted(
                study=study.name, variant=_name(workspace, event.number), place=place, of=found.planned
            )
        if not isinstance(event, QueueDone):
            yield event
    if study.kind == SEARCH:
        yield from judge_best(workspace, study_id, cancel)
    yield _finished(result(workspace, study_id))


def _name(workspace: Workspace, number: int) -> str:
    try:
        queued: QueuedRun = queue.get_queued(workspace.store, number)
    except NotFound:
        return ""
    return queued.name


def _finished(found: StudyResult) -> StudyFinished:
    return StudyFinished(
        study=found.study.name,
        study_id=found.study.id,
        dataset_id=found.study.dataset_id,
        runs={row.label: list(row.runs) for row in found.rows},
        metrics={
            row.label: {
                split: {name: figure.mean for name, figure in figures.items()}
                for split, figures in row.figures.items()
            }
            for row in found.rows
        },
        failed={row.label: row.reason for row in found.rows if row.state == "failed"},
        best=None if found.best is None else found.rows[found.best].label,
    )
