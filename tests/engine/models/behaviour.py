"""What every model has to do, whatever it is: subclass, and say how to make one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.evaluation.evaluator import evaluating, rank_examples
from engine.events import CancelToken
from engine.models.protocol import Scorer
from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, TrainingLog, examples, training_log
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import Split, make_split
from tests.support.events import result_of
from tests.support.snapshots import checkerboard

LENGTH = 5


class ModelBehaviour:
    """Tests of one model, fitted once on a checkerboard log of items 0 1 0 1 ..., 2 3 2 3 ..."""

    rank_on_checkerboard = 1.0
    """Where the model must put the next item, in the mean over ties: first, if it can know the order."""

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        """A model fitted on `log`; `train` are its examples."""
        raise NotImplementedError

    @pytest.fixture(scope="class")
    @classmethod
    def board(cls) -> tuple[Snapshot, Split]:
        log = checkerboard()
        return log, make_split(log, DataConfig())

    @pytest.fixture(scope="class")
    @classmethod
    def model(cls, board: tuple[Snapshot, Split]) -> Scorer:
        return cls.fit(training_log(*board), examples(*board, "train", LENGTH))

    @pytest.fixture(scope="class")
    @classmethod
    def test_examples(cls, board: tuple[Snapshot, Split]) -> Examples:
        return examples(*board, "test", LENGTH)

    def scores(self, model: Scorer, history: torch.Tensor, length: torch.Tensor) -> torch.Tensor:
        with evaluating(model):
            return model.scores(history, length)

    def test_scores_have_one_finite_column_per_real_item(
        self, model: Scorer, test_examples: Examples
    ) -> None:
        batch = test_examples.batch(torch.arange(len(test_examples)))
        scores = self.scores(model, batch.history, batch.length)
        assert scores.shape == (len(batch), test_examples.n_items)
        assert scores.isfinite().all()

    def test_a_row_is_scored_the_same_alone_and_in_a_batch(
        self, model: Scorer, test_examples: Examples
    ) -> None:
        batch = test_examples.batch(torch.arange(12))
        together = self.scores(model, batch.history, batch.length)
        for row in range(12):
            alone = self.scores(model, batch.history[row : row + 1], batch.length[row : row + 1])
            assert torch.allclose(alone[0], together[row], atol=1e-5)

    def test_wider_padding_changes_nothing(self, model: Scorer, test_examples: Examples) -> None:
        batch = test_examples.batch(torch.arange(12))
        wider = torch.nn.functional.pad(batch.history, (0, 3), value=test_examples.n_items)
        assert torch.allclose(
            self.scores(model, wider, batch.length),
            self.scores(model, batch.history, batch.length),
            atol=1e-5,
        )

    def test_asking_twice_gives_the_same_answer(self, model: Scorer, test_examples: Examples) -> None:
        batch = test_examples.batch(torch.arange(12))
        first = self.scores(model, batch.history, batch.length)
        torch.rand(3)
        assert torch.equal(first, self.scores(model, batch.history, batch.length))

    def test_an_empty_history_gets_an_answer(self, model: Scorer, test_examples: Examples) -> None:
        nothing = torch.full((1, LENGTH), test_examples.n_items)
        assert self.scores(model, nothing, torch.tensor([0])).isfinite().all()

    def test_the_checkerboard_is_learned(self, model: Scorer, test_examples: Examples) -> None:
        known = test_examples.rows(torch.nonzero(test_examples.target_at > test_examples.start)[:, 0])
        ranks = result_of(rank_examples(model, known, "keep", CancelToken(), text="Scoring"))
        assert float(ranks.mean.max()) == self.rank_on_checkerboard

    def test_the_training_log_is_left_as_it_was(self, board: tuple[Snapshot, Split]) -> None:
        log = training_log(*board)
        before = (log.items.copy(), log.offsets.copy())
        self.fit(log, examples(*board, "train", LENGTH))
        assert np.array_equal(log.items, before[0])
        assert np.array_equal(log.offsets, before[1])
