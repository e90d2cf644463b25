"""What the groups of examples are called, and what each holds. Imports no torch."""

from __future__ import annotations

SLICES = {
    "all": ("All examples", ""),
    "empty-history": ("Empty history", "nothing is known of the user"),
    "with-history": ("With history", "at least one earlier item"),
    "history-1-2": ("1 or 2 earlier items", ""),
    "history-3-9": ("3 to 9 earlier items", ""),
    "history-10+": ("10 or more earlier items", ""),
    "repeat-target": ("Target repeats an earlier item", "of the same sequence"),
    "new-target": ("Target new to the sequence", ""),
    "seen-target": ("Target seen in training", ""),
    "unseen-target": ("Target never in training", "only content could tell of it"),
    "popular-target": ("Popular target", "among the most frequent items, a third of the training targets"),
    "middling-target": ("Middling target", "among the next ones, the second third"),
    "rare-target": ("Rare target", "among the others that training has seen"),
}
"""Stable names of the groups, in the order of tables: what people call each, and what that means where that
says not enough. History lengths are those of the whole sequence so far."""


def slice_title(name: str) -> str:
    """A group of examples for people."""
    return SLICES[name][0] if name in SLICES else name


def slice_text(name: str) -> str:
    """The same with what it means: “Rare target: among the others that training has seen”."""
    title, meaning = SLICES.get(name, (name, ""))
    return f"{title}: {meaning}" if meaning else title
