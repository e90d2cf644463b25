"""The test result of a run beside the reference rows, and what it means in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

REFERENCES = ("popularity", "repeat-last", "markov", "item-knn")
SHOWN_METRICS = ("ndcg@20", "hr@20", "mrr@20")

Metrics = Mapping[str, float]


@dataclass(frozen=True)
class ResultRow:
    """One line of the result: a subject and its metrics as fractions, in the order of the columns."""

    subject: str
    values: tuple[float | None, ...]


def result_rows(
    model: Metrics, references: Mapping[str, Metrics], names: Sequence[str] = SHOWN_METRICS
) -> list[ResultRow]:
    """The model first, then the reference rows from simple to strong."""
    found = [("model", model), *((name, references[name]) for name in REFERENCES if name in references)]
    return [ResultRow(subject, tuple(metrics.get(name) for name in names)) for subject, metrics in found]


def best_values(rows: Sequence[ResultRow]) -> tuple[float | None, ...]:
    """The best value of each column."""
    columns = zip(*(row.values for row in rows), strict=True)
    return tuple(max((value for value in column if value is not None), default=None) for column in columns)


def verdict(model: Metrics, references: Mapping[str, Metrics], strong: str = "item-knn") -> tuple[bool, str]:
    """Whether the model passes the strong reference on NDCG@20, and a sentence that says so."""
    translate = QCoreApplication.translate
    ours, theirs = model.get("ndcg@20"), references.get(strong, {}).get("ndcg@20")
    if ours is None or theirs is None:
        return False, translate("verdict", "There is no item-kNN row to compare with.")
    points = 100 * (ours - theirs)
    if points <= 0:
        sentence = translate("verdict", "Does not beat item-kNN: {:.2f} points of NDCG@20 below it.")
        return False, sentence.format(-points)
    if theirs == 0:
        return True, translate("verdict", "Beats item-kNN, which finds nothing here.")
    sentence = translate("verdict", "Beats item-kNN by {:.2f} points of NDCG@20 ({:.0f} % more).")
    return True, sentence.format(points, 100 * points / (100 * theirs))


def policy_text(policy: str) -> str:
    """What was done with items that are already in the history."""
    if policy == "exclude":
        return QCoreApplication.translate("verdict", "Items already in the history are excluded.")
    return QCoreApplication.translate("verdict", "Items already in the history may be recommended.")


def subject_title(subject: str) -> str:
    """A subject's name for people."""
    titles = {
        "model": "AREAL",
        "popularity": QCoreApplication.translate("verdict", "Popularity"),
        "repeat-last": QCoreApplication.translate("verdict", "Repeat last"),
        "markov": QCoreApplication.translate("verdict", "Markov"),
        "item-knn": QCoreApplication.translate("verdict", "Item-kNN"),
    }
    return titles.get(subject, subject)
