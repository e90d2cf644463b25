"""CL4SRec: what takes part in the contrast, and what can never be recommended."""

from __future__ import annotations

import math

import pytest
import torch

from engine.models.baselines import cl4srec
from engine.models.baselines.cl4srec import MOST_TOGETHER, CL4SRec
from engine.models.baselines.cl4srec_config import CL4SRecConfig
from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.sasrec import SASRec
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


HIDDEN = N + 1
HISTORIES = [[3, 7, 1, 4], [3, 7], [8, 2, 5], [9], [], [6, 7, 8]]
"""The second begins as the first; the fourth and the fifth have no views."""
VIEWS = (
    [[7, 1], [3, HIDDEN], [8], [9], [], [7, 8]],
    [[3, 1, 7, 4], [7, 3], [2, 8, 5], [9], [], [8]],
)
"""The first view of the third and the second of the last are equal."""


def padded(rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    whole = [[*row, *[N] * (6 - len(row))] for row in rows]
    return torch.tensor(whole), torch.tensor([len(row) for row in rows])


def by_hand(model: CL4SRec, temperature: float) -> float:
    """The mean over the views of -log of how surely the other view of the row is told from the others."""
    counted = [row for row, items in enumerate(HISTORIES) if len(items) >= 2]
    whole = [(row, view, VIEWS[view][row]) for view in range(2) for row in counted]
    h = model.encode(*padded([items for _, _, items in whole])).detach().double()
    total = 0.0
    for at, (row, view, items) in enumerate(whole):
        right, others = 0.0, []
        for to, (other, of_other, its_items) in enumerate(whole):
            likeness = float(h[at] @ h[to]) / temperature
            shorter = min(len(HISTORIES[row]), len(HISTORIES[other]))
            related = HISTORIES[row][:shorter] == HISTORIES[other][:shorter] or items == its_items
            if other == row and of_other != view:
                right = likeness
            elif not related:
                others.append(likeness)
        total += math.log(sum(map(math.exp, [right, *others]))) - right
    return total / len(whole)


def test_the_contrast_is_that_of_the_views_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two items are enough; beginnings of one session and equal views are not told apart."""
    torch.manual_seed(0)
    shared = BaselineConfig(embedding_size=8, dropout=0.0, initial_deviation=1.0)
    config = CL4SRecConfig(weight=0.3, temperature=0.4)
    model = CL4SRec(N, shared, SASRecConfig(), config, 6)
    monkeypatch.setattr(cl4srec, "two_views", lambda *_: tuple(map(padded, VIEWS)))
    batch = (*padded(HISTORIES), torch.tensor([1, 2, 3, 4, 5, 6]))
    terms = model.loss(*batch)
    assert terms["contrast"].item() == pytest.approx(0.3 * by_hand(model, 0.4), rel=1e-4)
    alone = SASRec.loss(model, *batch)["cross_entropy"]
    assert terms["cross_entropy"].item() == pytest.approx(alone.item(), rel=1e-5)


def test_the_contrast_teaches_the_encoder_and_what_hides_an_item() -> None:
    model = made()
    model.loss(*rows(16, 4))["contrast"].backward()  # type: ignore[no-untyped-call]
    for parameter in (model.embedding, model.hidden, model.place, model.blocks[0].query.weight):  # type: ignore[union-attr]
        assert isinstance(parameter, torch.nn.Parameter)
        assert parameter.grad is not None
        assert parameter.grad.abs().max() > 0


def test_each_operator_takes_the_share_that_is_its_own() -> None:
    shared = BaselineConfig(embedding_size=8)
    config = CL4SRecConfig(crop=0.9, mask=0.2, reorder=0.5)
    shares = CL4SRec(N, shared, SASRecConfig(), config, 6).shares
    assert (shares.crop, shares.mask, shares.reorder) == (0.9, 0.2, 0.5)
