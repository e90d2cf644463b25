"""The data card: counted once in the background, and told in words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.data import card_view
from areal_gui.pages.data.card_texts import CardTexts, card_texts, read_card
from areal_gui.pages.data.card_view import CardView
from areal_gui.pages.data.facts import Fact
from engine.errors import BadSetting
from engine.store.datasets import DatasetRow, get_dataset
from engine.workspace import Workspace
from tests.support.dataset_rows import dataset_row
from tests.support.page_states import one_row, ordinary
from tests.support.window import put_into, wait_until_quiet

Read = Callable[[Workspace, DatasetRow], CardTexts]


def texts_of(row: DatasetRow) -> CardTexts:
    return CardTexts(
        subtitle=f"by sequence, {row.name}",
        notes=("The log drifts.",),
        facts=(Fact("Test examples", "36"),),
        parts=(("Examples", "288", "36", "36"),),
        whole=(("Items", "23"),),
    )


@pytest.fixture
def card(host: QMainWindow, context: AppContext, qtbot: QtBot) -> CardView:
    view = CardView(context)
    put_into(host, view, qtbot)
    return view


def read_as(monkeypatch: pytest.MonkeyPatch, read: Read) -> list[int]:
    """Put `read` in the place of the counting; gives the data sets it was asked for."""
    asked: list[int] = []

    def stand_in(workspace: Workspace, row: DatasetRow) -> CardTexts:
        asked.append(row.id)
        return read(workspace, row)

    monkeypatch.setattr(card_view, "read_card", stand_in)
    return asked


def test_a_log_is_described_under_the_split_of_the_presets(workspace: Workspace, tmp_path: Path) -> None:
    ordinary(workspace, tmp_path)
    texts = read_card(workspace, get_dataset(workspace.store, 1))
    assert texts.subtitle.endswith("by sequence")
    assert {fact.label: fact.value for fact in texts.facts}["Test examples"] == "36"
    assert texts.parts[0] == ("Examples", "288", "36", "36")
    assert texts.parts[-1][0] == "To"
    assert ("Interactions", "360") in texts.whole
    assert any("only 6 sequences" in note for note in texts.notes)


def test_a_log_without_times_has_no_days(workspace: Workspace, tmp_path: Path) -> None:
    from engine.sequences.config import DataConfig
    from engine.sequences.data_card import data_card
    from engine.sequences.snapshot import open_snapshot
    from engine.sequences.splits import make_split

    ordinary(workspace, tmp_path)
    snapshot = replace(open_snapshot(workspace, 1), times=None)
    texts = card_texts(data_card(snapshot, make_split(snapshot, DataConfig()), 10), 360)
    assert "To" not in {row[0] for row in texts.parts}


def test_a_log_too_short_to_split_says_so(workspace: Workspace, tmp_path: Path) -> None:
    one_row(workspace, tmp_path)
    with pytest.raises(BadSetting, match="leaves no"):
        read_card(workspace, get_dataset(workspace.store, 1))


def test_the_card_shows_notes_and_figures_and_folds_the_rest(
    card: CardView, context: AppContext, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    read_as(monkeypatch, lambda _workspace, row: texts_of(row))
    card.show_row(dataset_row())
    assert card.status.text() == "Counting…"
    assert not card.fold.isVisible()
    wait_until_quiet(qtbot, context)
    assert card.notes.texts == ("The log drifts.",)
    assert "36" in {label.text() for label in card.facts.findChildren(QLabel)}
    assert not card._tables[0].isVisible()
    card.fold.click()
    assert card._tables[0].isVisible()
    assert card.parts.rowCount() == 1


def test_switching_back_needs_no_counting(
    card: CardView, context: AppContext, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked = read_as(monkeypatch, lambda _workspace, row: texts_of(row))
    for number in (1, 2):
        card.show_row(dataset_row(id=number, name=f"log {number}"))
        wait_until_quiet(qtbot, context)
    card.show_row(dataset_row(id=1, name="renamed"))
    assert card.status.text() == "by sequence, log 1"
    assert asked == [1, 2]


def test_a_late_card_is_kept_but_not_shown_for_another_log(
    card: CardView, context: AppContext, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    slow = threading.Event()

    def read(_workspace: Workspace, row: DatasetRow) -> CardTexts:
        if row.id == 1:
            slow.wait(20)
        return texts_of(row)

    asked = read_as(monkeypatch, read)
    card.show_row(dataset_row(id=1, name="slow"))
    card.show_row(dataset_row(id=2, name="quick"))
    qtbot.waitUntil(lambda: card.status.text() == "by sequence, quick")
    card.show_row(dataset_row(id=1, name="slow"))
    assert card.status.text() == "Counting…"
    slow.set()
    wait_until_quiet(qtbot, context)
    assert card.status.text() == "by sequence, slow"
    assert sorted(asked) == [1, 2]


def test_a_failure_is_told_in_the_card_and_can_be_tried_again(
    card: CardView, context: AppContext, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    failures = [BadSetting("The disk is full.")]

    def read(_workspace: Workspace, row: DatasetRow) -> CardTexts:
        if failures:
            raise failures.pop()
        return texts_of(row)

    read_as(monkeypatch, read)
    card.show_row(dataset_row())
    wait_until_quiet(qtbot, context)
    assert card.status.text() == "The disk is full."
    assert card.again.isVisible()
    card.again.click()
    wait_until_quiet(qtbot, context)
    assert card.notes.texts
    assert not card.again.isVisible()


def test_a_log_is_counted_only_once_its_card_can_be_seen(
    context: AppContext, host: QMainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked = read_as(monkeypatch, lambda _workspace, row: texts_of(row))
    view = CardView(context)
    view.show_row(dataset_row())
    assert asked == []
    host.setCentralWidget(view)
    host.show()
    wait_until_quiet(qtbot, context)
    assert asked == [1]
