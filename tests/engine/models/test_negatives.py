"""The sampled softmax: an honest estimate of the full one, chosen where that would not fit."""

from __future__ import annotations

import resource

import pytest
import torch
from torch.nn import functional as F

from engine.models.areal.config import FULL_SOFTMAX_UP_TO, ArealConfig
from engine.models.areal.model import Areal
from engine.models.areal.negatives import Negatives, make_negatives
from engine.models.protocol import Scorer
from engine.models.softmax import mean_log_partition
from engine.sequences.examples import Examples, TrainingLog
from tests.engine.models.areal_fit import fit, some_rows, total, with_model
from tests.engine.models.behaviour import ModelBehaviour

ROWS, ITEMS, SIZE = 6, 40, 8


class TestSampledAreal(ModelBehaviour):
    """Half of the items are drawn, some of them twice."""

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        model = fit(with_model(softmax="sampled", negatives=4), log, train)
        assert model.softmax == "sampled with 4 of 8 items"
        return model


def inputs() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    x, items, target = torch.randn(ROWS, SIZE), torch.randn(ITEMS, SIZE), torch.randint(ITEMS, (ROWS,))
    return x.requires_grad_(), items.requires_grad_(), target, (x * items[target]).sum(1)


def test_with_every_item_drawn_once_it_is_the_full_softmax() -> None:
    x, items, target, of_target = inputs()
    negatives = Negatives(torch.zeros(ITEMS), ITEMS)
    drawn = negatives.draw()
    assert drawn.tolist() == list(range(ITEMS))
    ours = negatives.mean_log_partition(x, items[drawn], drawn, target, of_target)
    full = mean_log_partition(x, items)
    assert torch.allclose(ours, full, atol=1e-5)
    for own, reference in zip(
        *(torch.autograd.grad(value, (x, items), retain_graph=True) for value in (ours, full)), strict=True
    ):
        assert torch.allclose(own, reference, atol=1e-5)


@pytest.mark.parametrize("popularity", [torch.zeros(ITEMS), torch.arange(ITEMS) ** 2])
def test_the_sum_over_the_sample_is_that_of_the_catalogue_in_expectation(popularity: torch.Tensor) -> None:
    x, items, target, of_target = (part.detach() for part in inputs())
    x = x[:1] / 3
    negatives = Negatives(popularity, 10)
    found = []
    for _ in range(4000):
        drawn = negatives.draw()
        log_partition = negatives.mean_log_partition(x, items[drawn], drawn, target[:1], of_target[:1] / 3)
        found.append(float(log_partition.exp()))
    exact = float(mean_log_partition(x, items).exp())
    sample = torch.tensor(found)
    error = float(sample.std()) / len(sample) ** 0.5
    assert abs(float(sample.mean()) - exact) < 4 * error
    assert error < 0.02 * exact


def test_more_negatives_come_closer() -> None:
    x, items, target, of_target = (part.detach() for part in inputs())
    full, errors = mean_log_partition(x, items), []
    for count in (4, 400):
        negatives = Negatives(torch.zeros(ITEMS), count)
        draws = [negatives.draw() for _ in range(100)]
        found = [negatives.mean_log_partition(x, items[drawn], drawn, target, of_target) for drawn in draws]
        errors.append(float((torch.stack(found) - full).square().mean().sqrt()))
    assert errors[1] < 0.2 * errors[0]


def test_items_are_drawn_as_often_as_their_correction_says() -> None:
    negatives = Negatives(torch.arange(ITEMS) ** 2, 16)
    counts = torch.stack([torch.bincount(negatives.draw(), minlength=ITEMS) for _ in range(5000)]).float()
    assert torch.allclose(counts.mean(0), negatives.log_expected.exp(), atol=0.04)


def test_a_sample_of_nothing_but_targets_is_nothing_to_lose_to() -> None:
    x, items, target, _ = inputs()
    negatives, drawn = Negatives(torch.zeros(ITEMS), 16), target[:1].expand(16)
    of_target = (x[:1] * items[target[:1]]).sum(1)
    value = negatives.mean_log_partition(x[:1], items[drawn], drawn, target[:1], of_target)
    assert torch.allclose(value, of_target.mean())
    value.backward()
    assert x.grad is not None
    assert x.grad.isfinite().all()


@pytest.mark.parametrize(
    ("n_items", "changes", "softmax"),
    [
        (FULL_SOFTMAX_UP_TO, {}, "full"),
        (FULL_SOFTMAX_UP_TO + 1, {}, "sampled with 8,192 of 100,001 items"),
        (50, {"softmax": "sampled", "negatives": 16}, "sampled with 16 of 50 items"),
        (16, {"softmax": "sampled", "negatives": 16}, "full"),
    ],
)
def test_the_softmax_is_chosen_by_the_size_of_the_catalogue_and_says_so(
    n_items: int, changes: dict[str, object], softmax: str
) -> None:
    assert Areal(n_items, with_model(embedding_size=8, **changes)).softmax == softmax


def test_full_is_full_however_large_the_catalogue() -> None:
    assert make_negatives(ArealConfig(softmax="full"), torch.zeros(FULL_SOFTMAX_UP_TO + 1)) is None


def test_smoothing_the_sampled_target_is_smoothing_the_full_one() -> None:
    history, length, target = some_rows(20)
    values = []
    for changes in ({}, {"softmax": "sampled", "negatives": 19}):
        torch.manual_seed(1)
        model = Areal(20, with_model(label_smoothing=0.3, temperature=1.0, **changes))
        model.eval()
        torch.manual_seed(2)
        model.negatives = model.negatives and Negatives(torch.zeros(20), 2000)
        values.append(model.loss(history, length, target)["discrete"].item())
    assert values[1] == pytest.approx(values[0], rel=1e-3)


def test_a_step_on_a_large_catalogue_needs_little_memory() -> None:
    """The logits of 512 examples against 200,000 items alone would be 400 MB."""
    n_items = 200_000
    model = Areal(n_items, with_model(embedding_size=8))
    history, target = torch.randint(n_items, (512, 3)), torch.randint(n_items, (512,))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    total(model.loss(history, torch.full((512,), 3), target)).backward()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000
    assert model.embedding.grad is not None


def test_the_gradient_of_a_sample_points_where_the_full_one_does() -> None:
    x, items, target, of_target = inputs()
    full = F.cross_entropy(x @ items.T, target)
    (exact,) = torch.autograd.grad(full, x, retain_graph=True)
    negatives = Negatives(torch.zeros(ITEMS), 400)
    drawn = negatives.draw()
    partition = negatives.mean_log_partition(x, items[drawn], drawn, target, of_target)
    (estimate,) = torch.autograd.grad(partition - of_target.mean(), x)
    assert torch.allclose(estimate, exact, atol=0.05)
