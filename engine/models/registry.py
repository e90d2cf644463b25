"""The reference rows by the names that scripts and the store know; of trained models see `methods`."""

from __future__ import annotations

from collections.abc import Callable

from engine.models.baselines.chance import Chance
from engine.models.baselines.item_knn import ItemKnn
from engine.models.baselines.markov import Markov
from engine.models.baselines.popularity import Popularity
from engine.models.baselines.repeat_last import RepeatLast
from engine.models.baselines.v_sknn import VSknn
from engine.models.protocol import Scorer
from engine.models.subjects import REFERENCE_TITLES
from engine.sequences.examples import TrainingLog

REFERENCES: dict[str, Callable[[TrainingLog], Scorer]] = {
    "random": Chance,
    "popularity": Popularity,
    "repeat-last": RepeatLast,
    "markov": Markov,
    "item-knn": ItemKnn,
    "v-sknn": VSknn,
}
"""What scores for each of the reference rows, in their order. They score on the CPU."""

assert tuple(REFERENCES) == tuple(REFERENCE_TITLES)
