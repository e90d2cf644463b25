"""What filters leave, told before anything is trained."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.train.filter_preview import FilterPreview
from areal_gui.pages.train.filter_texts import effect_text, step_rows, step_title
from areal_gui.pages.train.form_model import FormModel
from engine.importing.filters import Filters
from engine.sequences.filtering import Size
from engine.sequences.snapshot import FilterEffect
from engine.store.datasets import get_dataset
from tests.support.page_states import ordinary
from tests.support.window import put_into, wait_until_quiet

WHOLE, LEFT = Size(2469, 68509, 1_469_307), Size(1203, 68509, 900_000)


def test_the_sentence_names_only_what_is_left_out() -> None:
    text = effect_text(FilterEffect(WHOLE, (("core", LEFT),), LEFT))

    assert "1,203 of 2,469 sequences" in text
    assert ", 68,509 items" in text


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (FilterEffect(WHOLE, (), WHOLE), "all of the log"),
        (FilterEffect(WHOLE, (("core", Size(0, 0, 0)),), Size(0, 0, 0)), "Nothing is left"),
    ],
)
def test_all_and_nothing_are_said_as_such(effect: FilterEffect, words: str) -> None:
    assert words in effect_text(effect)


def test_each_filter_has_a_row_after_the_whole_log() -> None:
    rows = step_rows(FilterEffect(WHOLE, (("window", LEFT), ("core", LEFT)), LEFT))

    assert [row[0] for row in rows] == [
        "The whole log",
        "Time window",
        "Least interactions of items and sequences",
    ]
    assert rows[1][1:] == ("1,203", "68,509", "900,000")


@pytest.mark.parametrize(
    "name", set(Filters.model_fields) - {"earliest", "latest", "item_core", "sequence_core"}
)
def test_every_filter_has_a_name_for_people(name: str) -> None:
    assert step_title(name) != name


def test_typing_a_filter_shows_its_effect(
    host: QMainWindow, context: AppContext, tmp_path: Path, qtbot: QtBot
) -> None:
    ordinary(context.workspace, tmp_path / "log")
    model = FormModel()
    model.set_dataset(get_dataset(context.workspace.store, 1))
    preview = FilterPreview(context, model)
    put_into(host, preview, qtbot)
    wait_until_quiet(qtbot, context)
    assert "No filter is on" in preview.text.text()
    assert not preview.fold.isVisible()

    model.type("data.sequence_core", "7")
    preview.refresh()
    qtbot.waitUntil(lambda: "Nothing is left" in preview.text.text())
    model.type("data.sequence_core", "6")
    preview.refresh()
    qtbot.waitUntil(lambda: "60 sequences" in preview.text.text())

    assert preview.fold.isVisible()
    assert preview.steps.rowCount() == 2


def test_a_filter_that_the_log_cannot_have_says_why(
    host: QMainWindow, context: AppContext, tmp_path: Path, qtbot: QtBot
) -> None:
    ordinary(context.workspace, tmp_path / "log")
    model = FormModel()
    model.set_dataset(get_dataset(context.workspace.store, 1))
    model.type("data.minimum_value", "3")
    preview = FilterPreview(context, model)
    put_into(host, preview, qtbot)

    qtbot.waitUntil(lambda: "has no values" in preview.text.text())
