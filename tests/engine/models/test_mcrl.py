"""The encoder: against its equations, in every form of Table 3, and what it may not depend on."""

from __future__ import annotations

from typing import get_args

import pytest
import torch

from engine.models.areal.config import ArealConfig, Branches, Kernels
from engine.models.areal.mcrl import MCRL
from engine.models.areal.packing import Packing
from tests.support.plain_mcrl import PlainMcrl

SIZE, LENGTH = 16, 10

FORMS = [
    *(ArealConfig(kernels=kernels) for kernels in get_args(Kernels)),
    *(ArealConfig(branches=branches) for branches in get_args(Branches)),
    *(ArealConfig(fusion_weight=weight) for weight in (0.0, 0.3, 1.0)),
]


def name(form: ArealConfig) -> str:
    return str(form.model_dump(exclude_defaults=True))


def encoder(form: ArealConfig, layers: int) -> MCRL:
    config = form.model_copy(update={"embedding_size": SIZE, "layers": layers, "dropout": 0.0})
    return MCRL(config)


def rows(count: int = 40) -> tuple[torch.Tensor, torch.Tensor]:
    """Random sequences of every length from 1."""
    length = torch.arange(count) % LENGTH + 1
    return torch.randn(count, LENGTH, SIZE), length


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("form", FORMS, ids=name)
def test_value_and_gradients_are_those_of_the_equations_at_every_position(
    form: ArealConfig, layers: int
) -> None:
    model = encoder(form, layers)
    sequence, length = rows()
    sequence.requires_grad_()
    ours, theirs = model(sequence, length), PlainMcrl(model)(sequence, length)
    assert torch.allclose(ours, theirs, atol=1e-5)
    wanted, weight = [sequence, *model.parameters()], torch.randn_like(ours)
    for own, reference in zip(
        *(torch.autograd.grad(h, wanted, weight, allow_unused=True) for h in (ours, theirs)), strict=True
    ):
        assert (own is None and reference is None) or torch.allclose(own, reference, atol=1e-4)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("form", FORMS, ids=name)
