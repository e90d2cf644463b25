"""AdaRanker: what it must do as a model, its adaptation, and what re-ranking leaves alone."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from engine.models.baselines import adaptation, adaranker
from engine.models.baselines.adaptation import AdaptedScorer, DistributionEncoder, MemoryUnit
from engine.models.baselines.adaranker import AdaRanker
from engine.models.baselines.adaranker_config import AdaRankerConfig, Ranks, row
from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.next_item import NextItemModel
from engine.training.config import RunConfig
from engine.training.setup import build_model
from tests.engine.models.areal_fit import some_rows
from tests.support.snapshots import log_of

SHARED = BaselineConfig(embedding_size=16, dropout=0.0, initial_deviation=0.1)


def small(ranks: Ranks, n_items: int = 8, added: bool = False, negatives: int = 7) -> AdaRanker:
    torch.manual_seed(0)
    return AdaRanker(n_items, SHARED, AdaRankerConfig(ranks=ranks, negatives=negatives, added=added))


@pytest.mark.parametrize("ranks", ["full", "rerank"])
def test_every_parameter_learns(ranks: Ranks) -> None:
    model = small(ranks)
    torch.stack(list(model.loss(*some_rows(8)).values())).sum().backward()
    assert [name for name, parameter in model.named_parameters() if parameter.grad is None] == []


def test_a_name_says_what_is_ranked_and_the_loss_of_the_backbone() -> None:
    assert row({}) == "AdaRanker"
    usual = {"adaranker": {"ranks": "rerank"}, "baseline": {"loss": "ce"}}
    assert row(usual) == "AdaRanker (re-ranks the top 100, CE)"
    stored = {"adaranker": {"ranks": "full"}, "baseline": {"loss": "bce1"}}
    assert row(stored) == "AdaRanker (full catalogue, BCE, 1 negative)"


def test_the_adaptation_begins_as_nearly_none() -> None:
    scorer = AdaptedScorer(16, 3, 0.0)
    adapted = torch.cat(scorer.weights(torch.randn(16))[:2], dim=1)
    assert torch.allclose(adapted, scorer.first.weight, rtol=0.2)
    assert small("full").scale(torch.zeros(16)).item() == 1.0


@pytest.mark.parametrize("ranks", ["full", "rerank"])
def test_scores_use_the_mean_of_the_distribution_and_draw_nothing(ranks: Ranks) -> None:
    model = small(ranks).eval()
    before = torch.get_rng_state()
    model.scores(*some_rows(8)[:2])
    assert torch.equal(before, torch.get_rng_state())


def test_z_varies_while_training_and_not_at_work() -> None:
    encoder, candidates = DistributionEncoder(16, 0.0), torch.randn(2, 5, 16)
    assert not torch.equal(encoder(candidates), encoder(candidates))
    encoder.eval()
    assert torch.equal(encoder(candidates), encoder(candidates))


def test_z_does_not_depend_on_the_order_of_the_candidates() -> None:
    encoder, candidates = DistributionEncoder(16, 0.0).eval(), torch.randn(2, 5, 16)
    assert torch.allclose(encoder(candidates), encoder(candidates.flip(1)), atol=1e-6)


def test_a_memory_unit_mixes_its_values() -> None:
    unit = MemoryUnit(4, 3, 2, 5)
    z = torch.randn(7, 4)
    by_hand = torch.softmax(z @ unit.keys.weight.T, dim=1) @ unit.values
    assert torch.allclose(unit(z), by_hand.reshape(7, 2, 5))


def test_the_scorer_is_the_network_on_pairs_with_the_weights_of_each_example() -> None:
    torch.manual_seed(0)
    scorer = AdaptedScorer(4, 3, 0.0).eval()
    u, candidates, z = torch.randn(2, 4), torch.randn(2, 5, 4), torch.randn(2, 4)
    found = scorer(u, candidates, z)
    for at in range(2):
        weight = scorer.first_weight(z[at]) * scorer.first.weight
        bias = scorer.first_bias(z[at]) + scorer.first.bias
        second = scorer.second_weight(z[at]) * scorer.second.weight[0]
        for place in range(5):
            pair = torch.cat([u[at], candidates[at, place]])
            logit = torch.tanh(weight @ pair + bias) @ second + scorer.second_bias(z[at]) + scorer.second.bias
            assert found[at, place].item() == pytest.approx(logit.item(), abs=1e-5)


@pytest.mark.parametrize("at_once", [1, 64, 1_000_000])
def test_the_catalogue_is_scored_as_a_candidate_set_in_blocks_of_any_size(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adaptation, "HIDDEN_AT_ONCE", at_once)
    torch.manual_seed(0)
    scorer = AdaptedScorer(4, 3, 0.0).eval()
    u, items, z = torch.randn(3, 4), torch.randn(6, 4), torch.randn(4)
    with torch.inference_mode():
        expected = scorer(u, items.expand(3, 6, 4), z.expand(3, 4))
        assert torch.allclose(scorer.of_catalogue(u, items, z), expected, atol=1e-5)


@pytest.mark.parametrize("logit", [-50.0, 0.0, 50.0])
def test_reranking_changes_the_order_of_the_best_and_of_no_other(
    logit: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However small or large the logits are beside the scores of the backbone."""
    monkeypatch.setattr(adaranker, "RERANKED", 5)
    model = small("rerank", n_items=40).eval()
    torch.nn.init.constant_(model.scorer.second.bias, logit)
    history, length, _ = some_rows(40)
    with torch.inference_mode():
        before = NextItemModel.scores(model, history, length).argsort(1, descending=True)
        after = model.scores(history, length).argsort(1, descending=True)
    assert torch.equal(before[:, 5:], after[:, 5:])
    assert torch.equal(before[:, :5].sort(1).values, after[:, :5].sort(1).values)
    assert not torch.equal(before[:, :5], after[:, :5])


