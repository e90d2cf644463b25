"""What the sequential baselines share: the empty history, padding, the two losses, and where they start."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.next_item import NextItemModel, last_state

N, D = 7, 8
HISTORY = torch.tensor([[3, 1, N], [5, N, N], [N, N, N], [0, 6, 2]])
LENGTH = torch.tensor([2, 1, 0, 3])
TARGET = torch.tensor([2, 4, 1, 0])


class Sum(NextItemModel):
    """The least that an encoder can be."""

    def encode(self, history: Tensor, length: Tensor) -> Tensor:
        embedded, _ = self.embedded(history, length)
        return self.dropout(embedded).sum(1)


def made(**changes: object) -> Sum:
    torch.manual_seed(0)
    usual: dict[str, object] = {"embedding_size": D, "dropout": 0.0, "initial_deviation": 0.5}
    model = Sum(N, BaselineConfig.model_validate(usual | changes))
    if model.bias is not None:
        torch.nn.init.normal_(model.bias)
    return model


def test_an_empty_history_is_the_start_vector_and_no_other_history_reads_it() -> None:
    model = made()
    found = model.encode(HISTORY, LENGTH)
    assert torch.equal(found[2], model.embedding[N])
    rest = LENGTH > 0
    model.encode(HISTORY[rest], LENGTH[rest]).sum().backward()
    assert model.embedding.grad is not None
    assert model.embedding.grad[N].abs().max() == 0


def test_whatever_stands_behind_the_last_item_is_not_read() -> None:
    model = made()
    other = HISTORY.clone()
    other[0, 2], other[1, 1:] = 4, 6
    rest = LENGTH > 0
    assert torch.equal(model.encode(other, LENGTH)[rest], model.encode(HISTORY, LENGTH)[rest])


def test_the_last_state_is_that_of_the_last_item_and_not_the_last_column() -> None:
    states = torch.arange(12.0).view(4, 3, 1)
    assert last_state(states, torch.tensor([2, 1, 1, 3]))[:, 0].tolist() == [1, 3, 6, 11]


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("bias", [True, False])
def test_cross_entropy_is_that_of_the_scores_of_all_items(tied: bool, bias: bool) -> None:
    model = made(tied=tied, bias=bias)
    expected = F.cross_entropy(model.of_all(model.encode(HISTORY, LENGTH)), TARGET)
    assert model.loss(HISTORY, LENGTH, TARGET)["cross_entropy"].item() == pytest.approx(expected.item())


@pytest.mark.parametrize("tied", [True, False])
def test_one_negative_is_the_mean_over_targets_and_drawn_items(
    tied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, drawn = made(tied=tied, loss="bce1"), torch.tensor([0, 5, 6, 3])
    monkeypatch.setattr(model, "other_items", lambda _: drawn)
    scores = model.of_all(model.encode(HISTORY, LENGTH))
    chosen = torch.cat([scores.gather(1, TARGET[:, None]), scores.gather(1, drawn[:, None])])
    right = torch.cat([torch.ones(4, 1), torch.zeros(4, 1)])
    expected = F.binary_cross_entropy_with_logits(chosen, right)
    found = model.loss(HISTORY, LENGTH, TARGET)["binary_cross_entropy"]
    assert found.item() == pytest.approx(expected.item())


def test_the_negative_is_any_item_but_the_target_and_each_as_often() -> None:
    torch.manual_seed(0)
    for target in (0, 3, N - 1):
        drawn = made().other_items(torch.full((6000,), target)).bincount(minlength=N)
        assert drawn[target] == 0
        others = drawn[torch.arange(N) != target]
        assert (others / 1000 - 1).abs().max() < 0.15


def test_dropout_is_there_while_training_and_never_when_items_are_ranked() -> None:
    model = made(dropout=0.5)
    assert not torch.equal(model.scores(HISTORY, LENGTH), model.scores(HISTORY, LENGTH))
    model.eval()
    assert torch.equal(model.scores(HISTORY, LENGTH), model.scores(HISTORY, LENGTH))


def test_the_start_vector_is_no_item() -> None:
    model = made().eval()
    assert len(model.items()) == N
    assert model.scores(HISTORY, LENGTH).shape == (4, N)


def test_one_table_compares_with_the_items_that_it_reads_and_two_with_their_own() -> None:
    one, two = made(tied=True), made(tied=False)
    assert torch.equal(one.compared(), one.items())
    assert not torch.equal(two.compared(), two.items())


def test_a_table_of_its_own_starts_as_a_linear_layer_and_the_items_as_they_are_told() -> None:
    torch.manual_seed(0)
    model = Sum(3000, BaselineConfig(embedding_size=16, tied=False, initial_deviation=0.01))
    assert model.embedding.std().item() == pytest.approx(0.01, rel=0.02)
    assert model.output is not None
    assert model.bias is not None
    for parameter in (model.output, model.bias):
        assert parameter.abs().max().item() == pytest.approx(0.25, rel=0.01)
        assert parameter.std().item() == pytest.approx(0.25 / 3**0.5, rel=0.05)
    one = Sum(10, BaselineConfig(tied=True))
    assert one.bias is not None
    assert one.bias.abs().max() == 0


def test_the_target_is_drawn_near_and_the_negative_pushed_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """With respect to what: the encoded history feels both of them."""
    model, drawn = made(tied=False, loss="bce1"), torch.tensor([0, 5, 6, 3])
    monkeypatch.setattr(model, "other_items", lambda _: drawn)
    h = torch.randn(4, D, requires_grad=True)
    model.terms(h, TARGET)["binary_cross_entropy"].backward()  # type: ignore[no-untyped-call]
    with torch.no_grad():
        scores, items = model.of_all(h), model.compared()
        wrong = 1 - scores.gather(1, TARGET[:, None]).sigmoid(), scores.gather(1, drawn[:, None]).sigmoid()
        expected = (wrong[1] * items[drawn] - wrong[0] * items[TARGET]) / 8
    assert h.grad is not None
    assert torch.allclose(h.grad, expected, atol=1e-6)
