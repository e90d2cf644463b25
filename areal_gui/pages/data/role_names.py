"""The roles a column can have: what they are called, and which key gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.importing.roles import Role

Translate = Callable[[str], str]

KEYS: Mapping[Role, str] = {
    "user": "U",
    "item": "I",
    "time": "T",
    "order": "O",
    "value": "V",
    "event": "E",
    "split": "S",
    "ignored": "X",
}
"""Roles in the order they are offered; the keys are the same in every language, and shown in tooltips."""

NEEDED: frozenset[Role] = frozenset(("user", "item"))
"""Without these there is no log."""


def role_titles(tr: Translate) -> dict[Role, str]:
    """What the user reads, in the order of the lists."""
    return {
        "user": tr("User or session"),
        "item": tr("Item"),
        "time": tr("Time"),
        "order": tr("Order"),
        "value": tr("Value"),
        "event": tr("Event"),
        "split": tr("Split"),
        "ignored": tr("Ignored"),
    }


def role_of_key(text: str) -> Role | None:
    """The role that a key gives."""
    return next((role for role, key in KEYS.items() if key == text.upper()), None)


def keys_text(tr: Translate) -> str:
    """All keys in a line, for tooltips."""
    titles = role_titles(tr)
    return tr("Keys: {0}").format(", ".join(f"{key} {titles[role]}" for role, key in KEYS.items()))