def test_the_best_are_ordered_by_the_adapted_scorer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adaranker, "RERANKED", 5)
    model = small("rerank", n_items=40).eval()
    history, length, _ = some_rows(40)
    with torch.inference_mode():
        order = model.scores(history, length).argsort(1, descending=True)[:, :5]
        candidates = F.embedding(order, model.items())
        z = model.distribution(candidates)
        logits = model.scorer(model.encode(history, length, z), candidates, z)
    assert (logits.diff(dim=1) <= 0).all()


def test_the_correction_is_added_to_the_score_of_the_backbone_and_does_not_change_it() -> None:
    alone, added = (small("full", added=added).eval() for added in (False, True))
    history, length, target = some_rows(8)
    backbone = NextItemModel.scores(added, history, length)
    expected = alone.scores(history, length) + backbone
    assert torch.allclose(added.scores(history, length), expected, atol=1e-6)
    candidates = torch.tensor([[3, 0, 5]] * 3)
    of_candidates = added.backbone(history, length, candidates)
    assert torch.allclose(of_candidates, backbone.gather(1, candidates), atol=1e-6)
    added.loss(history, length, target)["candidates"].backward()
    assert added.bias is not None
    assert added.bias.grad is None


def test_half_of_the_examples_get_negatives_by_popularity() -> None:
    torch.manual_seed(0)
    popularity = torch.tensor([0] * 9 + [100])
    model = AdaRanker(10, SHARED, AdaRankerConfig(negatives=20), popularity)
    only_the_popular = (model.negatives(torch.zeros(1000, dtype=torch.int64)) == 9).all(1)
    assert only_the_popular.float().mean().item() == pytest.approx(0.5, abs=0.05)


def test_retrieved_negatives_are_different_ones_of_the_backbones_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adaranker, "RERANKED", 5)
    model = small("rerank", n_items=40, negatives=3).eval()
    history, length, target = some_rows(40)
    best = NextItemModel.scores(model, history, length).topk(5, dim=1).indices
    seen: list[set[int]] = [set() for _ in best]
    for _ in range(50):
        drawn, _ = model.retrieved(model.encode(history, length), target)
        assert all(len(set(row)) == 3 for row in drawn.tolist())
        for place, items in enumerate(drawn.tolist()):
            seen[place] |= set(items)
    assert seen == [set(row) for row in best.tolist()]


def test_an_example_whose_target_is_not_retrieved_teaches_the_ranker_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adaranker, "RERANKED", 5)
    torch.manual_seed(0)
    config = AdaRankerConfig(drawn="retrieved", negatives=5)
    model = AdaRanker(40, SHARED, config).eval()
    history, length, _ = some_rows(40)
    order = NextItemModel.scores(model, history, length).argsort(dim=1, descending=True)
    places = torch.tensor([4, 5, 39])  # the last of the best, and two behind it
    target = order.gather(1, places[:, None])[:, 0]
    drawn, teaches = model.retrieved(model.encode(history, length), target)
    assert teaches.tolist() == [True, False, False]
    found = model.loss(history, length, target)["candidates"].item()
    logits = model.logits(history[:1], length[:1], torch.cat([target[:1, None], drawn[:1]], dim=1))[0]
    wrong = [F.softplus(-logits[0]), *F.softplus(logits[1:][drawn[0] != target[0]])]
    assert len(wrong) == 5
    assert found == pytest.approx(torch.stack(wrong).mean().item(), rel=1e-5)


@pytest.mark.parametrize("apart", [True, False])
def test_the_candidates_move_a_backbone_that_does_not_learn_apart(apart: bool) -> None:
    torch.manual_seed(0)
    model = AdaRanker(8, SHARED, AdaRankerConfig(negatives=7, apart=apart))
    model.loss(*some_rows(8))["candidates"].backward()
    moved = [parameter.grad is not None for parameter in model.backbone_parameters()]
    assert moved == [not apart] * len(moved)
    assert model.scorer.first.weight.grad is not None
    assert model.shift.weight.grad is not None
    assert all(parameter.requires_grad for parameter in model.parameters())


