"""DreamRec's encoder against attention as torch computes it, and what it reads."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from engine.models.areal.attention_encoder import AttentionEncoder
from engine.models.areal.config import ArealConfig


def encoder(length: int = 5) -> AttentionEncoder:
    torch.manual_seed(0)
    found = AttentionEncoder(ArealConfig(embedding_size=16, encoder="attention"), length).eval()
    with torch.no_grad():
        found.places.normal_()
    return found


def rows() -> tuple[torch.Tensor, torch.Tensor]:
    return torch.randn(4, 5, 16), torch.tensor([5, 3, 1, 0])


def test_it_is_causal_attention_read_at_the_last_item() -> None:
    ours = encoder()
    embedded, length = rows()
    sequence = embedded + ours.places
    queries = ours.enter(sequence)
    attended = F.scaled_dot_product_attention(
        ours.query(queries), ours.key(sequence), ours.value(sequence), is_causal=True
    )
    between = ours.between(attended + queries)
    every = ours.leave(ours.forward_norm(ours.narrow(ours.widen(between)) + between))
    expected = every[torch.arange(3), length[:3] - 1]
    assert torch.allclose(ours(embedded, length)[:3], expected, atol=1e-5)


def test_what_stands_in_the_padding_and_how_much_of_it_changes_nothing() -> None:
    ours = encoder()
    embedded, length = rows()
    other = torch.where((torch.arange(5) < length[:, None])[..., None], embedded, 9.0)
    wider = F.pad(other, (0, 0, 0, 3), value=-7.0)
    assert torch.allclose(ours(wider, length)[:3], ours(embedded, length)[:3], atol=1e-5)


def test_an_empty_history_spoils_no_gradient() -> None:
    ours = encoder().train()
    embedded, length = rows()
    embedded.requires_grad_()
    h = torch.where(length[:, None] > 0, ours(embedded, length), torch.zeros(16))
    h.sum().backward()
    assert embedded.grad is not None
    assert embedded.grad.isfinite().all()
    assert all(
        parameter.grad is not None and parameter.grad.isfinite().all() for parameter in ours.parameters()
    )


def test_the_weights_of_the_items_add_up_to_one_and_padding_has_none() -> None:
    embedded, length = rows()
    found = encoder().attention(embedded, length)
    assert found.places is not None
    assert found.places.sum(1).tolist() == [1, 1, 1, 0] or torch.allclose(
        found.places.sum(1), torch.tensor([1.0, 1.0, 1.0, 0.0])
    )
    assert (found.places[1, 3:] == 0).all()
    assert found.scales.numel() == found.fusion.numel() == 0


def test_the_place_of_an_item_counts() -> None:
    ours = encoder()
    embedded, _ = rows()
    swapped = embedded[:, [1, 0, 2, 3, 4]]
    length = torch.full((4,), 5)
    assert not torch.allclose(ours(embedded, length), ours(swapped, length))
