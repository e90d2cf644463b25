"""SASRec against its blocks written out place by place, and what no place may see."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.sasrec import AttentionBlock, SASRec
from engine.models.baselines.sasrec_config import SASRecConfig
from engine.training.presets import preset
from engine.training.setup import build_model, parameter_count

N, D, LONGEST = 9, 8, 5
HISTORY = torch.tensor([[3, 1, N, N, N], [5, N, N, N, N], [N, N, N, N, N], [0, 6, 2, 8, 4]])
LENGTH = torch.tensor([2, 1, 0, 5])


def made(**changes: int) -> SASRec:
    torch.manual_seed(0)
    model = SASRec(
        N, BaselineConfig(embedding_size=D, initial_deviation=0.5), SASRecConfig(**changes), LONGEST
    )
    for name, parameter in model.named_parameters():
        if "before" in name or "between" in name or "norm" in name:
            nn.init.uniform_(parameter, 0.5, 1.5)
    return model.eval()


def by_hand(block: AttentionBlock, x: Tensor) -> Tensor:
    """One block on the real places of one row."""
    found = []
    keys, values = block.key_value(x).chunk(2, dim=1)
    for at in range(len(x)):
        asking = block.before(x[at])
        parts = []
        for query, key, value in zip(
            block.query(asking).chunk(block.heads),
            keys[: at + 1].chunk(block.heads, dim=1),
            values[: at + 1].chunk(block.heads, dim=1),
            strict=True,
        ):
            weight = torch.softmax(key @ query / len(query) ** 0.5, dim=0)
            parts.append(weight @ value)
        y = block.between(asking + torch.cat(parts))
        found.append(y + block.outer(torch.relu(block.inner(y))))
    return torch.stack(found)


@pytest.mark.parametrize("blocks", [1, 2, 3])
@pytest.mark.parametrize("heads", [1, 2])
def test_it_is_the_stack_of_blocks_written_out(blocks: int, heads: int) -> None:
    """Queries and residuals are normalised, keys and values are not; only what came before is seen."""
    model = made(blocks=blocks, heads=heads, widening=2)
    found = model.encode(HISTORY, LENGTH)
    for row, length in enumerate(LENGTH.clamp_min(1).tolist()):
        x = model.embedding[HISTORY[row, :length]] + model.place[:length]
        for block in model.blocks:
            assert isinstance(block, AttentionBlock)
            x = by_hand(block, x)
        assert torch.allclose(found[row], model.norm(x[-1]), atol=1e-5)


def test_an_empty_history_has_an_answer_and_a_gradient() -> None:
    model = made()
    h = model.encode(HISTORY[2:3], LENGTH[2:3])
    assert h.isfinite().all()
    h.sum().backward()
    assert all(parameter.grad is None or parameter.grad.isfinite().all() for parameter in model.parameters())


def test_the_same_items_in_another_order_are_another_history() -> None:
    model = made(blocks=1)
    orders = torch.tensor([[0, 6, 2], [6, 0, 2]])
    first, second = model.encode(orders, torch.tensor([3, 3]))
    assert (first - second).abs().max() > 1e-3


def test_as_published_it_has_the_layers_that_were_published() -> None:
    """One block, one head, an output layer of its own; the layer norm before that last one is not doubled."""
    model = build_model(N, preset("published", "sasrec"))
    linear, norm = nn.Linear(64, 64), nn.LayerNorm(64)
    tables = (nn.Embedding(N + 1, 64), nn.Embedding(10, 64), nn.Linear(64, N))
    assert parameter_count(model) == sum(map(parameter_count, (*tables, *[linear] * 5, *[norm] * 3)))
    assert isinstance(model, SASRec)
    assert [block.heads for block in model.blocks] == [1]


def test_places_start_as_small_as_the_items() -> None:
    shared = BaselineConfig(embedding_size=64, initial_deviation=0.01)
    torch.manual_seed(0)
    model = SASRec(N, shared, SASRecConfig(), longest=50)
    assert model.place.std().item() == pytest.approx(0.01, rel=0.05)
