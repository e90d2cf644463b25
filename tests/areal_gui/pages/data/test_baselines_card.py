"""What simple methods would score, as the overview shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event as Gate
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.context import AppContext
from areal_gui.pages.data.baselines_card import BaselinesCard
from engine.errors import BadInput
from engine.events import CancelToken, Event, Progress
from engine.store.datasets import get_dataset, rename_dataset
from engine.training import reference_scores
from engine.training.reference_scores import ReferencesScored
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences
from tests.support.window import put_into, wait_until_quiet

SCORED = ReferencesScored(
    split="by_sequence",
    policy="keep",
    examples=1234,
    metrics={
        "popularity": {"ndcg@20": 0.0123, "hr@20": 0.0456},
        "item-knn": {"ndcg@20": 0.2345, "hr@20": 0.3456},
    },
)
Score = Callable[..., Iterator[Event]]


@pytest.fixture
def dataset_id(workspace: Workspace) -> int:
    return import_sequences(workspace, ALTERNATING, name="shop")


@pytest.fixture
def card(host: QMainWindow, context: AppContext, dataset_id: int, qtbot: QtBot) -> BaselinesCard:
    card = BaselinesCard(context)
    put_into(host, card, qtbot)
    card.show_row(get_dataset(context.workspace.store, dataset_id))
    return card


@pytest.fixture
def scoring(monkeypatch: pytest.MonkeyPatch) -> Callable[[Score], list[int]]:
    """`scoring(score)`: score so instead; gives the list of data sets that were scored."""

    def replace_by(score: Score) -> list[int]:
        asked: list[int] = []

        def counted(workspace: Workspace, dataset_id: int, *rest: Any) -> Iterator[Event]:
            asked.append(dataset_id)
            return score(workspace, dataset_id, *rest)

        monkeypatch.setattr(reference_scores, "score_references", counted)
        return asked

    return replace_by


def at_once(*_: object) -> Iterator[Event]:
    yield Progress(text="Fitting", done=1, total=4)
    yield SCORED


def said(card: BaselinesCard) -> str:
    return " ".join(label.text() for label in card.findChildren(QLabel) if label.isVisibleTo(card))


def cells(card: BaselinesCard) -> list[str]:
    model = card._model
    return [
        str(model.index(row, column).data())
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]


def test_nothing_is_computed_until_it_is_asked_for(card: BaselinesCard) -> None:
    assert card.compute.isVisible()
    assert not card.cancel.isVisible()
    assert "Takes seconds to minutes" in said(card)


def test_the_figures_are_shown_with_what_they_are_of(
    card: BaselinesCard, context: AppContext, scoring: Callable[[Score], list[int]], qtbot: QtBot
) -> None:
    scoring(at_once)
    card.compute.click()
    wait_until_quiet(qtbot, context)

    assert card.table is not None
    assert card.table.isVisible()
    assert not card.compute.isVisible()
    assert "1,234 test examples, split by sequence" in said(card)
    assert {"Popularity", "23.45", "4.56"} <= set(cells(card))


def test_a_log_is_scored_once_and_anew_only_when_it_has_grown(
    card: BaselinesCard,
    context: AppContext,
    dataset_id: int,
    scoring: Callable[[Score], list[int]],
    qtbot: QtBot,
) -> None:
    store, asked = context.workspace.store, scoring(at_once)
    other = import_sequences(context.workspace, ALTERNATING, name="other")
    card.compute.click()
    wait_until_quiet(qtbot, context)

    card.show_row(get_dataset(store, other))
    assert card.compute.isVisible()
    assert card.table is not None
    assert not card.table.isVisible()

    rename_dataset(store, dataset_id, "My shop")
    card.show_row(get_dataset(store, dataset_id))
    assert card.table.isVisible()
    assert asked == [dataset_id]


def test_it_says_how_far_it_is_and_can_be_cancelled(
    card: BaselinesCard, context: AppContext, scoring: Callable[[Score], list[int]], qtbot: QtBot
) -> None:
    def slow(*arguments: Any) -> Iterator[Event]:
        cancel: CancelToken = arguments[-1]
        yield Progress(text="Fitting item-kNN", done=1, total=4)
        while True:
            cancel.raise_if_cancelled()
            Gate().wait(0.005)

    scoring(slow)
    card.compute.click()
    qtbot.waitUntil(lambda: "Fitting item-kNN" in said(card))
    assert card.bar.value() == 250
    assert not card.compute.isVisible()

    card.cancel.click()
    wait_until_quiet(qtbot, context)

    assert card.compute.isVisible()
    assert not card.bar.isVisible()
    assert "Takes seconds to minutes" in said(card)


def test_the_keyboard_stays_on_the_card(
    card: BaselinesCard, context: AppContext, scoring: Callable[[Score], list[int]], qtbot: QtBot
) -> None:
    gate = Gate()

    def held(*_: object) -> Iterator[Event]:
        gate.wait(20)
        yield SCORED

    scoring(held)
    card.window().activateWindow()
    card.compute.setFocus()
    card.compute.click()
    qtbot.waitUntil(card.cancel.hasFocus)
    gate.set()
    wait_until_quiet(qtbot, context)

    assert card.table is not None
    assert card.table.hasFocus()


def test_another_log_can_be_looked_at_meanwhile(
    card: BaselinesCard,
    context: AppContext,
    dataset_id: int,
    scoring: Callable[[Score], list[int]],
    qtbot: QtBot,
) -> None:
    gate, store = Gate(), context.workspace.store
    other = import_sequences(context.workspace, ALTERNATING, name="other")

    def held(*_: object) -> Iterator[Event]:
        yield Progress(text="Fitting Markov", done=1, total=4)
        gate.wait(20)
        yield SCORED

    scoring(held)
    card.compute.click()
    qtbot.waitUntil(lambda: "Fitting Markov" in said(card))

    card.show_row(get_dataset(store, other))
    assert card.compute.isVisible()
    assert "Fitting Markov" not in said(card)
    gate.set()
    wait_until_quiet(qtbot, context)
    assert card.compute.isVisible()  # the figures are the other log's

    card.show_row(get_dataset(store, dataset_id))
    assert "1,234" in said(card)


def test_a_failure_is_told_and_can_be_tried_again(
    card: BaselinesCard,
    context: AppContext,
    host: QMainWindow,
    scoring: Callable[[Score], list[int]],
    qtbot: QtBot,
) -> None:
    def fails(*_: object) -> Iterator[Event]:
        yield Progress(text="Fitting", done=0)
        raise BadInput("The log cannot be split.", "It has one sequence.", "Import more.")

    scoring(fails)
    card.compute.click()
    wait_until_quiet(qtbot, context)

    (dialog,) = host.findChildren(ErrorDialog)
    assert dialog.windowTitle() == "The simple methods were not computed"
    dialog.close()
    assert card.compute.isVisible()


def test_the_real_methods_find_what_is_certain(
    card: BaselinesCard, context: AppContext, qtbot: QtBot
) -> None:
    """In i0 i1 i0 i1 ... the next item is known to Markov, and never the last one."""
    card.compute.click()
    wait_until_quiet(qtbot, context)

    model = card._model
    ndcg = {
        str(model.index(row, 0).data()): float(str(model.index(row, 1).data()).split()[0])
        for row in range(model.rowCount())
    }
    assert ndcg["Markov"] > 90  # of the first item of a sequence nothing is certain
    assert ndcg["Repeat last"] < ndcg["Popularity"] < ndcg["Markov"]
    assert "test examples" in said(card)
