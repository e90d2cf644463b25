"""GRU4Rec against a GRU that is told the lengths, and against the layers that were published."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.gru4rec import GRU4Rec, state_after
from engine.models.baselines.gru4rec_config import GRU4RecConfig
from engine.models.baselines.next_item import last_state
from engine.training.presets import preset
from engine.training.setup import build_model, parameter_count

N = 9
HISTORY = torch.tensor([[3, 1, N, N], [5, N, N, N], [N, N, N, N], [0, 6, 2, 8]])
LENGTH = torch.tensor([2, 1, 0, 4])


def packed(model: GRU4Rec) -> Tensor:
    """The last states, with the pad embedding for one step of an empty history."""
    embedded = model.embedding[HISTORY]
    rows = pack_padded_sequence(embedded, LENGTH.clamp_min(1), batch_first=True, enforce_sorted=False)
    states: Tensor = model.gru(rows)[1]
    return states[-1]


@pytest.mark.parametrize("layers", [1, 2])
def test_it_is_the_gru_that_is_told_the_lengths(layers: int) -> None:
    torch.manual_seed(0)
    shared = BaselineConfig(embedding_size=8, initial_deviation=0.5)
    model = GRU4Rec(N, shared, GRU4RecConfig(hidden_size=8, layers=layers)).eval()
    assert torch.allclose(model.encode(HISTORY, LENGTH), packed(model), atol=1e-6)


def test_another_width_is_brought_back_to_that_of_the_items() -> None:
    torch.manual_seed(0)
    model = GRU4Rec(N, BaselineConfig(embedding_size=8), GRU4RecConfig(hidden_size=20)).eval()
    assert isinstance(model.back, nn.Linear)
    assert torch.allclose(model.encode(HISTORY, LENGTH), model.back(packed(model)), atol=1e-6)


def test_as_published_it_has_the_layers_that_were_published() -> None:
    model = build_model(N, preset("published", "gru4rec"))
    layers = (nn.Embedding(N + 1, 64), nn.GRU(64, 64), nn.Linear(64, N))
    assert parameter_count(model) == sum(map(parameter_count, layers))
    assert isinstance(model, GRU4Rec)
    assert model.gru.bias
    assert model.dropout.p == 0


def test_leaving_padding_out_changes_neither_state_nor_gradient() -> None:
    """As a device computes it, which walks over the padding."""
    torch.manual_seed(0)
    gru, embedded = nn.GRU(8, 12, batch_first=True), torch.randn(4, 4, 8)
    shown = LENGTH.clamp_min(1)
    found = []
    for state in (state_after, lambda gru, rows, shown: last_state(gru(rows)[0], shown)):
        gru.zero_grad()
        h = state(gru, embedded, shown)
        h.square().sum().backward()
        assert gru.weight_hh_l0.grad is not None
        found.append((h.detach(), gru.weight_hh_l0.grad.clone()))
    assert torch.allclose(found[0][0], found[1][0], atol=1e-6)
    assert torch.allclose(found[0][1], found[1][1], atol=1e-5)


def test_on_a_device_or_exported_it_reads_the_state_of_the_last_item(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    model = GRU4Rec(N, BaselineConfig(embedding_size=8, initial_deviation=0.5), GRU4RecConfig(hidden_size=8))
    expected = packed(model.eval())
    monkeypatch.setattr(torch.compiler, "is_exporting", lambda: True)
    assert torch.allclose(model.encode(HISTORY, LENGTH), expected, atol=1e-6)