def test_a_negative_that_is_the_target_again_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    model = small("full").eval()
    rows = some_rows(8)
    monkeypatch.setattr(model, "negatives", lambda target: target[:, None].repeat(1, 7))
    alone = model.loss(*rows)["candidates"]
    candidates = F.embedding(rows[2][:, None].repeat(1, 8), model.items())
    z = model.distribution(candidates)
    logits = model.scorer(model.encode(*rows[:2], z), candidates, z)
    assert alone.item() == pytest.approx(F.softplus(-logits[:, 0]).mean().item(), abs=1e-6)


def test_a_sure_and_right_answer_costs_nothing_and_has_a_gradient_where_it_is_wrong() -> None:
    model = small("full").eval()
    with torch.no_grad():
        model.scorer.second.bias.fill_(-200.0)  # where a sigmoid is zero in single precision
    loss = model.loss(*some_rows(8))["candidates"]
    loss.backward()
    assert loss.isfinite()
    assert model.scorer.second.bias.grad is not None
    assert model.scorer.second.bias.grad.abs().item() > 0.01


def test_z_is_of_the_mean_of_the_candidates_however_many_they_are() -> None:
    encoder, candidates = DistributionEncoder(16, 0.0).eval(), torch.randn(2, 5, 16)
    assert torch.allclose(encoder(candidates), encoder(candidates.repeat(1, 3, 1)), atol=1e-6)


def test_draws_of_z_have_the_variance_that_its_logarithm_says() -> None:
    torch.manual_seed(0)
    encoder = DistributionEncoder(16, 0.0)
    torch.nn.init.zeros_(encoder.log_variance.weight)
    torch.nn.init.constant_(encoder.log_variance.bias, 4.0**2)  # so that nothing else is seen of it
    drawn = encoder(torch.randn(1, 3, 16).expand(3000, -1, -1))
    assert drawn.std(0).log().mean().item() == pytest.approx(8.0, abs=0.05)


def test_every_candidate_has_a_say_in_z_and_z_in_every_logit() -> None:
    model = small("rerank").eval()
    history, length, _ = some_rows(8)
    before = model.logits(history, length, torch.tensor([[3, 0, 5]] * 3))
    after = model.logits(history, length, torch.tensor([[3, 0, 6]] * 3))
    assert ((before - after)[:, :2].abs() > 1e-7).all()


def test_the_start_vector_is_no_candidate_of_the_whole_catalogue() -> None:
    model = small("full").eval()
    history, length, _ = some_rows(8)
    before = model.scores(history, length)
    with torch.no_grad():
        model.embedding[8] += 3.0
    assert torch.equal(before[length > 0], model.scores(history, length)[length > 0])


def test_the_history_is_read_scaled_and_shifted_as_z_asks_for() -> None:
    """Item by item: gamma e + beta, then the GRU."""
    model = small("rerank").eval()
    for part in (model.scale, model.shift):
        torch.nn.init.normal_(part.weight)
    history, length, z = *some_rows(8)[:2], torch.randn(3, 16)
    found = model.encode(history, length, z)
    for at, items in enumerate(([0, 1], [2], [8])):
        read = model.scale(z[at]) * model.embedding[items] + model.shift(z[at])
        assert torch.allclose(found[at], model.gru(read)[0][-1], atol=1e-5)


def test_negatives_that_are_the_target_again_are_not_in_the_mean_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = small("rerank").eval()
    history, length, target = some_rows(8)
    drawn = torch.tensor([[1, 4, 5, 1, 6, 7, 0], [2, 2, 3, 4, 5, 6, 7], [0, 1, 2, 4, 5, 6, 7]])
    monkeypatch.setattr(model, "negatives", lambda _: drawn)
    chosen = torch.cat([target[:, None], drawn], dim=1)
    chance = model.logits(history, length, chosen).sigmoid().detach()
    wrong = [
        -float((p if place == 0 else 1 - p).log())
        for at in range(3)
        for place, (item, p) in enumerate(zip(chosen[at], chance[at], strict=True))
        if place == 0 or item != target[at]
    ]
    assert len(wrong) == 24 - 4
    found = model.loss(history, length, target)["candidates"].item()
    assert found == pytest.approx(sum(wrong) / 20, rel=1e-5)


def test_of_a_log_it_knows_how_often_each_item_occurs() -> None:
    log = log_of([[0, 1], [0, 2, 0], [3, 0]], n_items=5)
    model = build_model(5, RunConfig(method="adaranker"), log)
    assert isinstance(model, AdaRanker)
    share = model.cumulated.diff(prepend=torch.zeros(1, dtype=torch.float64))
    assert share.tolist() == pytest.approx([4 / 7, 1 / 7, 1 / 7, 1 / 7, 0], abs=1e-3)
