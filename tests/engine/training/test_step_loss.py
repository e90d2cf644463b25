"""Precision of a step, and its CUDA graph."""

from __future__ import annotations

import pytest
import torch

from engine.events import CancelToken
from engine.sequences.examples import Batch
from engine.training.config import RunConfig
from engine.training.events import EpochFinished, RunFinished
from engine.training.settings import with_settings
from engine.training.setup import build_model
from engine.training.step_loss import RecordedLoss, StepLoss
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.engine.training.courses import of_type
from tests.support.imported import SMALL

CUDA = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
STILL = with_settings(RunConfig(), {"model.embedding_size": 16, "model.dropout": 0.0})


def batch(size: int = 32) -> Batch:
    random = torch.Generator().manual_seed(0)
    history = torch.randint(0, 20, (size, 10), generator=random)
    return Batch(history, torch.full((size,), 10), torch.randint(0, 20, (size,), generator=random))


def test_float32_is_the_loss_of_the_model_itself() -> None:
    model, each = build_model(20, STILL), batch()
    torch.manual_seed(1)
    plain = model.loss(each.history, each.length, each.target)
    torch.manual_seed(1)
    stepped = StepLoss(model, "float32")(each.history, each.length, each.target)
    assert {name: term.item() for name, term in plain.items()} == {n: t.item() for n, t in stepped.items()}


def test_bf16_is_nearly_the_same_loss_with_float32_gradients() -> None:
    model, each, terms = build_model(20, STILL), batch(), {}
    for precision in ("float32", "bf16"):
        torch.manual_seed(1)
        terms[precision] = StepLoss(model, precision)(each.history, each.length, each.target)
    for name, term in terms["bf16"].items():
        assert term.item() != terms["float32"][name].item()
        assert term.item() == pytest.approx(terms["float32"][name].item(), rel=0.05)
    torch.stack(list(terms["bf16"].values())).sum().backward()
    assert all(p.grad.dtype == torch.float32 for p in model.parameters() if p.grad is not None)


def test_a_run_in_bf16_learns(workspace: Workspace, dataset: int) -> None:
    config = with_settings(SMALL, {"training.precision": "bf16"})
    events = list(train(workspace, dataset, config, CancelToken()))
    losses = [event.losses["total"] for event in of_type(events, EpochFinished)]
    assert losses[-1] < losses[0]
    assert isinstance(events[-1], RunFinished)


def test_a_cuda_graph_asked_for_on_a_cpu_changes_nothing(workspace: Workspace, dataset: int) -> None:
    runs = [
        list(train(workspace, dataset, with_settings(SMALL, {"training.cuda_graph": asked}), CancelToken()))
        for asked in (False, True)
    ]
    first, second = ([event.losses for event in of_type(events, EpochFinished)] for events in runs)
    assert first == second


@CUDA
def test_a_recorded_step_has_the_gradients_of_the_plain_one() -> None:
    model, each = build_model(20, STILL).cuda(), batch()
    inputs = (each.history.cuda(), each.length.cuda(), each.target.cuda())
    gradients = []
    for loss in (StepLoss(model, "float32"), RecordedLoss(model, "float32", 32)):
        model.zero_grad()
        for _ in range(300):  # over many draws of t and z: recorded and plain steps draw different ones
            torch.stack(list(loss(*inputs).values())).mean().backward()
        assert model.embedding.grad is not None
        gradients.append(model.embedding.grad / 300)
    error = (gradients[0] - gradients[1]).norm() / gradients[0].norm()
    assert float(error) < 0.1


@CUDA
def test_a_run_with_a_cuda_graph_learns(workspace: Workspace, dataset: int) -> None:
    config = with_settings(SMALL, {"training.cuda_graph": True, "device": "cuda"})
    events = list(train(workspace, dataset, config, CancelToken()))
    losses = [event.losses["total"] for event in of_type(events, EpochFinished)]
    assert losses[-1] < losses[0]
