"""What figures are told of: the model of a run, and the reference rows beside it. Imports no torch.

The store and scripts know them by their names here; people read their titles.
"""

from __future__ import annotations

from collections.abc import Collection

MODEL = "model"
"""The subject of a run's own figures."""
REFITTED = "model, refitted"
"""Of the model that was trained again on more of the log; it is no reference to pass."""

REFERENCE_TITLES = {
    "random": "Chance",
    "popularity": "Popularity",
    "repeat-last": "Repeat last",
    "markov": "Markov",
    "item-knn": "Item-kNN",
    "v-sknn": "V-SKNN",
}
"""The reference rows, simple ones first: counted, not trained, and always shown beside a model."""

_NAMES = ("markov", "v-sknn")
"""Those whose titles keep their capitals within a sentence."""


def subject_title(subject: str, model: str = "AREAL") -> str:
    """A subject's name for people; the model of a run is called `model`."""
    if subject == MODEL:
        return model
    if subject == REFITTED:
        return f"{model}, trained again"
    return REFERENCE_TITLES.get(subject, subject)


def why_alike(policy: str, subjects: Collection[str]) -> str:
    """Why two of these reference rows have the very same figures; empty where none need to.

    Args:
        policy: what was done with items of the history, "exclude" or "keep".
    """
    if policy != "exclude" or not {"popularity", "repeat-last"} <= set(subjects):
        return ""
    return "Repeat last then has the figures of popularity: the item it would repeat is excluded."


def reference_in_sentence(name: str) -> str:
    """A reference row as it is called within a sentence: popularity, item-kNN, Markov."""
    title = subject_title(name)
    return title if name in _NAMES else title[:1].lower() + title[1:]
