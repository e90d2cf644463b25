from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.components import Button
from areal_gui.components.toast import Toast
from areal_gui.context import AppContext
from areal_gui.pages.train.page import Page
from engine.cli.chosen import chosen_settings
from engine.cli.parser import parse
from engine.store.runs import create_run
from engine.training.presets import preset_for
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.areal_gui.pages.train.driving import shown
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, wait_until_quiet


@pytest.fixture
def context(make_context: MakeContext, workspace: Workspace, tmp_path: Path) -> AppContext:
    ordinary(workspace, tmp_path)
    return make_context(workspace)


@pytest.fixture
def page(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    return shown(context, host, qtbot)


def type_into(page: Page, qtbot: QtBot, path: str, text: str) -> None:
    editor = page.setup.form.fields[path].editor
    assert isinstance(editor, QLineEdit)
    editor.clear()
    qtbot.keyClicks(editor, text)


def visible(page: Page) -> set[str]:
    return {path for path, field in page.setup.form.fields.items() if field.isVisibleTo(page)}


def last_offer(host: QMainWindow) -> tuple[str, Toast]:
    toast = host.findChildren(Toast)[-1]
    return toast.label.text(), toast


def undo(host: QMainWindow) -> None:
    _, toast = last_offer(host)
    (button,) = toast.findChildren(Button)
    button.click()


def test_searching_shows_what_has_the_words_in_name_or_help(page: Page, qtbot: QtBot) -> None:
    form = page.setup.form
    assert not form.groups["Diffusion"].fold.is_open
    qtbot.keyClicks(form.search, "cosine offset")
    assert visible(page) == {"diffusion.cosine_offset"}
    form.search.clear()
    qtbot.keyClicks(form.search, "Loshchilov")
    assert visible(page) == {"training.optimiser"}
    qtbot.keyClick(form.search, Qt.Key.Key_Escape)
    assert not form.groups["Diffusion"].fold.is_open
    assert form.groups["Optimisation"].fold.is_open


def test_return_goes_from_the_search_to_the_first_field_found(page: Page, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.setup.form.search, "diffusion steps t")
    qtbot.keyClick(page.setup.form.search, Qt.Key.Key_Return)
    assert page.setup.form.fields["diffusion.steps"].editor.hasFocus()


def test_the_search_is_a_key_away_and_comes_into_view(page: Page, context: AppContext, qtbot: QtBot) -> None:
    page.setup._scroll.verticalScrollBar().setValue(10_000)
    context.commands.run("train.find")
    search, viewport = page.setup.form.search, page.setup._scroll.viewport()
    assert search.hasFocus()
    qtbot.waitUntil(lambda: viewport.rect().contains(search.mapTo(viewport, search.rect().center())))


def test_what_a_search_finds_comes_into_view(page: Page, host: QMainWindow, qtbot: QtBot) -> None:
    host.resize(1100, 500)
    qtbot.keyClicks(page.setup.form.search, "dropout")
    field, viewport = page.setup.form.fields["model.dropout"], page.setup._scroll.viewport()
    qtbot.waitUntil(lambda: viewport.rect().contains(field.mapTo(viewport, field.rect().center())))


def test_a_search_without_a_result_says_so(page: Page, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.setup.form.search, "quantum")
    assert visible(page) == set()
    assert "quantum" in page.setup.form._nothing.text()


def test_only_what_was_changed_can_be_shown(page: Page, qtbot: QtBot) -> None:
    form = page.setup.form
    qtbot.mouseClick(form.only_changed, Qt.MouseButton.LeftButton)
    assert "Nothing differs" in form._nothing.text()
    form.show_all()
    type_into(page, qtbot, "training.epochs", "7")
    type_into(page, qtbot, "model.layers", "2")
    form.only_changed.setChecked(True)
    assert visible(page) == {"training.epochs", "model.layers"}
    assert "2" in form.only_changed.text()


def test_a_group_is_reset_alone_and_that_can_be_undone(page: Page, host: QMainWindow, qtbot: QtBot) -> None:
    form = page.setup.form
    assert not form.groups["Optimisation"].reset.isVisible()
    type_into(page, qtbot, "training.epochs", "7")
    type_into(page, qtbot, "training.batch_size", "64")
    type_into(page, qtbot, "seed", "5")
    qtbot.mouseClick(form.groups["Optimisation"].reset, Qt.MouseButton.LeftButton)
    assert page.model.changed == ["seed"]
    assert "preset again: “Epochs”, “Batch size”." in last_offer(host)[0]
    undo(host)
    assert page.model.changed == ["training.epochs", "training.batch_size", "seed"]
    assert form.fields["training.epochs"].editor.text() == "7"  # type: ignore[union-attr]


def test_another_preset_can_be_undone(page: Page, host: QMainWindow, qtbot: QtBot) -> None:
    type_into(page, qtbot, "training.epochs", "7")
    page.setup.presets.buttons["paper"].click()
    assert page.model.changed == []
    assert "“Epochs” has the value of the preset again." in last_offer(host)[0]
    undo(host)
    assert page.model.preset_name == "recommended"
    assert page.model.changed == ["training.epochs"]
    assert page.setup.presets.buttons["recommended"].isChecked()


def test_what_has_no_effect_is_closed_and_says_where_it_has_one(page: Page) -> None:
    offset = page.setup.form.fields["diffusion.cosine_offset"]
    assert not offset.editor.isEnabled()
    assert "only where “Noise schedule” is cosine" in offset._note.text()
    page.setup.form._on_edited("diffusion.schedule", "cosine")
    assert offset.editor.isEnabled()
    assert offset._note.text() == ""


def test_a_wrong_value_without_effect_can_still_be_mended(page: Page, qtbot: QtBot) -> None:
    page.setup.form._on_edited("diffusion.schedule", "cosine")
    type_into(page, qtbot, "diffusion.cosine_offset", "5")
    page.setup.form._on_edited("diffusion.schedule", "sqrt")
    offset = page.setup.form.fields["diffusion.cosine_offset"]
    assert offset.editor.isEnabled()
    assert "0 to 0.1" in offset._note.text()


def test_a_cuda_graph_is_offered_where_there_is_cuda(page: Page) -> None:
    box = page.setup.form.fields["training.cuda_graph"].editor
    assert isinstance(box, QCheckBox)
    page.setup.show_devices([("auto", "Automatic: GPU"), ("cuda", "GPU"), ("cpu", "CPU")])
    assert box.isEnabled()
    page.setup.show_devices([("auto", "Automatic: CPU"), ("cpu", "CPU")])
    assert not box.isEnabled()


def test_settings_go_into_a_file_and_come_back(
    page: Page, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    page.setup.presets.buttons["quick"].click()
    type_into(page, qtbot, "training.epochs", "7")
    wanted, file = page.model.config(), tmp_path / "a.json"
    page.exchange.save(file)
    wait_until_quiet(qtbot, context, timeout=60_000)
    page.setup.presets.buttons["paper"].click()
    page.exchange.load(file)
    wait_until_quiet(qtbot, context, timeout=60_000)
    assert page.model.config() == wanted
    assert page.model.preset_name == "quick"
    assert page.model.changed == ["training.epochs"]


def test_a_file_with_what_is_not_possible_changes_nothing_and_names_it(
    page: Page, context: AppContext, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(context.notify, "error", lambda error, _title: told.append(str(error)))
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"settings": {"training": {"epochs": 0, "epoch": 1}}}), "utf-8")
    before = page.model.config()
    page.exchange.load(file)
    wait_until_quiet(qtbot, context, timeout=60_000)
    assert page.model.config() == before
    (text,) = told
    assert "training.epoch is no setting" in text
    assert "training.epochs is “0”" in text


