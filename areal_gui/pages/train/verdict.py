"""The test result of a run beside the reference rows, and what it means in plain words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import points
from areal_gui.pages.train.estimate import Estimate, estimate
from engine.models.subjects import (
    MODEL,
    REFERENCE_TITLES,
    REFITTED,
    reference_in_sentence,
    subject_title,
    why_alike,
)

SHOWN_METRICS = ("ndcg@20", "hr@20", "mrr@20")
JUDGED_BY = "ndcg@20"
STANDARD = "item-knn"

Metrics = Mapping[str, float]


@dataclass(frozen=True)
class ResultRow:
    """One line of the result: a subject, its name, and its metrics in the order of the columns."""

    subject: str
    values: tuple[Estimate, ...]
    title: str


def result_rows(
    model: Metrics,
    references: Mapping[str, Metrics],
    names: Sequence[str] = SHOWN_METRICS,
    *,
    called: str = "AREAL",
) -> list[ResultRow]:
    """The model, which is `called` so, first; then the reference rows from simple to strong."""
    order = (REFITTED, *REFERENCE_TITLES)
    found = [(MODEL, model), *((name, references[name]) for name in order if name in references)]
    return [
        ResultRow(subject, tuple(estimate(each, name) for name in names), subject_title(subject, called))
        for subject, each in found
    ]


def best_values(rows: Sequence[ResultRow]) -> tuple[float | None, ...]:
    """The best value of each column."""
    columns = zip(*([each.value for each in row.values] for row in rows), strict=True)
    return tuple(max((value for value in column if value is not None), default=None) for column in columns)


def verdict(model: Metrics, references: Mapping[str, Metrics]) -> tuple[bool, str]:
    """Whether the model passes every reference row on NDCG@20, and sentences that say so.

    The strongest row decides; item-kNN, which every such recommender has to pass, is named in any case. A
    lead that lies within the intervals is called one that chance may have made.
    """
    ours, levels = model.get(JUDGED_BY), _levels(references)
    if ours is None or not levels:
        return False, _tr("There is no reference row to compare with.")
    strongest = max(levels, key=lambda name: (levels[name], name == STANDARD))
    sentence = _against_strongest(ours, levels[strongest], reference_in_sentence(strongest))
    if strongest != STANDARD and STANDARD in levels:
        sentence += " " + _against_standard(ours, levels[STANDARD], levels[strongest])
    if ours > levels[strongest] and _overlap(model, references[strongest]):
        overlapping = _tr(
            "The 95% intervals of the model and of {} overlap: on so few examples the lead may be chance. "
            "A comparison of runs tests it example by example."
        )
        sentence += " " + overlapping.format(reference_in_sentence(strongest))
    return ours > levels[strongest], sentence


def _overlap(ahead: Metrics, behind: Metrics) -> bool:
    low, high = estimate(ahead, JUDGED_BY).low, estimate(behind, JUDGED_BY).high
    return low is not None and high is not None and low <= high


def label(model: Metrics, references: Mapping[str, Metrics]) -> str:
    """What a run is marked with that the least demand is too much for; empty for the others."""
    ours, level = model.get(JUDGED_BY), _levels(references).get(STANDARD)
    if ours is None or level is None or ours > level:
        return ""
    return _tr("does not beat {}").format(reference_in_sentence(STANDARD))


def _levels(references: Mapping[str, Metrics]) -> dict[str, float]:
    return {
        name: references[name][JUDGED_BY]
        for name in REFERENCE_TITLES
        if JUDGED_BY in references.get(name, {})
    }


def _against_strongest(ours: float, level: float, name: str) -> str:
    if ours == level:
        return _tr("Does not beat the strongest reference row, {}: NDCG@20 is the same.").format(name)
    if ours < level:
        sentence = _tr("Does not beat the strongest reference row, {}: {} points of NDCG@20 below it.")
        return sentence.format(name, points(level - ours))
    if level == 0:
        return _tr("Beats the reference rows, which find nothing here.")
    sentence = _tr("Beats the strongest reference row, {}, by {} points of NDCG@20 ({:.0f}% more).")
    return sentence.format(name, points(ours - level), 100 * (ours - level) / level)


def _against_standard(ours: float, level: float, strongest: float) -> str:
    if ours > strongest:
        return _tr("Beats item-kNN by {} points.").format(points(ours - level))
    if ours > level:
        return _tr("It does beat item-kNN, by {} points.").format(points(ours - level))
    return _tr("It does not beat item-kNN either.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("verdict", text)


def policy_text(policy: str, subjects: Collection[str] = ()) -> str:
    """What was done with items that are already in the history.

    Args:
        subjects: whose figures stand beside it; where that makes two of them alike, it is said.
    """
    if policy == "exclude":
        alike = why_alike(policy, subjects)
        return " ".join(filter(None, (_tr("Items already in the history are excluded."), alike)))
    return _tr("Items already in the history may be recommended.")
