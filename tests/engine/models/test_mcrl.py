"""The encoder: padding, readout, and what each branch sees."""

from __future__ import annotations

import pytest
import torch

from engine.models.areal.mcrl import MCRL, REACH, MCRLBlock, MultiScaleCnn, ResidualLstm

SIZE = 16
LENGTH = 10


def rows(count: int = 40) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Random sequences of every length from 1, zero behind their end."""
    length = torch.arange(count) % LENGTH + 1
    real = torch.arange(LENGTH) < length[:, None]
    return torch.randn(count, LENGTH, SIZE).masked_fill(~real[..., None], 0.0), real, length


def test_a_block_keeps_the_length_of_the_sequence() -> None:
    sequence, real, _ = rows()
    assert MCRLBlock(SIZE)(sequence, real).shape == sequence.shape


def test_the_readout_is_the_whole_block_at_the_last_item() -> None:
    block = MCRLBlock(SIZE)
    sequence, real, length = rows()
    whole = block(sequence, real)[torch.arange(len(length)), length - 1]
    assert torch.allclose(block.at_last(sequence, length), whole, atol=1e-6)


@pytest.mark.parametrize("layers", [1, 2])
def test_what_stands_behind_the_end_of_a_sequence_does_not_matter(layers: int) -> None:
    encoder = MCRL(SIZE, layers, 0.0)
    sequence, real, length = rows()
    dirty = torch.where(real[..., None], sequence, torch.full_like(sequence, 7.0))
    assert torch.allclose(encoder(sequence, length), encoder(dirty, length), atol=1e-6)


@pytest.mark.parametrize("layers", [1, 2])
def test_a_row_does_not_depend_on_its_batch(layers: int) -> None:
    encoder = MCRL(SIZE, layers, 0.0)
    sequence, _, length = rows()
    alone = torch.cat([encoder(sequence[n : n + 1], length[n : n + 1]) for n in range(len(length))])
    assert torch.allclose(encoder(sequence, length), alone, atol=1e-5)


def test_the_local_branch_sees_its_reach_and_no_further() -> None:
    branch = MultiScaleCnn(SIZE)
    sequence = torch.randn(1, LENGTH, SIZE, requires_grad=True)
    branch(sequence, torch.ones(1, LENGTH, dtype=torch.bool))[0, -1].sum().backward()
    assert sequence.grad is not None
    seen = sequence.grad[0].abs().sum(-1) > 0
    assert seen.tolist() == [n >= LENGTH - 1 - REACH for n in range(LENGTH)]


def test_the_global_branch_sees_everything_before() -> None:
    branch = ResidualLstm(SIZE)
    sequence = torch.randn(1, LENGTH, SIZE, requires_grad=True)
    branch(sequence)[0, 4].sum().backward()
    assert sequence.grad is not None
    assert (sequence.grad[0].abs().sum(-1) > 0).tolist() == [n <= 4 for n in range(LENGTH)]
