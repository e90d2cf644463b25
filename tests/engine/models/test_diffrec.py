"""DiffRec, T-DiffRec and L-DiffRec: what they must do as models, and what each of them can see."""

from __future__ import annotations

import pytest
import torch

from engine.models.baselines.annealing import GROWS_OVER
from engine.models.baselines.diffrec import DiffRec
from engine.models.baselines.diffrec_config import DiffRecConfig, row
from engine.models.baselines.l_diffrec import LDiffRec
from engine.models.protocol import TrainedModel
from tests.engine.models.areal_fit import some_rows


def small(**changes: object) -> DiffRecConfig:
    return DiffRecConfig.model_validate({"hidden": 32, "latent_size": 16, "dropout": 0.1} | changes)


@pytest.mark.parametrize("kind", [DiffRec, LDiffRec])
def test_the_order_of_a_history_is_seen_by_time_alone(kind: type[DiffRec] | type[LDiffRec]) -> None:
    history, length = torch.tensor([[0, 1, 2], [2, 1, 0]]), torch.tensor([3, 3])
    names = ("diffrec", "t-diffrec") if kind is DiffRec else ("l-diffrec", "lt-diffrec")
    blind, aware = (kind(5, small(variant=name)).eval().scores(history, length) for name in names)
    assert torch.allclose(*blind, atol=1e-6)
    assert not torch.allclose(*aware, atol=1e-4)


def test_the_first_layer_starts_as_one_over_the_row_and_the_embedding_of_t() -> None:
    """What t adds must not drown the row: its part of the layer is as small as that of the items."""
    torch.manual_seed(0)
    network = DiffRec(2000, small(hidden=400)).network
    for part in (network.of_x, network.of_t):
        assert part.weight.std().item() == pytest.approx((2 / 2410) ** 0.5, rel=0.05)


def test_a_name_says_the_variant_and_that_rows_are_sessions() -> None:
    assert row({}) == "DiffRec (session rows)"
    assert (
        row({"diffrec": {"variant": "lt-diffrec", "objective": "next_item"}})
        == "LT-DiffRec (session rows, adapted)"
    )


@pytest.mark.parametrize("kind", [DiffRec, LDiffRec])
def test_every_parameter_learns(kind: type[DiffRec] | type[LDiffRec]) -> None:
    model = kind(5, small())
    torch.stack(list(model.loss(*some_rows(5)).values())).sum().backward()
    assert [name for name, parameter in model.named_parameters() if parameter.grad is None] == []


def test_the_session_with_its_target_is_learned_from_itself() -> None:
    read, wanted = DiffRec(5, small()).learned_rows(*some_rows(5))
    assert torch.equal(read, wanted)
    assert wanted.tolist() == [[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]


def test_adapted_it_is_learned_from_the_history_alone() -> None:
    read, wanted = DiffRec(5, small(objective="next_item")).learned_rows(*some_rows(5))
    assert read.tolist() == [[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]
    assert wanted[2].tolist() == [0, 0, 0, 1, 0]


@pytest.mark.parametrize("kind", [DiffRec, LDiffRec])
def test_its_items_are_the_rows_of_its_output(kind: type[DiffRec] | type[LDiffRec]) -> None:
    model: TrainedModel = kind(5, small())
    last = model.network.out if isinstance(model, DiffRec) else model.decoder  # type: ignore[attr-defined]
    assert torch.equal(model.items(), last.weight)


def test_the_parameters_are_two_matrices_over_the_catalogue_and_what_t_needs() -> None:
    count = sum(parameter.numel() for parameter in DiffRec(100, small(hidden=32)).parameters())
    assert count == 2 * 100 * 32 + 32 + 100 + (10 * 10 + 10) + 10 * 32


def test_the_divergence_comes_in_over_the_first_steps() -> None:
    model, found = LDiffRec(5, small(variant="l-diffrec", divergence_weight=0.4)), []
    model.encoder.weight.data.normal_()
    model.dropout.p = 0.0
    for steps in (0, GROWS_OVER // 2, GROWS_OVER, 10 * GROWS_OVER):
        model.learned.fill_(steps)
        found.append(model.loss(*some_rows(5))["divergence"].item())
        assert model.learned == steps + 1
    assert found == pytest.approx([0.0, found[2] / 2, found[2], found[2]])


def test_evaluation_does_not_count_as_a_step() -> None:
    model = LDiffRec(5, small(variant="l-diffrec")).eval()
    model.loss(*some_rows(5))
    assert model.learned == 0


def test_scores_draw_nothing() -> None:
    for model in (DiffRec(5, small()).eval(), LDiffRec(5, small()).eval()):
        before = torch.get_rng_state()
        model.scores(*some_rows(5)[:2])
        assert torch.equal(before, torch.get_rng_state())


def test_what_a_row_fills_in_is_shared_out() -> None:
    model = DiffRec(3, small())
    found = model.probabilities(torch.tensor([[0.3, -0.1, 0.1], [-1.0, -2.0, -3.0]]))
    assert found[0].tolist() == pytest.approx([0.75, 0.0, 0.25], abs=1e-6)
    assert found[1].tolist() == pytest.approx([1 / 3] * 3)
