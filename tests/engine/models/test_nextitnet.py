"""NextItNet's encoder: dilations in their order, causal, norms over channels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from engine.models.baselines.nextitnet import CausalConvolution, NextItNetEncoder, ResidualBlock

SIZE = 4


def seen_from_the_last(see: Callable[[torch.Tensor], torch.Tensor], length: int) -> list[int]:
    """How far back the items are that reach the last place of a row."""
    x = torch.randn(length, SIZE, requires_grad=True)
    see(x)[-1].square().sum().backward()  # type: ignore[no-untyped-call]
    assert x.grad is not None
    return [length - 1 - int(place) for place in x.grad.abs().sum(1).nonzero()[:, 0]]


def places(length: int) -> torch.Tensor:
    return torch.arange(length)


def test_a_convolution_sees_three_items_at_its_dilation() -> None:
    convolution = CausalConvolution(SIZE, 4)
    assert seen_from_the_last(lambda x: convolution(x, places(12)), 12) == [8, 4, 0]


def test_it_is_the_convolution_of_torch() -> None:
    ours = CausalConvolution(SIZE, 2)
    theirs = nn.Conv1d(SIZE, SIZE, 3, dilation=2)
    assert theirs.bias is not None
    with torch.no_grad():  # theirs: the last of the kernel is the place itself
        theirs.weight.copy_(ours.mix.weight.view(SIZE, 3, SIZE).flip(1).transpose(1, 2))
        theirs.bias.copy_(ours.mix.bias)
    x = torch.randn(2, 7, SIZE)
    padded = nn.functional.pad(x, (0, 0, 4, 0)).transpose(1, 2)
    found = ours(x.flatten(0, 1), places(7).repeat(2)).view(2, 7, SIZE)
    assert torch.allclose(found, theirs(padded).transpose(1, 2), atol=1e-6)


def test_nothing_of_another_row_is_seen() -> None:
    convolution = CausalConvolution(SIZE, 1)
    both = torch.cat([places(3), places(2)])
    assert seen_from_the_last(lambda x: convolution(x, both), 5) == [1, 0]


def test_nothing_later_is_seen() -> None:
    x = torch.randn(9, SIZE, requires_grad=True)
    ResidualBlock(SIZE, 2)(x, places(9))[4].square().sum().backward()
    assert x.grad is not None
    assert x.grad[5:].abs().max() == 0


def test_the_second_convolution_of_a_block_is_twice_as_wide() -> None:
    block = ResidualBlock(SIZE, 2)
    assert [layer.dilation for layer in block.convolutions] == [2, 4]
    assert seen_from_the_last(lambda x: block(x, places(20)), 20) == [12, 10, 8, 6, 4, 2, 0]


def test_dilations_come_in_the_order_they_are_given() -> None:
    encoder = NextItNetEncoder(SIZE, (1, 4))
    assert [block.convolutions[0].dilation for block in encoder.blocks] == [1, 4]  # type: ignore[index,union-attr]


def test_two_blocks_of_the_usual_ones_see_as_far_as_their_help_says() -> None:
    encoder = NextItNetEncoder(SIZE, (1, 2))
    row = torch.randn(1, 30, SIZE, requires_grad=True)
    encoder(row, torch.tensor([30])).square().sum().backward()
    assert row.grad is not None
    assert row.grad[0].abs().sum(1).nonzero()[:, 0].tolist() == list(range(30 - 19, 30))


def test_the_norm_of_a_place_does_not_depend_on_the_others() -> None:
    block = ResidualBlock(SIZE, 1)
    assert {norm.normalized_shape for norm in block.norms} == {(SIZE,)}  # type: ignore[arg-type]


def test_padding_is_not_seen() -> None:
    torch.manual_seed(0)
    encoder = NextItNetEncoder(SIZE).eval()
    rows = [torch.randn(3, SIZE), torch.randn(1, SIZE), torch.randn(8, SIZE)]
    wide = torch.full((3, 8, SIZE), 9.0)
    for place, row in enumerate(rows):
        wide[place, : len(row)] = row
    together = encoder(wide, torch.tensor([3, 1, 8]))
    for row, found in zip(rows, together, strict=True):
        assert torch.allclose(encoder(row[None], torch.tensor([len(row)]))[0], found, atol=1e-6)


def test_a_batch_of_one_keeps_its_shape() -> None:
    assert NextItNetEncoder(SIZE)(torch.randn(1, 1, SIZE), torch.tensor([1])).shape == (1, SIZE)


def test_it_has_the_parameters_of_its_blocks() -> None:
    encoder = NextItNetEncoder(64, (1, 2, 1, 2))
    block = 2 * (3 * 64 * 64 + 64 + 2 * 64)
    assert sum(parameter.numel() for parameter in encoder.parameters()) == 4 * block


def by_hand(encoder: NextItNetEncoder, row: torch.Tensor) -> torch.Tensor:
    """One row, place by place: convolution, norm, rectifier, twice, and what came in."""

    def convolved(layer: CausalConvolution, x: torch.Tensor) -> torch.Tensor:
        before = torch.cat([torch.zeros(2 * layer.dilation, SIZE), x])
        ends = range(2 * layer.dilation, len(before))
        near = [torch.cat([before[end - k * layer.dilation] for k in range(3)]) for end in ends]
        return layer.mix(torch.stack(near))  # type: ignore[no-any-return]

    x = row
    for block in encoder.blocks:
        assert isinstance(block, ResidualBlock)
        found = x
        for layer, norm in zip(block.convolutions, block.norms, strict=True):
            assert isinstance(layer, CausalConvolution)
            found = torch.relu(norm(convolved(layer, found)))
        x = x + found
    return torch.relu(x[-1])


@pytest.mark.parametrize("exporting", [False, True])
def test_it_is_the_blocks_written_out(exporting: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a processor, which leaves padding out, and as a device or an export computes it."""
    monkeypatch.setattr(torch.compiler, "is_exporting", lambda: exporting)
    torch.manual_seed(0)
    encoder = NextItNetEncoder(SIZE, (1, 2)).eval()
    for name, parameter in encoder.named_parameters():
        if "norms" in name:
            nn.init.uniform_(parameter, -1.5, 1.5)
    rows = [torch.randn(n, SIZE) for n in (3, 1, 8)]
    wide = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=9.0)
    for row, found in zip(rows, encoder(wide, torch.tensor([3, 1, 8])), strict=True):
        assert torch.allclose(found, by_hand(encoder, row), atol=1e-5)
