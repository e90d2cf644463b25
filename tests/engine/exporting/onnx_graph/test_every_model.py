"""Every registered model becomes an ONNX file that gives the engine's scores, for any batch."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from engine.errors import EngineError
from engine.evaluation.evaluator import Policy
from engine.events import CancelToken
from engine.exporting.onnx_graph.files import onnx_file
from engine.exporting.onnx_graph.session import Session
from engine.exporting.parity import Agreement, Runner, agreement, histories_of
from engine.exporting.programs.program import Port, Program
from engine.exporting.programs.scoring import programs_of
from engine.exporting.subject import Subject
from engine.models.protocol import TrainedModel
from engine.recommending.served import Served
from engine.sequences.snapshot import Snapshot
from engine.store.datasets import Items
from engine.training.settings import Value
from tests.engine.models.model_cases import Case, cases, made
from tests.support.run_rows import run_row

N_ITEMS, PLACES = 30, 5


def users() -> Snapshot:
    """With one item, as many as the model looks at, and more; parity adds one without any."""
    random = np.random.default_rng(0)
    lengths = (1, 2, PLACES, PLACES + 1, 3 * PLACES)
    items = random.integers(0, N_ITEMS, sum(lengths)).astype(np.int32)
    return Snapshot(np.cumsum([0, *lengths]), items, None, None, N_ITEMS, "")


def asked(model: TrainedModel, policy: Policy) -> Subject:
    served = Served.trained_on(1, users())
    names = Items([str(item) for item in range(N_ITEMS)], [None] * N_ITEMS)
    return Subject(run_row(), model.eval(), names, served, PLACES, policy)


def written(of: Subject) -> tuple[dict[str, Runner], NDArray[np.float32] | None]:
    """The files at work, by the names of their programs, and the noise of the engine."""
    programs = programs_of(of.model, of.places, of.policy)
    runners: dict[str, Runner] = {each.name: Session(onnx_file(each, {})) for each in programs}
    noise = next((port.default for port in programs[0].inputs if port.default is not None), None)
    return runners, None if noise is None else noise.numpy()


def compared(runners: dict[str, Runner], of: Subject, noise: NDArray[np.float32] | None) -> Agreement:
    def steps() -> Generator[object, None, None]:
        found.append((yield from agreement(runners, of, noise, CancelToken())))

    found: list[Agreement] = []
    list(steps())
    return found[0]


def forms() -> list[Case]:
    """Every model, without another loss: it is of no account when the model scores."""
    return [case for case in cases() if ("baseline.loss", "bce1") not in case.changes]


@pytest.mark.parametrize("case", forms(), ids=str)
def test_scores_are_the_engines(case: Case) -> None:
    of = asked(made(case, N_ITEMS), "exclude")
    found = compared(*_with(of))
    assert (found.top, found.same) == (1.0, 1.0)
    assert found.difference < 1e-5


def _with(of: Subject) -> tuple[dict[str, Runner], Subject, NDArray[np.float32] | None]:
    runners, noise = written(of)
    return runners, of, noise


FORMS: dict[str, dict[str, Value]] = {
    "linear denoiser": {"diffusion.denoiser": "linear"},
    "ancestral chain": {"sampling.sampler": "ddpm", "sampling.steps": 100, "sampling.samples": 1},
    "guided, looking back": {"sampling.sampler": "dpm++", "guidance.strength": 1.5},
    "guided, linear, with noise": {
        "diffusion.denoiser": "linear",
        "guidance.strength": 2.0,
        "sampling.eta": 0.5,
    },
    "one step": {"sampling.sampler": "one-step"},
    "two blocks, no sphere": {"model.layers": 2, "model.sphere": False, "model.temperature": 1.0},
    "local branch alone": {"model.branches": "local"},
    "mean of the items": {"model.branches": "neither"},
    "fixed fusion": {"model.fusion_weight": 0.3},
}


@pytest.mark.parametrize("changes", FORMS.values(), ids=FORMS.keys())
def test_every_form_of_the_chain_and_the_encoder_is_the_engines(changes: dict[str, Value]) -> None:
    found = compared(*_with(asked(made(Case("areal", tuple(changes.items())), N_ITEMS), "keep")))
    assert (found.top, found.same) == (1.0, 1.0)
    assert found.difference < 1e-5
    assert max(found.parts.values()) < 1e-4


def test_a_chain_of_a_thousand_steps_takes_no_more_room_than_a_short_one() -> None:
    sizes = {}
    for steps in (20, 1000):
        changes: tuple[tuple[str, Value], ...] = (("diffusion.steps", 1000), ("sampling.steps", steps))
        ranking, *_ = programs_of(made(Case("areal", changes), N_ITEMS).eval(), PLACES, "keep")
        sizes[steps] = len(onnx.load_from_string(onnx_file(ranking, {})).graph.node)
    assert sizes[20] == sizes[1000]


def test_files_of_other_weights_are_found_out() -> None:
    runners, of, noise = _with(asked(made(Case("areal"), N_ITEMS), "keep"))
    with torch.no_grad():
        for parameter in of.model.parameters():
            parameter.add_(0.5 * torch.randn_like(parameter))

    found = compared(runners, of, noise)

    assert not found.is_good
    assert found.text.startswith("Warning")
    with pytest.raises(EngineError, match="does not agree"):
        found.require()


def test_an_operation_without_a_translation_is_named() -> None:
    class Odd(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.special.bessel_j0(x)

    port = Port("x", torch.float32, ("batch",), "")
    with pytest.raises(EngineError, match="bessel_j0"):
        onnx_file(Program("odd", "", Odd(), [port], [port]), {})


def test_a_network_that_depends_on_more_than_sizes_is_refused() -> None:
    class Data(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x[: int(x.sum())]

    port = Port("x", torch.float32, ("batch",), "")
    with pytest.raises(EngineError, match="cannot be captured"):
        onnx_file(Program("data", "", Data(), [port], [port]), {})


def test_where_there_are_no_users_histories_are_invented() -> None:
    nobody = Snapshot(np.zeros(1, np.int64), np.empty(0, np.int32), None, None, N_ITEMS, "")
    histories, of_log = histories_of(nobody)
    assert (len(histories), len(histories[0]), of_log) == (256, 0, False)
    assert max(each.max(initial=0) for each in histories) < N_ITEMS
