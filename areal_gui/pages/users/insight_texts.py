"""Insight in words: on what a recommendation rests, and how sure the model is of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, percent

if TYPE_CHECKING:
    from areal_gui.pages.users.insight import ItemWeights
    from engine.recommending.certainty import Certainty
    from engine.recommending.explain import Influence
    from engine.recommending.what_if import ListChange

MANY = 4
"""More items than these are counted, not listed."""


def reason_text(influence: Influence, place: int, first_number: int) -> str:
    """On which items the recommendation at `place` rests.

    Args:
        first_number: what the oldest item that the model sees is called in the history.
    """
    seen = len(influence.history)
    mostly = influence.mostly(place)
    if not seen:
        return _tr("There is no history: this is what the model proposes to anybody new.")
    if not mostly:
        return _tr("No single item of the history speaks for it: it stays as likely without any of them.")
    if seen == 1:
        return _tr("It rests on the only item of the history.")
    if len(mostly) == seen:
        return _tr("It rests on all of the history alike.")
    if mostly == list(range(seen - len(mostly), seen)):
        if len(mostly) == 1:
            return _tr("It rests mostly on the last item.")
        return _tr("It rests mostly on the last {n} items.").format(n=len(mostly))
    if len(mostly) > MANY:
        return _tr("It rests on {n} items of the history together.").format(n=len(mostly))
    numbers = [str(first_number + at) for at in mostly]
    if len(numbers) == 1:
        return _tr("It rests mostly on No. {numbers}.").format(numbers=numbers[0])
    listed = _tr("{first} and {last}").format(first=", ".join(numbers[:-1]), last=numbers[-1])
    return _tr("It rests mostly on No. {numbers}.").format(numbers=listed)


def certainty_text(found: Certainty, listed: int, samples: int) -> str:
    """How sure the model is of a list, in one line."""
    parts = [
        _tr("{share} of all probability is in this list").format(share=percent(found.mass)),
        _tr("torn among about {n} items").format(n=count(max(1.0, found.effective_items))),
    ]
    if samples > 1:
        agreed = _tr("single draws share {n} of {listed}")
        parts.append(agreed.format(n=f"{found.agreement * listed:.1f}", listed=listed))
    parts.append(_tr("variety {distance:.2f}").format(distance=found.distance))
    return " · ".join(parts)


def certainty_hint(samples: int) -> str:
    """What the figures of `certainty_text` mean."""
    lines = [
        _tr("Torn among n items: as uncertain as a choice among n equally likely ones (exp of the entropy)."),
        _tr("Variety: mean distance (1 − cosine) of the list's items; 0 all alike, 1 unrelated."),
    ]
    if samples > 1:
        text = _tr("Single draws: how much of the list one noise sample alone, of {n}, brings.")
        lines.insert(1, text.format(n=samples))
    return "\n".join(lines)


def change_text(change: ListChange) -> str:
    """What has become of a list."""
    new = len(change.gone)
    if not new and all(one.change == "same" for one in change.moved):
        return _tr("The list stays as it was")
    if not new:
        return _tr("The same items in another order")
    text = _tr("{kept} stay, {new} new") if change.shared else _tr("All {new} are new")
    return text.format(kept=change.shared, new=len(change.moved) - change.shared)


def weights_text(weights: ItemWeights) -> str:
    """What the encoder weighs at an item."""
    if weights.taken is not None:
        return _tr("Attention: {share}").format(share=percent(weights.taken))
    local = ", ".join(
        _tr("width {width}: {share}").format(width=width, share=percent(share))
        for width, share in weights.local.items()
    )
    overall = _tr("global (LSTM): {share}").format(share=percent(weights.overall))
    return _tr("Local (CNN) {local}; {overall}").format(local=local, overall=overall) if local else overall


def _tr(text: str) -> str:
    return QCoreApplication.translate("insight", text)
