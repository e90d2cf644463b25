"""NextItNet's encoder: dilations in their order, causal, norms over channels."""

from __future__ import annotations

import torch
from torch import nn

from engine.models.baselines.nextitnet import CausalConvolution, NextItNetEncoder, ResidualBlock

SIZE = 4


def seen_from_the_last(module: nn.Module, length: int) -> list[int]:
    """How far back the items are that reach the last place."""
    x = torch.randn(1, length, SIZE, requires_grad=True)
    module(x)[0, -1].square().sum().backward()
    assert x.grad is not None
    return [length - 1 - int(place) for place in x.grad[0].abs().sum(1).nonzero()[:, 0]]


def test_a_convolution_sees_three_items_at_its_dilation() -> None:
    assert seen_from_the_last(CausalConvolution(SIZE, 4), 12) == [8, 4, 0]


def test_it_is_the_convolution_of_torch() -> None:
    ours = CausalConvolution(SIZE, 2)
    theirs = nn.Conv1d(SIZE, SIZE, 3, dilation=2)
    with torch.no_grad():  # theirs: the last of the kernel is the place itself
        theirs.weight.copy_(ours.mix.weight.view(SIZE, 3, SIZE).flip(1).transpose(1, 2))
        theirs.bias.copy_(ours.mix.bias)  # type: ignore[union-attr]
    x = torch.randn(2, 7, SIZE)
    padded = nn.functional.pad(x, (0, 0, 4, 0)).transpose(1, 2)
    assert torch.allclose(ours(x), theirs(padded).transpose(1, 2), atol=1e-6)


def test_nothing_later_is_seen() -> None:
    x = torch.randn(1, 9, SIZE, requires_grad=True)
    NextItNetEncoder(SIZE).blocks(x)[0, 4].square().sum().backward()
    assert x.grad is not None
    assert x.grad[0, 5:].abs().max() == 0


def test_the_second_convolution_of_a_block_is_twice_as_wide() -> None:
    block = ResidualBlock(SIZE, 2)
    dilations = [layer.dilation for layer in block.layers if isinstance(layer, CausalConvolution)]
    assert dilations == [2, 4]
    assert seen_from_the_last(block, 20) == [12, 10, 8, 6, 4, 2, 0]
    assert block.reach == 12


def test_dilations_come_in_the_order_they_are_given() -> None:
    encoder = NextItNetEncoder(SIZE, (1, 4))
    assert [block.reach for block in encoder.blocks] == [6, 24]  # type: ignore[union-attr]
    assert encoder.reach == 30


def test_the_usual_dilations_see_all_of_ten_items() -> None:
    encoder = NextItNetEncoder(SIZE)
    assert encoder.reach == 2 * (1 + 2 + 2 + 4 + 1 + 2 + 2 + 4)
    assert seen_from_the_last(encoder.blocks, 10) == list(range(9, -1, -1))


def test_norms_are_over_channels() -> None:
    """The norm of one place does not depend on what stands elsewhere."""
    norms = [layer for layer in ResidualBlock(SIZE, 1).layers if isinstance(layer, nn.LayerNorm)]
    assert [norm.normalized_shape for norm in norms] == [(SIZE,), (SIZE,)]


def test_padding_is_not_seen() -> None:
    torch.manual_seed(0)
    encoder = NextItNetEncoder(SIZE).eval()
    row = torch.randn(3, SIZE)
    alone = encoder(row[None], torch.tensor([3]))
    wide = torch.full((1, 8, SIZE), 9.0)
    wide[0, :3] = row
    assert torch.allclose(encoder(wide, torch.tensor([3])), alone, atol=1e-6)


def test_a_batch_of_one_keeps_its_shape() -> None:
    assert NextItNetEncoder(SIZE)(torch.randn(1, 1, SIZE), torch.tensor([1])).shape == (1, SIZE)


def test_it_has_the_parameters_of_its_blocks() -> None:
    encoder = NextItNetEncoder(64, (1, 2, 1, 2))
    block = 2 * (3 * 64 * 64 + 64 + 2 * 64)
    assert sum(parameter.numel() for parameter in encoder.parameters()) == 4 * block