def test_the_command_line_on_the_clipboard_trains_the_same(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    page.setup.presets.buttons["quick"].click()
    type_into(page, qtbot, "training.learning_rate", "0.0123456789012")
    page.exchange.copy_command()
    words = shlex.split(QGuiApplication.clipboard().text())
    arguments = parse(words[words.index("--workspace") :])
    assert page.model.dataset is not None
    assert arguments.workspace == context.workspace.root
    assert chosen_settings(arguments).config(page.model.dataset) == page.model.config()


def test_train_again_fills_the_form_with_data_set_and_settings_of_the_run(
    page: Page, context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    assert page.model.dataset is not None
    config = with_settings(preset_for("quick", page.model.dataset), {"training.epochs": 7, "seed": 3})
    run_id = create_run(
        context.workspace.store,
        dataset_id=page.model.dataset.id,
        name="Small log, quick",
        model="areal",
        preset="quick",
        seed=3,
        device="cpu",
        config=config.model_dump(mode="json"),
    )
    type_into(page, qtbot, "model.layers", "3")
    page.setup.form.search.setText("layers")
    context.settings_wanted.emit(run_id)
    wait_until_quiet(qtbot, context, timeout=60_000)
    assert page.setup.form.search.text() == ""
    assert page.model.config() == config
    assert page.model.changed == ["training.epochs", "seed"]
    assert page.setup.presets.buttons["quick"].isChecked()
    assert f"run {run_id}" in last_offer(host)[0]
    undo(host)
    assert page.model.changed == ["model.layers"]


def test_the_schedule_is_drawn_as_it_is_chosen(page: Page, context: AppContext, qtbot: QtBot) -> None:
    page.setup.form.groups["Diffusion"].set_open(True)
    wait_until_quiet(qtbot, context, timeout=60_000)
    plot = page.setup.schedule.plot
    assert plot is not None
    assert "sqrt, T = 1,000" in plot.accessibleDescription()
    type_into(page, qtbot, "diffusion.steps", "200")
    page.setup.form._on_edited("diffusion.schedule", "linear")
    wait_until_quiet(qtbot, context, timeout=60_000)
    assert "linear, T = 200: half of the signal is left at t = 118, and 0.132" in plot.summary
    assert len(plot.table().rows) == 201
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.describe(0).startswith("t = 0: linear 1.000")
