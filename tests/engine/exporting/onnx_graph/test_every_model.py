"""Every registered model becomes an ONNX file that gives the engine's scores, for any batch."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.evaluation.evaluator import Policy
from engine.events import CancelToken
from engine.exporting.onnx_graph.files import onnx_files
from engine.exporting.onnx_graph.model import OPSET
from engine.exporting.onnx_graph.parity import Agreement, agreement
from engine.exporting.programs.scoring import SCORES, programs_of
from engine.models.protocol import TrainedModel
from engine.training.settings import Value
from tests.engine.models.model_cases import Case, cases, made

N_ITEMS, PLACES = 30, 5


def histories() -> list[NDArray[np.int64]]:
    """None, one, as many as the model looks at, and more."""
    random = np.random.default_rng(0)
    lengths = (0, 1, 2, PLACES, PLACES + 1, 3 * PLACES)
    return [random.integers(0, N_ITEMS, length) for length in lengths]


def written(model: TrainedModel, policy: Policy) -> tuple[dict[str, bytes], NDArray[np.float32] | None]:
    """The files by the names of their programs, and the noise of the engine."""
    programs = programs_of(model, PLACES, policy)
    files = {name.removesuffix(".onnx"): content for name, content in onnx_files(programs, {})}
    noise = next((port.default for port in programs[0].inputs if port.default is not None), None)
    return files, None if noise is None else noise.numpy()


def compared(
    files: dict[str, bytes], model: TrainedModel, policy: Policy, noise: NDArray[np.float32] | None
) -> Agreement:
    def steps() -> Generator[object, None, None]:
        found.append((yield from agreement(files, model, PLACES, policy, histories(), noise, CancelToken())))

    found: list[Agreement] = []
    list(steps())
    return found[0]


def forms() -> list[Case]:
    """Every model, without another loss: it is of no account when the model scores."""
    return [case for case in cases() if ("baseline.loss", "bce1") not in case.changes]


@pytest.mark.parametrize("case", forms(), ids=str)
def test_scores_are_the_engines(case: Case) -> None:
    model = made(case, N_ITEMS).eval()
    files, noise = written(model, "exclude")
    found = compared(files, model, "exclude", noise)
    assert (found.top, found.same) == (1.0, 1.0)
    assert found.difference < 1e-5
    assert onnx.load_from_string(files[SCORES]).opset_import[0].version == OPSET


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
    model = made(Case("areal", tuple(changes.items())), N_ITEMS).eval()
    files, noise = written(model, "keep")
    found = compared(files, model, "keep", noise)
    assert (found.top, found.same) == (1.0, 1.0)
    assert found.difference < 1e-5
    assert max(found.parts.values()) < 1e-4


def test_files_of_other_weights_are_found_out() -> None:
    model = made(Case("areal"), N_ITEMS).eval()
    files, noise = written(model, "keep")
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.5 * torch.randn_like(parameter))

    found = compared(files, model, "keep", noise)

    assert not found.is_good
    assert found.text.startswith("Warning")
    with pytest.raises(EngineError, match="does not agree"):
        found.require()
