"""What holds for every model that can be trained, the day it is registered."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.models.methods import METHODS, NAMED_BY, loss_kind, methods_with, row_name, without_chain
from engine.models.protocol import Scorer, TrainedModel
from engine.sequences.examples import Examples, examples, training_log
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import Split
from engine.training.config import RunConfig
from engine.training.forecast.parameters import parameters
from engine.training.networks import NETWORKS
from engine.training.setup import build_model, parameter_count
from tests.engine.models.behaviour import LENGTH, ModelBehaviour
from tests.engine.models.model_cases import PARAMETERS, Case, cases, fit, made

N = 12


@pytest.fixture(scope="module", params=cases(), ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


class TestEveryModel(ModelBehaviour):
    @pytest.fixture(scope="class")
    @classmethod
    def model(cls, case: Case, board: tuple[Snapshot, Split]) -> Scorer:
        return fit(case, training_log(*board), examples(*board, "train", LENGTH))

    @pytest.fixture(autouse=True)
    def what_it_can_know(self, case: Case) -> None:
        self.rank_on_checkerboard = case.rank_on_checkerboard

    def test_the_training_log_is_left_as_it_was(self, case: Case, board: tuple[Snapshot, Split]) -> None:
        log = training_log(*board)
        before = (log.items.copy(), log.offsets.copy())
        fit(case, log, examples(*board, "train", LENGTH), epochs=1)
        assert np.array_equal(log.items, before[0])
        assert np.array_equal(log.offsets, before[1])

    def test_an_empty_history_is_answered_by_how_sequences_begin(
        self, case: Case, model: Scorer, test_examples: Examples
    ) -> None:
        if not case.knows_beginnings:
            pytest.skip("it cannot know them")
        nothing = torch.full((1, LENGTH), test_examples.n_items)
        best = self.scores(model, nothing, torch.tensor([0]))[0].topk(4).indices
        assert sorted(best.tolist()) == [0, 2, 4, 6]  # each pair of the board begins with the even item

    def test_every_item_has_a_vector(self, model: TrainedModel) -> None:
        vectors = model.items()
        assert vectors.shape[0] == model.n_items
        assert vectors.isfinite().all()


def _rows() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    history = torch.tensor([[0, 1, 2, 3, 4], [5, 6, N, N, N], [N] * 5, [7, N, N, N, N]])
    return history, torch.tensor([5, 2, 0, 1]), torch.tensor([5, 7, 0, 11])


def test_the_loss_is_finite_and_every_parameter_learns(case: Case) -> None:
    model = made(case, N)
    terms = model.loss(*_rows())
    total = torch.stack(list(terms.values())).sum()
    assert total.isfinite()
    total.backward()  # type: ignore[no-untyped-call]
    idle = [name for name, each in model.named_parameters() if each.requires_grad and each.grad is None]
    assert idle == []


def test_the_loss_of_one_row_alone_is_possible(case: Case) -> None:
    for row in range(4):
        terms = made(case, N).loss(*(part[row : row + 1] for part in _rows()))
        assert all(term.isfinite() for term in terms.values())


def test_what_pads_a_history_does_not_matter_to_the_loss(case: Case) -> None:
    history, length, target = _rows()
    wider = torch.nn.functional.pad(history, (0, 3), value=N)
    losses = []
    for each in (history, wider):
        model = made(case, N).eval()
        torch.manual_seed(1)
        losses.append(torch.stack(list(model.loss(each, length, target).values())).sum())
    assert torch.allclose(*losses, atol=1e-5)


def test_the_same_seed_gives_the_same_model_and_another_seed_another(case: Case) -> None:
    first, again, other = (made(case, N, seed=seed).state_dict() for seed in (0, 0, 1))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_the_parameters_are_as_many_as_foretold(case: Case) -> None:
    counted = parameter_count(made(case, N))
    assert parameters(case.config, N) == counted
    if case.method != "areal":
        assert counted == PARAMETERS[case.method](N, case.config.baseline.embedding_size, case.config)


def test_one_item_alone_is_no_fault(case: Case) -> None:
    model = made(case, 1)
    history, length, target = torch.tensor([[0, 1]]), torch.tensor([1]), torch.tensor([0])
    assert all(term.isfinite() for term in model.loss(history, length, target).values())
    assert model.eval().scores(history, length).shape == (1, 1)


def test_weights_come_back(case: Case) -> None:
    model = made(case, N).eval()
    other = made(case, N, seed=3).eval()
    other.load_state_dict(model.state_dict())
    history, length, _ = _rows()
    assert torch.equal(other.scores(history, length), model.scores(history, length))


class TestRegistry:
    def test_every_model_has_a_network_and_is_a_choice(self) -> None:
        assert NETWORKS.keys() == METHODS.keys()
        for name in METHODS:
            assert isinstance(build_model(5, RunConfig(method=name)), TrainedModel)

    def test_every_branch_is_one_of_the_configuration(self) -> None:
        for method in METHODS.values():
            assert set(method.branches) <= RunConfig.model_fields.keys()

    def test_everything_is_told_of_every_model(self) -> None:
        for method in METHODS.values():
            about = method.about
            assert about.summary.endswith(".")
            assert about.source.endswith(".")
            assert about.licence.endswith(".")
            assert all(text.endswith(".") for text in about.deviations)

    def test_the_loss_is_in_the_name_of_the_row(self) -> None:
        assert row_name("gru4rec", {"baseline": {"loss": "bce1"}}) == "GRU4Rec (BCE, 1 negative)"
        assert row_name("gru4rec", RunConfig().model_dump()) == "GRU4Rec (CE)"
        assert row_name("areal", {}) == "AREAL"
        assert row_name("gru4rec", {}) == "GRU4Rec"  # nothing is claimed of what is not at hand
        assert row_name("of tomorrow", {}) == "of tomorrow"

    def test_the_name_of_a_row_depends_on_nothing_but_what_is_read_for_it(self) -> None:
        for case in cases():
            whole = case.config.model_dump()
            read: dict[str, dict[str, object]] = {}
            for branch, leaf in (path.split(".") for path in NAMED_BY):
                read.setdefault(branch, {})[leaf] = whole[branch][leaf]
            assert row_name(case.method, read) == row_name(case.method, whole)

    def test_losses_that_have_nothing_in_common_are_of_different_kinds(self) -> None:
        config = RunConfig().model_dump()
        kinds = {name: loss_kind(name, config) for name in METHODS}
        assert kinds["gru4rec"] == kinds["caser"] == kinds["nextitnet"] == kinds["sasrec"] == "CE"
        assert kinds["areal"] == kinds["dreamrec"] == "squared error + CE"
        others = [kinds[name] for name in ("gru4rec", "ips", "cl4srec", "adaranker", "diffrec", "areal")]
        assert len(set(others)) == len(others)
        weighted = {"training": {"discrete_weight": 3.0}, "model": {"consistency_weight": 0.5}}
        assert loss_kind("areal", weighted) == "squared error + 3 × CE + 0.5 × consistency"
        assert loss_kind("of tomorrow", {}) == "of tomorrow"

    def test_no_two_models_are_called_alike(self) -> None:
        titles = [row_name(name, RunConfig().model_dump()) for name in METHODS]
        assert len(set(titles)) == len(METHODS)
        assert methods_with("baseline")


def test_a_run_of_before_there_were_baselines_is_areal() -> None:
    stored = RunConfig().model_dump(mode="json")
    for name in ("method", "baseline", "gru4rec"):
        del stored[name]
    assert RunConfig.model_validate(stored).method == "areal"


@pytest.mark.parametrize("method", METHODS)
def test_a_model_without_a_chain_says_why(method: str) -> None:
    config = RunConfig(method=method).model_dump(mode="json")  # type: ignore[arg-type]
    why = without_chain(method, config)

    assert bool(why) != METHODS[method].has_chain
    assert not why or (why.startswith(row_name(method, config)) and "there is no" in why)
