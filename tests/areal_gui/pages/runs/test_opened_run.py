"""One run, opened."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.components import Button
from areal_gui.exporting.dialog import ExportDialog
from areal_gui.pages.runs.page import Page
from engine.store import run_marks, runs
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.record import RunRecord
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.areal_gui.pages.runs.showing import add_run, changed, click, ids, opened, shown, with_test
from tests.support import page_checks
from tests.support.window import MakeContext, wait_until_quiet


def test_an_opened_run_shows_its_curves_and_metrics(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 1)
    assert detail.curves.by_name["loss"].curves[0].y.tolist() == [2.0]
    detail.tabs.setCurrentWidget(detail.metrics)
    assert "item-kNN, by 5.00 points" in detail.metrics._verdict.text()
    assert not detail.header.test.isVisible()
    assert detail.metrics.slice.count() == 1


def test_opening_a_run_shows_no_window_of_its_own(page: Page, host: QMainWindow, qtbot: QtBot) -> None:
    class Watch(QObject):
        windows: ClassVar[list[object]] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.windows.append(watched)
            return False

    watch = Watch()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    opened(page, qtbot, 1)
    application.removeEventFilter(watch)
    assert watch.windows == []
    assert host.isActiveWindow()


def test_a_run_that_was_not_tested_offers_to_be(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 3)
    assert "not tested" in detail.reason.text()
    assert detail.header.test.isVisible()


def test_a_run_that_item_knn_beats_is_marked(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    assert not opened(page, qtbot, 1).header.label.isVisible()
    detail = opened(page, qtbot, with_test(filled, add_run(filled, "weak"), 0.1))
    assert detail.header.label.text() == "does not beat item-kNN"
    assert detail.header.label.isVisible()


def test_a_stopped_run_with_a_checkpoint_goes_on_on_the_train_page(
    page: Page, qtbot: QtBot, filled: Workspace
) -> None:
    resume = opened(page, qtbot, 3).header.resume
    assert resume.isVisible()
    assert not resume.isEnabled()
    assert "no checkpoint" in resume.toolTip()
    checkpoint = last_checkpoint(filled, 3)
    checkpoint.parent.mkdir(parents=True)
    checkpoint.touch()
    changed(page, qtbot)
    wanted: list[object] = []
    page._context.page_wanted.connect(wanted.append)
    page._context.resume_wanted.connect(wanted.append)
    click(qtbot, page.detail.header.resume)
    assert wanted == ["train", 3]


@pytest.mark.parametrize(
    ("error", "why"),
    [("Training diverged. The gradient…", "diverged"), ("Pruned after epoch 3: …", "search")],
)
def test_a_run_that_it_would_not_help_is_not_gone_on_with_and_says_why(
    page: Page, qtbot: QtBot, filled: Workspace, error: str, why: str
) -> None:
    checkpoint = last_checkpoint(filled, 3)
    checkpoint.parent.mkdir(parents=True)
    checkpoint.touch()
    runs.update_run(filled.store, 3, status="failed", error=error)
    resume = opened(page, qtbot, 3).header.resume
    assert resume.isVisible()
    assert not resume.isEnabled()
    assert why in resume.toolTip()
    assert resume.accessibleDescription() == resume.toolTip()
    assert not page.can_resume()


def test_a_finished_run_is_not_offered_to_be_resumed(page: Page, qtbot: QtBot) -> None:
    assert not opened(page, qtbot, 1).header.resume.isVisible()


def test_training_again_asks_the_train_page_for_the_settings(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 1)
    wanted: list[object] = []
    page._context.page_wanted.connect(wanted.append)
    page._context.settings_wanted.connect(wanted.append)
    click(qtbot, detail.header.again)
    assert wanted == ["train", 1]


def test_what_a_run_warned_of_can_be_read_later(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    record = RunRecord(filled, 1)
    record.line("started on cpu: 10 parameters")
    for text in ("The embeddings are collapsing.", "on test NDCG@20 not better than markov"):
        record.line(f"warning: {text}")
    detail = opened(page, qtbot, 1)
    assert detail.warnings.isVisible()
    assert detail.warnings.texts == ("The embeddings are collapsing.",)


def test_a_failed_run_says_why_and_offers_nothing_it_has_not(page: Page, qtbot: QtBot) -> None:
    page.list.choose(2)
    assert "#2: Training diverged." in page.list.header._subtitle.text()
    detail = opened(page, qtbot, 2)
    assert detail.reason.text() == "Training diverged."
    assert not detail.header.users.isEnabled()
    assert not detail.header.export.isEnabled()


def test_seeing_users_chooses_the_run_and_the_page(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 1)
    with qtbot.waitSignals([page._context.run_chosen, page._context.page_wanted]):
        click(qtbot, detail.header.users)
    assert page._context.current_run_id == 1


def test_the_run_looked_at_last_is_the_one_that_would_be_exported(page: Page, qtbot: QtBot) -> None:
    page.list.choose(2)
    assert page._context.current_run_id == 2
    opened(page, qtbot, 1)
    assert page._context.current_run_id == 1


def test_settings_are_searched_and_narrowed_to_what_differs(page: Page, qtbot: QtBot) -> None:
    settings = opened(page, qtbot, 1).settings
    everything = settings.model.rowCount()
    settings.search.setText("learning rate")
    assert 0 < settings.model.rowCount() < everything
    settings.search.setText("nothing is called this")
    assert settings.model.rowCount() == 0
    settings.search.clear()
    settings.only_changed.setChecked(True)
    assert 0 < settings.model.rowCount() == settings.model.changed < everything


def test_files_and_log_are_read_when_they_are_seen(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    RunRecord(filled, 1).line("started on cpu: 10 parameters")
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.files)
    wait_until_quiet(qtbot, page._context)
    assert [file.name for file in detail.files.files] == ["log.txt"]
    assert detail.files.model.index(0, 1).data() == "What was logged"
    click(qtbot, detail.files.copy_button)
    assert QGuiApplication.clipboard().text() == str(filled.root / "runs" / "1")
    detail.tabs.setCurrentWidget(detail.log)
    assert "started on cpu" in detail.log.text.toPlainText()
    assert opened(page, qtbot, 2).files.open_button is not None
    wait_until_quiet(qtbot, page._context)
    assert detail.log.text.toPlainText() == ""


def test_the_data_card_counts_the_log_as_the_run_saw_it(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    small = with_settings(RunConfig(), {"data.item_core": 2, "data.history_length": 3})
    runs.update_run(filled.store, 1, config=small.model_dump(mode="json"))
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.data)
    wait_until_quiet(qtbot, page._context)
    card = detail.data.card
    assert "Small log" in card.status.text()
    assert card.parts.rowCount() > 3


def test_a_log_that_cannot_be_counted_says_why(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    harsh = with_settings(RunConfig(), {"data.item_core": 1000})
    runs.update_run(filled.store, 1, config=harsh.model_dump(mode="json"))
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.data)
    wait_until_quiet(qtbot, page._context)
    assert detail.data.card.again.isVisible()
    assert detail.data.card.status.text()


def test_notes_are_kept_as_they_are_written_and_keep_the_keyboard(
    page: Page, qtbot: QtBot, filled: Workspace
) -> None:
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.notes)
    editor = detail.notes.notes.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "learns slowly")
    detail.notes.notes.keep()
    wait_until_quiet(qtbot, page._context)
    assert runs.get_run(filled.store, 1).notes == "learns slowly"
    assert editor.hasFocus()
    assert editor.toPlainText() == "learns slowly"


def test_tags_of_an_opened_run_are_ticked_and_taken_away(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    run_marks.tag_runs(filled.store, [2], ["known"])
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.notes)
    detail.notes._fill_menu()
    (known, *_) = detail.notes._menu.actions()
    assert (known.text(), known.isChecked()) == ("known", False)
    known.trigger()
    wait_until_quiet(qtbot, page._context)
    assert runs.get_run(filled.store, 1).tags == ("known",)
    (chip,) = detail.notes.tags.parts
    assert isinstance(chip, Button)
    click(qtbot, chip)
    wait_until_quiet(qtbot, page._context)
    assert runs.get_run(filled.store, 1).tags == ()


def test_an_opened_run_that_is_deleted_leads_back_to_the_table(page: Page, qtbot: QtBot) -> None:
    opened(page, qtbot, 2)
    page._context.commands.run("runs.delete")
    wait_until_quiet(qtbot, page._context)
    assert page.shows_table()
    assert ids(page) == [3, 1]


@pytest.mark.parametrize("tab", range(7))
@pytest.mark.parametrize("size", [(736, 490), (1600, 1000)])
def test_every_tab_fits_and_can_be_reached(
    page: Page, host: QMainWindow, qtbot: QtBot, tab: int, size: tuple[int, int]
) -> None:
    host.resize(*size)
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentIndex(tab)
    wait_until_quiet(qtbot, page._context)
    assert page_checks.clipped(page) == []
    assert page_checks.without_name(page) == []
    assert page_checks.unreached_by_tab(page) == []
    assert page.minimumSizeHint().width() <= size[0]


def test_a_read_only_window_changes_nothing(
    make_context: MakeContext, filled: Workspace, host: QMainWindow, qtbot: QtBot
) -> None:
    with Workspace.open(filled.root, write=False) as reader:
        page = shown(make_context(reader), host, qtbot)
        page.list.choose(1)
        assert not page._context.commands.run("runs.delete")
        assert not page._context.commands.run("runs.star")
        page._switch_star_of(1)
        detail = opened(page, qtbot, 1)
        assert not detail.header.star.isEnabled()
        assert not detail.notes.notes.editor.isEnabled()
        assert not runs.get_run(filled.store, 1).starred
        page._context.tasks.stop()


def test_the_export_of_an_opened_run_begins_with_it(page: Page, qtbot: QtBot, host: QMainWindow) -> None:
    detail = opened(page, qtbot, 3)
    click(qtbot, detail.header.export)
    wait_until_quiet(qtbot, page._context)
    dialog = host.findChild(ExportDialog)
    assert dialog is not None
    assert dialog.plan.run is not None
    assert dialog.plan.run.id == 3


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_curves_are_saved(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    detail = opened(page, qtbot, 1)
    file = tmp_path / f"curves.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    menu = detail.curves.options.findChild(QToolButton).menu()
    (save,) = (action for action in menu.actions() if kind.upper() in action.text())
    save.trigger()
    wait_until_quiet(qtbot, page._context)
    assert file.stat().st_size > 50


def test_a_run_of_the_real_engine_is_shown_tested_and_exported(
    make_context: MakeContext,
    workspace: Workspace,
    host: QMainWindow,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    from tests.support.page_states import trained

    trained(workspace, tmp_path)
    runs.update_run(workspace.store, 1, status="stopped")
    page = shown(make_context(workspace), host, qtbot)
    detail = opened(page, qtbot, 1)
    page.test()
    wait_until_quiet(qtbot, page._context)
    assert detail.run is not None
    assert detail.run.tested
    metrics = detail.metrics
    assert metrics.slice.count() == metrics.groups.rowCount() > 5
    assert metrics.groups.index(0, 1).data() == "36"
    assert metrics.recommended.rowCount() == 7
    page.export()
    wait_until_quiet(qtbot, page._context)
    dialog = host.findChild(ExportDialog)
    assert dialog is not None
    dialog.folder.set_path(tmp_path)
    dialog.start()
    wait_until_quiet(qtbot, page._context)
    assert list(tmp_path.glob("*.areal"))
    detail.tabs.setCurrentWidget(detail.data)
    wait_until_quiet(qtbot, page._context)
    assert detail.data.card.parts.rowCount() > 3
