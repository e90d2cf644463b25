"""CL4SRec: what takes part in the contrast, and what can never be recommended."""

from __future__ import annotations

import torch

from engine.models.baselines.cl4srec import MOST_TOGETHER, CL4SRec
from engine.models.baselines.cl4srec_config import CL4SRecConfig
from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.sasrec_config import SASRecConfig

N = 30


def made(weight: float = 0.1) -> CL4SRec:
    torch.manual_seed(0)
    shared = BaselineConfig(embedding_size=8, dropout=0.0, initial_deviation=0.3)
    return CL4SRec(N, shared, SASRecConfig(), CL4SRecConfig(weight=weight), 6)


def rows(number: int, length: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(1)
    history = torch.full((number, 6), N)
    history[:, :length] = torch.randint(0, N, (number, length))
    return history, torch.full((number,), length), torch.randint(0, N, (number,))


def contrast(model: CL4SRec, *batch: torch.Tensor) -> float:
    torch.manual_seed(2)
    return model.loss(*batch)["contrast"].item()


def test_the_contrast_is_a_weighted_term_beside_that_of_the_next_item() -> None:
    batch = rows(16, 4)
    terms = made().loss(*batch)
    assert terms.keys() == {"cross_entropy", "contrast"}
    once, twice = contrast(made(0.1), *batch), contrast(made(0.2), *batch)
    assert once > 0
    assert abs(twice / once - 2) < 1e-5


def test_histories_of_fewer_than_two_items_take_no_part() -> None:
    for length in (0, 1):
        assert contrast(made(), *rows(16, length)) == 0.0


def test_equal_histories_are_not_told_apart() -> None:
    history, length, target = rows(1, 4)
    assert contrast(made(), history.repeat(16, 1), length.repeat(16), target.repeat(16)) == 0.0


def test_a_batch_of_one_has_nobody_to_be_told_from() -> None:
    assert contrast(made(), *rows(1, 4)) == 0.0


def test_a_large_batch_is_told_apart_in_groups() -> None:
    few, many = contrast(made(), *rows(MOST_TOGETHER, 4)), contrast(made(), *rows(2 * MOST_TOGETHER, 4))
    assert abs(many / few - 1) < 0.05  # more rows to be told from would make it larger


def test_what_hides_an_item_is_in_no_catalogue() -> None:
    model = made().eval()
    assert len(model.items()) == len(model.compared()) == N
    history, length, _ = rows(2, 3)
    assert model.scores(history, length).shape == (2, N)


def test_a_hidden_item_is_seen_as_hidden() -> None:
    """Whatever item it was: the history without it is another one."""
    model = made().eval()
    history = torch.tensor([[3, 7, N, N, N, N], [3, N + 1, N, N, N, N], [3, N, N, N, N, N]])
    h = model.encode(history, torch.tensor([2, 2, 1]))
    assert (h[0] - h[1]).abs().max() > 1e-3
    assert (h[1] - h[2]).abs().max() > 1e-3
