"""Choosing the model: the form has the settings of that model, and no others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from areal_gui.pages.train.form_model import FormModel
from areal_gui.pages.train.page import Page
from engine.models.methods import METHODS
from engine.training.presets import preset, presets_of
from tests.support.dataset_rows import dataset_row


@pytest.mark.parametrize("method", METHODS)
def test_an_untouched_form_is_exactly_the_preset_of_the_model(method: str) -> None:
    model = FormModel()
    model.set_method(method)
    for name in presets_of(method):
        model.set_preset(name)
        assert model.config() == preset(name, method)
        assert model.changed == []
        assert model.problems == {}


def test_another_model_keeps_what_was_typed_about_the_log_and_nothing_else() -> None:
    model = FormModel()
    model.set_dataset(dataset_row())
    for path, text in (
        ("data.item_core", "5"),
        ("seed", "3"),
        ("training.epochs", "7"),
        ("model.layers", "2"),
    ):
        model.type(path, text)
    model.set_method("sasrec")
    assert model.changed == ["data.item_core", "seed"]
    assert model.config().method == "sasrec"


def test_as_published_is_to_baselines_what_the_paper_is_to_areal() -> None:
    model = FormModel()
    model.set_preset("paper")
    model.set_method("gru4rec")
    assert model.preset_name == "published"
    assert model.config().baseline.loss == "bce1"
    model.set_method("areal")
    assert model.preset_name == "paper"


def test_the_settings_of_a_run_bring_its_model() -> None:
    model = FormModel()
    model.fill("recommended", {"method": "gru4rec", "gru4rec.layers": 2, "model.layers": 3})
    assert model.method == "gru4rec"
    assert model.changed == ["gru4rec.layers"]
    assert model.found("gru layers") == {"gru4rec.layers"}


def visible(page: Page) -> set[str]:
    return {path for path, field in page.setup.form.fields.items() if field.isVisibleTo(page)}


def choose(page: Page, name: str) -> None:
    box = page.setup.models.box
    box.setFocus()
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())


def test_the_form_has_the_settings_of_the_chosen_model_alone(page: Page) -> None:
    form = page.setup.form
    assert not form.groups["Model"].isVisibleTo(page)
    choose(page, "gru4rec")
    assert {"baseline.loss", "gru4rec.layers", "training.epochs"} <= visible(page)
    assert not visible(page) & {"sasrec.blocks", "model.layers", "training.discrete_weight", "sampling.steps"}
    assert not form.groups["Diffusion"].isVisibleTo(page)
    choose(page, "areal")
    assert "model.layers" not in visible(page)  # its group is folded, as it was
    assert form.groups["Diffusion"].isVisibleTo(page)
    assert not form.groups["Model"].isVisibleTo(page)


def test_a_search_finds_nothing_of_other_models(page: Page) -> None:
    choose(page, "gru4rec")
    page.setup.form.search.setText("gru layers")
    assert visible(page) == {"gru4rec.layers"}
    page.setup.form.search.clear()
    assert "baseline.loss" in visible(page)


def test_the_presets_are_those_of_the_model(page: Page, qtbot: QtBot) -> None:
    buttons = page.setup.presets.buttons
    assert not buttons["published"].isVisibleTo(page)
    choose(page, "sasrec")
    assert not buttons["paper"].isVisibleTo(page)
    qtbot.mouseClick(buttons["published"], Qt.MouseButton.LeftButton)
    assert page.model.config().sasrec.blocks == 1


def test_there_is_a_text_about_the_model(page: Page, qtbot: QtBot) -> None:
    choose(page, "sasrec")
    qtbot.mouseClick(page.setup.models.about_button, Qt.MouseButton.LeftButton)
    (dialog,) = page.findChildren(QDialog)
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Kang, McAuley" in told
    assert "Apache-2.0" in told
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
