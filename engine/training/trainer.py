"""Training a run from its start or from where it stopped: `train` and `resume`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from engine.errors import BadSetting, EngineError
from engine.events import Cancelled, CancelToken, Event
from engine.store.datasets import get_dataset
from engine.store.runs import IMPORTED, RunRow, create_run, get_run, update_run
from engine.training import resumption
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.context import RunContext
from engine.training.course import course
from engine.training.devices import leave_a_core_to_the_window, resolve
from engine.training.distribution import Order
from engine.training.failures import explained
from engine.training.forecast import precedence
from engine.training.forecast.forecast import refuse_what_cannot_fit
from engine.training.naming import run_name
from engine.training.no_use import no_use_in_resuming
from engine.training.record import RunRecord
from engine.training.requests import Requests
from engine.training.setup import data_of_run, run_data
from engine.training.standing import Standing
from engine.workspace import Workspace


def train(
    workspace: Workspace,
    dataset_key: int | str,
    config: RunConfig,
    cancel: CancelToken,
    *,
    preset: str = "recommended",
    name: str | None = None,
    requests: Requests | None = None,
    study_id: int | None = None,
) -> Iterator[Event]:
    """Train the model of a configuration on a data set; the last event is `RunFinished`.

    Cancelling ends it after the current step, pausing halts it there. The best epoch so far is kept, and a
    checkpoint that `resume` goes on from; the last event says that the run was stopped.

    Args:
        preset: the preset `config` came from, for the record.
        name: what to call the run; made from the data set, the model and the preset if None.
        requests: where people ask for a checkpoint, an evaluation or an early end meanwhile.
        study_id: the study that the run belongs to.

    Raises:
        NotFound: there is no such data set.
        BadSetting: the split or the device is not possible, or there is not enough memory.
        Cancelled: stopped before the first epoch was complete, so that there is no model.
        EngineError: training failed; the run is kept with the reason.
    """
    dataset = get_dataset(workspace.store, dataset_key)
    device = resolve(config.device)
    leave_a_core_to_the_window()
    data = run_data(workspace, dataset.id, config)
    refuse_what_cannot_fit(data, config, device)
    run_id = create_run(
        workspace.store,
        dataset_id=dataset.id,
        name=name or run_name(dataset.name, config.model_dump(), preset),
        model=config.method,
        preset=preset,
        seed=config.seed,
        device=device.type,
        config=config.model_dump(mode="json"),
        study_id=study_id,
    )
    update_run(workspace.store, run_id, snapshot_hash=data.snapshot.hash)
    record = RunRecord(workspace, run_id)
    context = RunContext(workspace, dataset, config, data, device, record, cancel)
    context.requests = requests or context.requests
    yield from _supervised(context, resumed=False)


def resume(
    workspace: Workspace, run_key: int | str, cancel: CancelToken, *, requests: Requests | None = None
) -> Iterator[Event]:
    """Go on with a run that was stopped or interrupted, as the same run; the last event is `RunFinished`.

    On the same machine the result is, bit for bit, that of a run that was never stopped.

    Raises:
        NotFound: there is no such run.
        BadSetting: it is finished or running, it diverged or its search had ended it, its checkpoint is gone,
            or its device is not there.
        Cancelled, EngineError: as for `train`.
    """
    run = get_run(workspace.store, run_key)
    standing = _standing_of(workspace, run)
    config = RunConfig.model_validate(run.config)
    device = resolve(config.device)
    leave_a_core_to_the_window()
    data = data_of_run(workspace, run)
    if run.split_hash not in ("", data.split.hash):
        raise BadSetting(
            f"Run {run.id} cannot go on.",
            why="Its data are split differently now than when it began.",
            advice="Train a new run.",
        )
    dataset = get_dataset(workspace.store, run.dataset_id)
    update_run(workspace.store, run.id, status="running", finished_at=None, error=None, device=device.type)
    record = RunRecord(workspace, run.id)
    context = RunContext(workspace, dataset, config, data, device, record, cancel, standing)
    context.requests = requests or context.requests
    yield from _supervised(context, resumed=True)


def _standing_of(workspace: Workspace, run: RunRow) -> Standing:
    """Where a run stopped; its start if that was before the first checkpoint."""
    if run.status == IMPORTED:
        raise EngineError(
            f"Run {run.id} was imported.",
            "A bundle holds the trained model, not what a training needs to go on.",
            "Train a new run with its settings, on a log that is here.",
        )
    if run.status in ("finished", "running"):
        raise BadSetting(
            f"Run {run.id} is {run.status}.",
            advice="Train a new run to go further." if run.status == "finished" else "Wait for its end.",
        )
    if no_use := no_use_in_resuming(run):
        raise BadSetting(f"Run {run.id} cannot go on.", why=no_use)
    saved = resumption.read(last_checkpoint(workspace, run.id))
    if saved is None and run.epoch:
        raise BadSetting(
            f"Run {run.id} cannot go on.",
            why=f"Its checkpoint is gone: {last_checkpoint(workspace, run.id)}",
            advice="Its best epoch is kept. Train a new run to go further.",
        )
    return saved.standing if saved else Standing()


def _supervised(context: RunContext, *, resumed: bool) -> Iterator[Event]:
    """The course of the run; whatever ends it is written down."""
    try:
        with precedence.training():
            yield from course(context, resumed=resumed)
        context.world.tell(Order.END)
    except Cancelled:
        context.world.tell(Order.END)
        context.record.ended("stopped", error="Stopped before the first epoch was complete.")
        raise
    except GeneratorExit:
        if context.runner is not None:
            list(context.save())
        context.record.ended("interrupted", error="The program ended while training.")
        raise
    except BaseException as error:
        told = explained(error, context.runner)
        with suppress(EngineError, OSError):  # a full disk must not hide the reason
            context.record.ended("failed", error=str(told))
        raise told from error
