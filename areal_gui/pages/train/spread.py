"""The collapse watch: whether the embeddings of the items still lie apart."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from areal_gui.pages.train.history import RunHistory
from areal_gui.plots.references import Reference
from engine.training.events import SPREAD_LOST


def collapse_reference(history: RunHistory) -> list[Reference]:
    """The spread under which they are collapsing, where it is known what it was at first."""
    if history.first_spread is None:
        return []
    return [Reference(_tr("collapse below"), SPREAD_LOST * history.first_spread)]


def collapse_note(history: RunHistory) -> str:
    """Since when they are collapsing; empty while they are not, or are no longer."""
    spreads = sorted(history.epochs.get("embedding_spread", {}).items())
    if history.first_spread is None or not spreads:
        return ""
    least = SPREAD_LOST * history.first_spread
    since = None
    for epoch, spread in spreads:
        since = (since or epoch) if spread < least else None
    return "" if since is None else _tr("Collapsed since epoch {0}").format(since)


def _tr(text: str) -> str:
    return QCoreApplication.translate("spread", text)
