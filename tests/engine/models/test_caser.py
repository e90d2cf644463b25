"""Caser's encoder: places count from the latest item, and padding is never seen."""

from __future__ import annotations

import pytest
import torch

from engine.models.baselines.caser import CaserEncoder, by_recency

SIZE, PLACES = 4, 6


def encoder(**changes: object) -> CaserEncoder:
    torch.manual_seed(0)
    return CaserEncoder(SIZE, PLACES, **changes).eval()  # type: ignore[arg-type]


def padded(rows: list[torch.Tensor], width: int, filling: float = 7.0) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows padded on the right with something that must not matter, and their lengths."""
    whole = torch.full((len(rows), width, SIZE), filling)
    for place, row in enumerate(rows):
        whole[place, : len(row)] = row
    return whole, torch.tensor([len(row) for row in rows])


def test_the_last_item_is_in_the_last_place_and_what_is_missing_is_zero() -> None:
    rows = [torch.arange(1.0, 3)[:, None].expand(2, SIZE), torch.arange(1.0, 9)[:, None].expand(8, SIZE)]
    recent, real = by_recency(*padded(rows, 9), PLACES)
    assert recent[:, :, 0].tolist() == [[0, 0, 0, 0, 1, 2], [3, 4, 5, 6, 7, 8]]
    assert real.sum(1).tolist() == [2, PLACES]


def test_the_vertical_filter_weighs_by_recency() -> None:
    """The same last items have the same features however long ago the session began."""
    caser = encoder()
    torch.nn.init.zeros_(caser.vertical.weight)
    with torch.no_grad():
        caser.vertical.weight[:, -1] = 1.0
        caser.vertical.bias.zero_()
    row = torch.rand(5, SIZE)
    features = caser(*padded([row, row[2:], row[4:]], 7))[:, -SIZE:]
    assert torch.allclose(features, row[-1].expand(3, -1))


def test_padding_gives_no_floor_under_the_maximum() -> None:
    """Filters that answer every real window with a negative number answer nothing, whatever their bias."""
    caser = encoder(vertical=1)
    with torch.no_grad():
        for layer in caser.horizontal:
            layer.weight.fill_(-1.0)
            layer.bias.fill_(0.1)
    features = caser(*padded([torch.ones(1, SIZE), torch.ones(2, SIZE)], 6))
    assert features[:, :-SIZE].abs().max() == 0


def test_padding_is_not_seen() -> None:
    rows = [torch.randn(n, SIZE) for n in (1, 3, 6)]
    caser = encoder()
    features = caser(*padded(rows, 6))
    assert torch.allclose(caser(*padded(rows, 9, filling=-50.0)), features, atol=1e-6)
    for row, expected in zip(rows, features, strict=True):
        assert torch.allclose(caser(*padded([row], len(row)))[0], expected, atol=1e-6)


def test_a_batch_of_one_keeps_its_shape() -> None:
    assert encoder(vertical=1)(torch.randn(1, 1, SIZE), torch.tensor([1])).shape == (1, 3 * 16 + SIZE)


def test_it_has_the_features_of_the_published_variant() -> None:
    caser = CaserEncoder(64, 10)
    assert caser.width == 112
    filters = sum(64 * height * 16 + 16 for height in (2, 3, 4))
    assert sum(parameter.numel() for parameter in caser.parameters()) == filters + 10 + 1


def test_filters_start_as_filters_over_a_picture_with_one_channel() -> None:
    torch.manual_seed(0)
    caser = CaserEncoder(64, 10, horizontal=16, vertical=200)
    for layer, height in zip(caser.horizontal, (2, 3, 4), strict=True):
        assert isinstance(layer, torch.nn.Conv1d)
        assert layer.weight.std().item() == pytest.approx((2 / (17 * height * 64)) ** 0.5, rel=0.1)
        assert layer.bias is not None
        assert layer.bias.tolist() == pytest.approx([0.1] * 16)
    assert caser.vertical.weight.std().item() == pytest.approx((2 / (201 * 10)) ** 0.5, rel=0.1)
    assert caser.vertical.bias.tolist() == pytest.approx([0.1] * 200)


def test_a_layer_between_brings_the_features_to_the_width_of_the_embeddings() -> None:
    caser = encoder(between=True, vertical=3)
    assert caser.width == SIZE
    assert caser(torch.randn(2, 5, SIZE), torch.tensor([5, 2])).shape == (2, SIZE)


def test_heights_beyond_the_places_span_all_of_them() -> None:
    caser = CaserEncoder(SIZE, 2, heights=(1, 2, 3, 4))
    assert [layer.kernel_size for layer in caser.horizontal] == [(1,), (2,)]


@pytest.mark.parametrize("length", [1, 2, 6])
def test_every_item_within_the_places_has_a_say(length: int) -> None:
    embedded = torch.randn(1, length, SIZE, requires_grad=True)
    caser = encoder()
    torch.nn.init.ones_(caser.vertical.weight)
    torch.nn.init.constant_(caser.vertical.bias, 10.0)
    caser(embedded, torch.tensor([length])).sum().backward()
    assert embedded.grad is not None
    assert (embedded.grad.abs().sum(2) > 0).all()


def by_hand(caser: CaserEncoder, row: torch.Tensor) -> torch.Tensor:
    """The features of one row, filter by filter and window by window; what is missing is zero."""
    picture = torch.cat([torch.zeros(PLACES, SIZE), row])[-PLACES:]
    found = []
    for layer in caser.horizontal:
        assert isinstance(layer, torch.nn.Conv1d)
        assert layer.bias is not None
        high = layer.kernel_size[0]
        for weight, bias in zip(layer.weight, layer.bias, strict=True):
            ends = range(max(high, PLACES - len(row) + 1), PLACES + 1)  # behind the last item of each window
            answers = [(weight.T * picture[end - high : end]).sum() + bias for end in ends]
            found.append(max(0.0, *(float(answer) for answer in answers)))
    for weight, bias in zip(caser.vertical.weight, caser.vertical.bias, strict=True):
        found += torch.relu(weight @ picture + bias).tolist()
    return torch.tensor(found)


def test_it_is_the_filters_written_out_window_by_window() -> None:
    """Rectified answers, the strongest of the windows that end on an item, then the vertical ones."""
    caser = encoder(horizontal=5, vertical=2)
    for layer in (*caser.horizontal, caser.vertical):
        torch.nn.init.uniform_(layer.bias, -0.5, 0.5)  # type: ignore[arg-type]
    rows = [torch.randn(n, SIZE) for n in (1, 2, 4, 6, 8)]
    with torch.no_grad():
        features = caser(*padded(rows, 8))
        for row, found in zip(rows, features, strict=True):
            assert torch.allclose(found, by_hand(caser, row), atol=1e-5)
