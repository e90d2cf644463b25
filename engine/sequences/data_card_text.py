"""The data card for people: its table, and notes on figures that will surprise."""

from __future__ import annotations

from collections.abc import Callable

from engine.sequences.data_card import HEAD, DataCard, PartCard

FEW_SEQUENCES = 500

ROWS: tuple[tuple[str, Callable[[PartCard], str]], ...] = (
    ("Examples", lambda part: f"{part.examples:,}"),
    ("Sequences", lambda part: f"{part.sequences:,}"),
    ("Items that are targets", lambda part: f"{part.items:,}"),
    ("Empty history", lambda part: f"{part.empty_history:.1%}"),
    ("Full history", lambda part: f"{part.full_history:.1%}"),
    ("Mean history, items", lambda part: f"{part.mean_history:.2f}"),
    ("Target repeats an item of its sequence", lambda part: f"{part.repeats:.1%}"),
    ("Target repeats the item just before", lambda part: f"{part.repeats_last:.1%}"),
    ("Target is never one in training", lambda part: f"{part.unseen:.1%}"),
)
"""Lines of the table with a column for each part."""


def whole_log(card: DataCard) -> list[tuple[str, str]]:
    """Facts of the log as a whole, and of what changes from training to test."""
    began = card.began_in_training
    return [
        ("Users or sessions", f"{card.users:,}"),
        ("Items", f"{card.items:,}"),
        ("Interactions", f"{card.interactions:,}"),
        ("Split", card.split.replace("_", " ")),
        ("Split hash (SHA-256)", card.split_hash),
        ("History length", f"{card.history_length} items"),
        ("Test sequences begun before training ends", "no times" if began is None else f"{began:.1%}"),
        ("Training targets of the top 1% of items", f"{card.top_percent:.1%}"),
        ("How unequal the items are (Gini, from 0: all alike, to 1)", f"{card.gini:.2f}"),
        (f"Of training's top {HEAD} items, still among the test's", f"{card.head_overlap:.0%}"),
        ("Change of popularity, training to test (0: none)", f"{card.divergence:.2f} bit"),
    ]


def notes(card: DataCard) -> list[str]:
    """What to keep in mind when figures of this log are read, in plain words."""
    remarks = (*_on_targets(card.parts["test"]), *_on_change(card), *_on_size(card))
    return [text for remarkable, text in remarks if remarkable]


Remark = tuple[bool, str]
"""Whether it is worth saying, and what would be said."""


def _on_targets(test: PartCard) -> list[Remark]:
    """What the test asks for."""
    return [
        (
            test.unseen > 0.05,
            f"{test.unseen:.0%} of the test targets are never one in training: a model that knows items by "
            f"number alone misses them all, so HR stays under {1 - test.unseen:.0%}.",
        ),
        (
            test.empty_history > 0.05,
            f"{test.empty_history:.0%} of the test examples have no history: there, every model can only "
            "guess what is popular.",
        ),
        (
            test.repeats_last > 0.05,
            f"{test.repeats_last:.0%} of the test targets repeat the item just before: a model that only "
            "repeats will look strong. Look at the new targets, too.",
        ),
        (
            test.repeats_last <= 0.05 < test.repeats,
            f"{test.repeats:.0%} of the test targets repeat an earlier item of their sequence: look at the "
            "new targets, too.",
        ),
    ]


def _on_change(card: DataCard) -> list[Remark]:
    """What is otherwise in training or validation than in the test."""
    val, test = card.parts["val"], card.parts["test"]
    return [
        (
            abs(val.repeats - test.repeats) > 0.1,
            f"Repeats are {val.repeats:.0%} of the targets in validation and {test.repeats:.0%} in test: "
            "what is chosen on one may not suit the other.",
        ),
        (
            card.head_overlap < 0.5,
            f"Of the {HEAD} most frequent items of training, {card.head_overlap:.0%} are still among those "
            "of test: the log drifts, and what is recent tells more than what is frequent.",
        ),
        (
            (card.began_in_training or 0.0) > 0.01,
            f"{card.began_in_training or 0:.0%} of the test sequences began before training ends: histories "
            "reach back into the time that the model has learned from.",
        ),
    ]


def _on_size(card: DataCard) -> list[Remark]:
    """How few items, or sequences, decide the figures."""
    test = card.parts["test"]
    return [
        (
            card.top_percent > 0.3,
            f"The most popular 1% of the items have {card.top_percent:.0%} of the training targets: "
            "look at the rare targets, too.",
        ),
        (
            test.sequences < FEW_SEQUENCES,
            f"The test has only {test.sequences:,} sequences: intervals will be wide.",
        ),
    ]
