"""Trainings that fail: what is said, what is kept."""

from __future__ import annotations

import errno
import sqlite3

import pytest
import torch
from torch import Tensor

from engine.errors import BadSetting, EngineError
from engine.events import CancelToken, Event
from engine.models.areal.model import Areal
from engine.store.connection import translated
from engine.store.runs import get_run, list_runs
from engine.training.checkpoint import best_checkpoint
from engine.training.events import EpochFinished, RunFinished, RunWarning
from engine.training.failures import is_device_lost, is_out_of_memory
from engine.training.settings import with_settings
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.training.courses import of_type
from tests.support.imported import SMALL

LOSS = "engine.models.areal.model.Areal.loss"
STEPS_PER_EPOCH = 9


def with_loss(monkeypatch: pytest.MonkeyPatch, change: object) -> None:
    """Have `change(terms, number of the call, batch size)` see every loss before it is used."""
    original, calls = Areal.loss, 0

    def loss(self: Areal, history: Tensor, length: Tensor, target: Tensor) -> dict[str, Tensor]:
        nonlocal calls
        calls += 1
        return change(original(self, history, length, target), calls, len(target))  # type: ignore[operator]

    monkeypatch.setattr(LOSS, loss)


def test_divergence_names_the_term_the_epoch_and_the_step(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explodes(terms: dict[str, Tensor], call: int, _size: int) -> dict[str, Tensor]:
        return terms | {"discrete": terms["discrete"] * torch.inf} if call == STEPS_PER_EPOCH + 3 else terms

    with_loss(monkeypatch, explodes)
    with pytest.raises(EngineError, match="diverged") as caught:
        list(train(workspace, dataset, SMALL, CancelToken()))
    assert "“discrete”" in caught.value.why
    assert "step 12, in epoch 2" in caught.value.why
    assert "learning_rate" in caught.value.advice
    row = list_runs(workspace.store)[0]
    assert (row.status, row.best_epoch) == ("failed", 1)
    assert "diverged" in (row.error or "")
    assert best_checkpoint(workspace, row.id).exists()

    with pytest.raises(BadSetting, match="would do so again"):
        list(resume(workspace, row.id, CancelToken()))
    assert get_run(workspace.store, row.id) == row  # it keeps its reason


def test_a_gradient_that_is_no_number_is_divergence_too(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bends(terms: dict[str, Tensor], _call: int, _size: int) -> dict[str, Tensor]:
        zero = terms["discrete"].detach() - terms["discrete"]
        return terms | {"discrete": terms["discrete"] + zero.sqrt()}  # finite, with an infinite slope

    with_loss(monkeypatch, bends)
    with pytest.raises(EngineError, match="gradient"):
        list(train(workspace, dataset, SMALL, CancelToken()))


def refusing(batch: int, error: Exception) -> object:
    def loss(terms: dict[str, Tensor], _call: int, size: int) -> dict[str, Tensor]:
        if size > batch:
            raise error
        return terms

    return loss


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory."),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"),
    ],
    ids=["CUDA", "CPU"],
)
def test_running_out_of_memory_proposes_a_batch_that_was_tried(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    with_loss(monkeypatch, refusing(20, error))
    with pytest.raises(EngineError, match="out of memory") as caught:
        list(train(workspace, dataset, SMALL, CancelToken()))
    assert "A step of 64 examples" in caught.value.why
    assert "training.batch_size to 16" in caught.value.advice
    list(train(workspace, dataset, with_settings(SMALL, {"training.batch_size": 16}), CancelToken()))
    assert get_run(workspace.store, 2).status == "finished"


def test_where_not_even_one_example_fits_the_model_is_too_large(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_loss(monkeypatch, refusing(0, MemoryError()))
    with pytest.raises(EngineError, match="embedding size"):
        list(train(workspace, dataset, SMALL, CancelToken()))


def test_running_out_of_memory_in_validation_does_not_blame_the_batch(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scores(*_: object) -> None:
        raise torch.OutOfMemoryError("too much")

    monkeypatch.setattr("engine.models.areal.model.Areal.scores", scores)
    with pytest.raises(EngineError, match=r"sampling\.samples"):
        list(train(workspace, dataset, SMALL, CancelToken()))


def test_what_the_allocator_of_the_cpu_says_is_known() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(10**15)
    assert is_out_of_memory(caught.value)
    assert not is_out_of_memory(RuntimeError("shapes do not match"))


def test_another_error_is_passed_on_as_it_is(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_loss(monkeypatch, refusing(0, RuntimeError("a fault of the program")))
    with pytest.raises(RuntimeError, match="a fault of the program"):
        list(train(workspace, dataset, SMALL, CancelToken()))
    assert list_runs(workspace.store)[0].status == "failed"


def warnings_of(events: list[Event]) -> list[str]:
    return [event.text for event in of_type(events, RunWarning)]


def test_a_loss_that_grows_is_told_once(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grows(terms: dict[str, Tensor], call: int, _size: int) -> dict[str, Tensor]:
        return {
            name: term.detach() * 0 + term * 5.0 ** (call // STEPS_PER_EPOCH) for name, term in terms.items()
        }

    with_loss(monkeypatch, grows)
    told = warnings_of(list(train(workspace, dataset, SMALL, CancelToken())))
    assert len([text for text in told if "loss is growing" in text]) == 1


def test_collapsing_embeddings_are_told(workspace: Workspace, dataset: int) -> None:
    alone = {
        "training.discrete_weight": 0.0,
        "model.sphere": False,
        "model.embedding_start": "normal",
        "training.learning_rate": 0.05,
        "training.epochs": 6,
    }
    events = list(train(workspace, dataset, with_settings(SMALL, alone), CancelToken()))
    spreads = [event.embedding_spread for event in of_type(events, EpochFinished)]
    assert spreads[-1] < spreads[0]
    (told,) = [text for text in warnings_of(events) if "collapsing" in text]
    assert told in (workspace.run_folder(1) / "log.txt").read_text()


def lost() -> RuntimeError:
    return torch.AcceleratorError("CUDA error: unspecified launch failure\nCUDA kernel errors might be ...")


@pytest.mark.parametrize(
    "error",
    [lost(), RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"), RuntimeError("CUDA error: lost")],
    ids=["launch failure", "cuDNN", "other"],
)
def test_a_device_that_is_lost_is_named_and_the_run_can_be_resumed(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def loss(terms: dict[str, Tensor], call: int, _size: int) -> dict[str, Tensor]:
        if call == STEPS_PER_EPOCH + 3:
            raise error
        return terms

    with monkeypatch.context() as patch:
        with_loss(patch, loss)
        with pytest.raises(EngineError, match="device was lost") as caught:
            list(train(workspace, dataset, SMALL, CancelToken()))
    assert caught.value.why == str(error).splitlines()[0]
    assert "resume" in caught.value.advice
    row = list_runs(workspace.store)[0]
    assert (row.status, row.best_epoch) == ("failed", 1)
    assert "device was lost" in (row.error or "")
    assert isinstance(list(resume(workspace, row.id, CancelToken()))[-1], RunFinished)


def test_running_out_of_memory_on_a_gpu_is_no_lost_device() -> None:
    assert not is_device_lost(torch.OutOfMemoryError("CUDA out of memory."))
    assert not is_device_lost(RuntimeError("shapes do not match"))


@pytest.mark.parametrize("what", ["log", "store"])
def test_a_full_disk_is_named_and_the_run_can_be_resumed(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def full(*_: object) -> None:
        if what == "log":
            raise OSError(errno.ENOSPC, "No space left on device", "log.txt")
        with translated(workspace.store.path):
            raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr("engine.training.record.RunRecord.epoch", full)
        with pytest.raises(EngineError, match="disk is full") as caught:
            list(train(workspace, dataset, SMALL, CancelToken()))
    assert caught.value.advice
    row = list_runs(workspace.store)[0]
    assert row.status == "failed"
    assert "disk is full" in (row.error or "")
    assert isinstance(list(resume(workspace, row.id, CancelToken()))[-1], RunFinished)
