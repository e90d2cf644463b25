"""The reference rows of a run: fitted on its training log, judged exactly as its model is."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping

from engine.evaluation.evaluator import Ranking, rank_examples
from engine.events import CancelToken, Progress
from engine.models.baselines.item_knn import ItemKnn
from engine.models.protocol import Scorer
from engine.models.registry import REFERENCES
from engine.models.subjects import reference_in_sentence
from engine.sequences.examples import TrainingLog
from engine.sequences.splits import PART_TITLES, Part
from engine.training.setup import RunData


def fit_references(
    log: TrainingLog, cancel: CancelToken, names: Collection[str] = tuple(REFERENCES)
) -> Generator[Progress, None, dict[str, Scorer]]:
    """Reference rows by name, all or those named; counting, not training."""
    fitted: dict[str, Scorer] = {}
    for name in names:
        reference = REFERENCES[name]
        cancel.raise_if_cancelled()
        text = f"Counting for {reference_in_sentence(name)}"
        yield Progress(text=text, done=len(fitted), total=len(names), unit="rows")
        # The one that takes seconds on a large catalogue.
        long = name == "item-knn"
        fitted[name] = ItemKnn(log, cancel.raise_if_cancelled) if long else reference(log)
    return fitted


def rank_references(
    references: Mapping[str, Scorer], data: RunData, part: Part, cancel: CancelToken
) -> Generator[Progress, None, dict[str, Ranking]]:
    """Ranks of every example of one part, by reference row."""
    ranks: dict[str, Ranking] = {}
    for name, reference in references.items():
        text = f"Scoring {reference_in_sentence(name)} on {PART_TITLES[part]}"
        ranks[name] = yield from rank_examples(reference, data.parts[part], data.policy, cancel, text=text)
    return ranks
