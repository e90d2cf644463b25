"""The data card of a log in words: what decides which figures a model can reach on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui import formats, loading, snapshots
from areal_gui.pages.data.facts import Fact

if TYPE_CHECKING:
    from engine.sequences.data_card import DataCard
    from engine.store.datasets import DatasetRow
    from engine.workspace import Workspace


@dataclass(frozen=True)
class CardTexts:
    """Everything the card shows.

    Attributes:
        notes: what to keep in mind when figures of this log are read.
        facts: the most telling figures.
        parts: lines of figure, training, validation, test.
        whole: lines of figure and value, of the log as a whole.
    """

    subtitle: str
    notes: tuple[str, ...]
    facts: tuple[Fact, ...]
    parts: tuple[tuple[str, ...], ...]
    whole: tuple[tuple[str, str], ...]


def read_card(workspace: Workspace, row: DatasetRow) -> CardTexts:
    """Count a log under the split that the presets choose for it. Loads torch: not for the window's thread.

    Raises:
        EngineError: the log is too short to be split, or its snapshot cannot be made.
    """
    with loading.one_at_a_time:
        from engine.sequences.data_card import data_card
        from engine.sequences.splits import make_split
        from engine.training.presets import preset_for
    config = preset_for("recommended", row).data
    snapshot = snapshots.opened(workspace, row.id, config.filters)
    card = data_card(snapshot, make_split(snapshot, config), config.history_length)
    return card_texts(card, row.n_interactions)


def card_texts(card: DataCard, stored: int) -> CardTexts:
    """The card in words; the engine has most of them.

    Args:
        card: of what counts for a training.
        stored: how many interactions the log has in all.
    """
    from engine.sequences.data_card_text import ROWS, notes, whole_log

    parts = [(title, *(text(part) for part in card.parts.values())) for title, text in ROWS]
    if card.parts["test"].first_time is not None:
        parts.append((_tr("From"), *(formats.day(part.first_time) for part in card.parts.values())))
        parts.append((_tr("To"), *(formats.day(part.last_time) for part in card.parts.values())))
    return CardTexts(
        subtitle=_subtitle(card, stored),
        notes=tuple(notes(card)),
        facts=tuple(_facts(card)),
        parts=tuple(parts),
        whole=tuple(whole_log(card)),
    )


def _subtitle(card: DataCard, stored: int) -> str:
    split = card.split.replace("_", " ")
    if card.interactions == stored:
        return _tr("With the split that the presets choose, {0}").format(split)
    said = _tr("Of the {0} of {1} interactions that count, with the split that the presets choose, {2}")
    return said.format(formats.count(card.interactions), formats.count(stored), split)


def _facts(card: DataCard) -> list[Fact]:
    test = card.parts["test"]
    of_test = _tr("of the test targets")
    return [
        Fact(
            _tr("Test examples"),
            formats.count(test.examples),
            _tr("{0} to train on").format(formats.count(card.parts["train"].examples)),
        ),
        Fact(_tr("Empty history"), formats.percent(test.empty_history), _tr("of the test examples")),
        Fact(_tr("Never in training"), formats.percent(test.unseen), of_test),
        Fact(_tr("Repeats"), formats.percent(test.repeats), of_test),
        Fact(_tr("Top 1% of items"), formats.percent(card.top_percent), _tr("of the training targets")),
        Fact(_tr("Top 100 still on top"), formats.percent(card.head_overlap), _tr("from training to test")),
    ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("data_card", text)
