"""What each baseline sets to zero while it trains, and by which rate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.baselines.caser import Caser
from engine.models.methods import methods_with
from engine.models.protocol import TrainedModel
from engine.training.config import RunConfig
from engine.training.settings import Value, with_settings
from engine.training.setup import build_model

N, D, RATE = 12, 8, 0.37
HISTORY = torch.tensor([[0, 1, 2], [5, N, N], [N, N, N], [7, 3, N]])
LENGTH = torch.tensor([3, 1, 0, 2])
TARGET = torch.tensor([5, 7, 0, 11])


def made(method: str, **changes: Value) -> TrainedModel:
    torch.manual_seed(0)
    small: dict[str, Value] = {
        "method": method,
        "data.history_length": 3,
        "baseline.embedding_size": D,
        "baseline.dropout": RATE,
        "gru4rec.hidden_size": 24,
        "diffrec.hidden": 10,
        "diffrec.dropout": RATE,
        "sasrec.blocks": 1,
    }
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return build_model(N, with_settings(RunConfig(), small | named))


def dropped(model: TrainedModel) -> Iterator[tuple[int, ...]]:
    """The shapes of what goes through a dropout while the loss is found, one after the other."""
    shapes: list[tuple[int, ...]] = []
    for part in model.modules():
        if isinstance(part, nn.Dropout):
            part.register_forward_hook(lambda _, __, out: shapes.append(tuple(out.shape)))
    model.loss(HISTORY, LENGTH, TARGET)
    yield from shapes


@pytest.mark.parametrize("method", methods_with("baseline"))
def test_every_dropout_has_the_rate_of_the_configuration(method: str) -> None:
    rates = {part.p for part in made(method).modules() if isinstance(part, nn.Dropout)}
    assert rates == {RATE}


def test_a_gru_reads_with_dropout_and_hands_on_with_it() -> None:
    assert list(dropped(made("gru4rec"))) == [(4, 3, D), (4, 24)]


def test_caser_has_it_on_all_its_features() -> None:
    model = made("caser")
    assert isinstance(model, Caser)
    assert list(dropped(model)) == [(4, 3 * 16 - 16 + D)]  # of three places no window of four


def test_nextitnet_has_it_on_what_it_reads() -> None:
    assert list(dropped(made("nextitnet"))) == [(4, 3, D)]


def test_sasrec_has_it_on_what_it_reads_and_twice_in_the_feed_forward_layer() -> None:
    found = list(dropped(made("sasrec", sasrec__widening=2)))
    assert found == [(4, 3, D), (4, 1, 2 * D), (4, 1, D)]


def test_sasrec_has_it_on_the_weights_of_the_attention_while_training_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rates: list[float] = []
    plain = F.scaled_dot_product_attention

    def attention(*tensors: Tensor, dropout_p: float, **options: object) -> Tensor:
        rates.append(dropout_p)
        return plain(*tensors, dropout_p=dropout_p, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(F, "scaled_dot_product_attention", attention)
    model = made("sasrec", sasrec__blocks=2)
    model.loss(HISTORY, LENGTH, TARGET)
    model.eval().scores(HISTORY, LENGTH)
    assert rates == [RATE, RATE, 0.0, 0.0]


def test_adaranker_has_it_on_candidates_history_and_the_scorer() -> None:
    found = list(dropped(made("adaranker", adaranker__negatives=6)))
    assert found == [(4, 3, D), (4, D), (4, 7, D), (4, 3, D), (4, D), (4, 7, D)]


def test_diffrec_has_it_on_the_noisy_row() -> None:
    assert list(dropped(made("diffrec"))) == [(4, N)]