def test_a_device_that_keeps_the_padding_gets_the_same(
    form: ArealConfig, layers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = encoder(form, layers)
    sequence, length = rows()
    length[3] = 0
    expected, weights = model(sequence, length), model.attention(sequence, length)
    monkeypatch.setattr(MCRL, "_packing", lambda self, real: Packing.of(real, self.reach, whole=True))
    kept = length > 0
    assert torch.allclose(model(sequence, length)[kept], expected[kept], atol=1e-5)
    assert torch.allclose(model.attention(sequence, length).scales, weights.scales, atol=1e-5)
    assert torch.allclose(model.attention(sequence, length).fusion, weights.fusion, atol=1e-5)


@pytest.mark.parametrize("size", [8, 256])
def test_the_smallest_and_the_largest_width_work(size: int) -> None:
    h = MCRL(ArealConfig(embedding_size=size))(torch.randn(2, 3, size), torch.tensor([3, 1]))
    assert h.shape == (2, size)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("form", FORMS, ids=name)
def test_what_stands_behind_the_end_of_a_sequence_does_not_matter(form: ArealConfig, layers: int) -> None:
    model = encoder(form, layers)
    sequence, length = rows()
    hidden = torch.arange(LENGTH) >= length[:, None]
    dirty = sequence.masked_fill(hidden[..., None], 7.0)
    assert torch.equal(model(sequence, length), model(dirty, length))


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("form", FORMS, ids=name)
def test_a_row_does_not_depend_on_its_batch(form: ArealConfig, layers: int) -> None:
    model = encoder(form, layers)
    sequence, length = rows(20)
    alone = torch.cat([model(sequence[n : n + 1], length[n : n + 1]) for n in range(len(length))])
    assert torch.allclose(model(sequence, length), alone, atol=1e-5)


@pytest.mark.parametrize("lengths", [[0], [0, 3, 0], [0, 0]])
@pytest.mark.parametrize("form", FORMS, ids=name)
def test_an_empty_row_leaves_every_gradient_finite(form: ArealConfig, lengths: list[int]) -> None:
    model = encoder(form, 2)
    sequence = torch.randn(len(lengths), LENGTH, SIZE, requires_grad=True)
    model(sequence, torch.tensor(lengths)).sum().backward()
    gradients = [sequence.grad, *(parameter.grad for parameter in model.parameters())]
    assert all(gradient.isfinite().all() for gradient in gradients if gradient is not None)


def seen_by(form: ArealConfig) -> list[int]:
    """The positions of one full sequence that the readout depends on."""
    sequence = torch.randn(1, LENGTH, SIZE, requires_grad=True)
    encoder(form, 1)(sequence, torch.tensor([LENGTH]))[0, 0].backward()
    assert sequence.grad is not None
    return sequence.grad[0].abs().sum(-1).nonzero()[:, 0].tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(("kernels", "reach"), [("1", 1), ("3", 2), ("1,3", 2), ("1,3,5", 3), ("1,3,5,7", 4)])
def test_the_local_branch_sees_as_far_as_its_kernels(kernels: Kernels, reach: int) -> None:
    form = ArealConfig(branches="local", kernels=kernels)
    assert seen_by(form) == list(range(LENGTH - 1 - reach, LENGTH))


@pytest.mark.parametrize("branches", ["global", "both", "neither"])
def test_the_others_see_the_whole_sequence(branches: Branches) -> None:
    assert seen_by(ArealConfig(branches=branches)) == list(range(LENGTH))


def test_without_branches_the_mean_of_the_items_is_left() -> None:
    sequence, length = rows(3)
    h = encoder(ArealConfig(branches="neither"), 1)(sequence, length)
    assert torch.allclose(h[2], sequence[2, :3].mean(0), atol=1e-6)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("form", FORMS, ids=name)
def test_attention_adds_up_to_one_at_every_item_and_is_nothing_at_the_padding(
    form: ArealConfig, layers: int
) -> None:
    sequence, length = rows()
    found = encoder(form, layers).attention(sequence, length)
    real = (torch.arange(LENGTH) < length[:, None])[:, None]
    blocks = 0 if form.branches == "neither" else layers
    scales = len(form.kernel_widths) if form.branches in ("both", "local") else 0
    assert found.scales.shape == (len(length), blocks, LENGTH, scales)
    assert found.fusion.shape == (len(length), blocks, LENGTH, 2)
    for weights in (found.scales, found.fusion):
        assert (weights >= 0).all()
        if weights.shape[-1]:
            assert torch.allclose(weights.sum(-1), real.expand(-1, blocks, -1).float(), atol=1e-6)


@pytest.mark.parametrize(
    ("form", "local"),
    [
        (ArealConfig(fusion_weight=0.3), 0.3),
        (ArealConfig(branches="local"), 1.0),
        (ArealConfig(branches="global"), 0.0),
        (ArealConfig(branches="global", fusion_weight=0.3), 0.0),
    ],
)
def test_fixed_weights_are_read_out_as_they_were_set(form: ArealConfig, local: float) -> None:
    sequence, length = rows(1)
    assert encoder(form, 1).attention(sequence, length).fusion[0, 0, 0].tolist() == pytest.approx(
        [local, 1 - local]
    )


def test_attention_belongs_to_the_row_also_beside_longer_ones() -> None:
    model = encoder(ArealConfig(), 2)
    sequence, length = rows()
    together, alone = model.attention(sequence, length), model.attention(sequence[4:5], length[4:5])
    assert torch.allclose(together.scales[4], alone.scales[0], atol=1e-5)
    assert torch.allclose(together.fusion[4], alone.fusion[0], atol=1e-5)


def test_packing_keeps_every_real_position_and_knows_its_neighbours() -> None:
    real = torch.tensor([[1, 1, 0], [0, 0, 0], [1, 1, 1]]).bool()
    packing = Packing.of(real, 1, whole=False)
    assert packing.sizes == [3, 2, 1]
    assert packing.source.tolist() == [6, 0, 3, 7, 1, 8]
    assert packing.last.tolist() == [4, 2, 5]
    assert packing.near.tolist() == [
        [6, 0, 3],
        [6, 1, 4],
        [6, 2, 6],
        [0, 3, 5],
        [1, 4, 6],
        [3, 5, 6],
        [6] * 3,
    ]
    numbers = torch.arange(9.0).view(3, 3, 1)
    assert packing.unpack(packing.pack(numbers), real)[..., 0].tolist() == [[0, 1, 0], [0, 0, 0], [6, 7, 8]]


def test_item_dropout_hides_whole_items_while_training_and_none_afterwards() -> None:
    form = ArealConfig(item_dropout=0.5)
    embedded, length = rows(400)
    model = encoder(form, layers=1)
    shown_always = encoder(ArealConfig(), layers=1)
    shown_always.load_state_dict(model.state_dict())
    torch.manual_seed(0)
    hidden = model(embedded, length)
    changed = (hidden - shown_always(embedded, length)).abs().amax(1) > 1e-6
    assert 0.5 < changed[length > 1].double().mean() <= 1.0
    assert torch.equal(model.eval()(embedded, length), shown_always.eval()(embedded, length))


def test_half_of_the_items_are_hidden_at_random_and_padding_is_never_shown() -> None:
    model = encoder(ArealConfig(item_dropout=0.5), layers=1)
    real = torch.arange(LENGTH) < torch.tensor([[3], [10]]).expand(2, 500).reshape(-1, 1)
    torch.manual_seed(0)
    shown = model._shown(real)
    assert not (shown & ~real).any()
    assert float(shown[real].double().mean()) == pytest.approx(0.5, abs=0.03)
