"""Every form of the encoder in Table 3 is a whole model, and learns."""

from __future__ import annotations

from typing import ClassVar

from engine.models.protocol import Scorer
from engine.sequences.examples import Examples, TrainingLog
from tests.engine.models.areal_fit import fit, with_model
from tests.engine.models.behaviour import ModelBehaviour


class Variant(ModelBehaviour):
    """A model with some of the encoder's settings changed."""

    changes: ClassVar[dict[str, object]]
    epochs = 4

    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return fit(with_model(**cls.changes), log, train, cls.epochs)


class TestNeitherBranch(Variant):
    # The mean of 0 1 0 1 and that of 0 1 0 lie close together: it takes longer to tell them apart.
    changes: ClassVar = {"branches": "neither", "dropout": 0.0}
    epochs = 12


class TestLocalBranch(Variant):
    changes: ClassVar = {"branches": "local"}


class TestGlobalBranch(Variant):
    changes: ClassVar = {"branches": "global"}


class TestFixed90To10(Variant):
    changes: ClassVar = {"fusion_weight": 0.9}


class TestFixed70To30(Variant):
    changes: ClassVar = {"fusion_weight": 0.7}


class TestFixed50To50(Variant):
    changes: ClassVar = {"fusion_weight": 0.5}


class TestFixed30To70(Variant):
    changes: ClassVar = {"fusion_weight": 0.3}


class TestFixed10To90(Variant):
    changes: ClassVar = {"fusion_weight": 0.1}
