"""Running a study: one training per variant, all else alike."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass

from engine.events import Cancelled, CancelToken, Event
from engine.sequences.snapshot import open_snapshot
from engine.store.datasets import get_dataset
from engine.store.runs import FINAL, RunRow, list_runs, metrics
from engine.studies.plans import study_called
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.events import RunFinished
from engine.training.presets import preset_for
from engine.training.record import MODEL
from engine.training.settings import Value, with_settings
from engine.training.trainer import resume, train
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class VariantStarted(Event):
    """The next row of the table: trained now, gone on with, or there already."""

    study: str
    variant: str
    place: int
    of: int


@dataclass(frozen=True, kw_only=True)
class StudyFinished(Event):
    """All rows. `metrics`: variant -> split ("val", "test") -> metric, as fractions."""

    study: str
    dataset_id: int
    runs: dict[str, int]
    metrics: dict[str, dict[str, dict[str, float]]]


def run_study(
    workspace: Workspace,
    dataset_key: int | str,
    name: str,
    cancel: CancelToken,
    *,
    preset: str = "recommended",
    changes: Mapping[str, Value] | None = None,
) -> Iterator[Event]:
    """Train every variant of a study; the last event is `StudyFinished`.

    What an earlier call has finished is taken as it is, and what it began is gone on with: a study that was
    cut off continues.

    Args:
        changes: settings that all variants share.

    Raises:
        NotFound: there is no such data set.
        BadSetting: there is no such study, or a setting is not possible.
        Cancelled: stopped; the finished variants are kept.
    """
    study = study_called(name)
    dataset = get_dataset(workspace.store, dataset_key)
    shared = with_settings(preset_for(preset, dataset), changes or {})
    configs = {variant: with_settings(shared, own) for variant, own in study.variants.items()}
    runs = {}
    for place, (variant, config) in enumerate(configs.items(), 1):
        cancel.raise_if_cancelled()
        yield VariantStarted(study=name, variant=variant, place=place, of=len(configs))
        label = f"{dataset.name}, {study.title.lower()}: {variant}"
        runs[variant] = yield from _trained(workspace, dataset.id, label, preset, config, cancel)
    yield StudyFinished(
        study=name,
        dataset_id=dataset.id,
        runs=runs,
        metrics={variant: _found(workspace, run) for variant, run in runs.items()},
    )


def _trained(
    workspace: Workspace, dataset_id: int, name: str, preset: str, config: RunConfig, cancel: CancelToken
) -> Generator[Event, None, int]:
    """The number of the finished run of this name and configuration."""
    before = _earlier(workspace, dataset_id, name, config)
    if before and before.status == "finished":
        return before.id
    if before:
        events = resume(workspace, before.id, cancel)
    else:
        events = train(workspace, dataset_id, config, cancel, preset=preset, name=name)
    last: Event | None = None
    for last in events:
        yield last
    assert isinstance(last, RunFinished)
    if last.status != "finished":
        raise Cancelled
    return last.run_id


def _earlier(workspace: Workspace, dataset_id: int, name: str, config: RunConfig) -> RunRow | None:
    """The latest run that is this variant, of the log as it is now, and can be used or gone on with."""
    log = open_snapshot(workspace, dataset_id, config.data.filters).hash
    for run in list_runs(workspace.store, dataset_id):
        goes_on = run.status in ("stopped", "interrupted") and last_checkpoint(workspace, run.id).exists()
        same = run.name == name and RunConfig.model_validate(run.config) == config
        if same and run.snapshot_hash == log and (run.status == "finished" or goes_on):
            return run
    return None


def _found(workspace: Workspace, run_id: int) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for metric in metrics(workspace.store, run_id, subject=MODEL):
        if metric.step == FINAL and metric.slice == "all" and metric.split in ("val", "test"):
            found.setdefault(metric.split, {})[metric.name] = metric.value
    return found
