"""The dialog that takes a model away: what is asked, what is written, and what comes of faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.toast import Toast
from areal_gui.context import AppContext
from areal_gui.exporting import dialog as export_dialog
from areal_gui.exporting.dialog import ExportDialog, ask_export
from engine.errors import BadInput
from engine.events import CancelToken, Event, Progress
from engine.exporting.formats import FORMATS, Exported, ExportFormat, export_format
from engine.store.runs import rename_run
from engine.workspace import Workspace
from tests.support import page_checks
from tests.support.page_states import ARABIC, LONG, trained, workspace_in
from tests.support.window import MakeContext, wait_until_quiet

Write = Callable[..., Iterator[Event]]


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@pytest.fixture
def workspace(states: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(workspace_in(trained.__name__, tmp_path / "workspace", states)) as opened:
        yield opened


@pytest.fixture
def context(workspace: Workspace, make_context: MakeContext) -> AppContext:
    return make_context(workspace)


@pytest.fixture
def dialog(context: AppContext, host: QMainWindow, qtbot: QtBot, tmp_path: Path) -> ExportDialog:
    (tmp_path / "out").mkdir()
    with qtbot.waitExposed(host):
        host.show()
    made = ask_export(context, host)
    wait_until_quiet(qtbot, context)
    made.folder.set_path(tmp_path / "out")
    return made


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch) -> Callable[[Write], None]:
    """`write(function)`: what any form does instead of writing."""

    def put(function: Write) -> None:
        monkeypatch.setattr(ExportFormat, "export", lambda _self, *arguments: function(*arguments))

    return put


def test_a_bundle_is_written_and_shown(
    dialog: ExportDialog, context: AppContext, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(export_dialog, "show_in_folder", shown.append)
    dialog.formats.choose(export_format("bundle"))
    dialog.options.fields["licence"].setText("CC BY 4.0")  # type: ignore[union-attr]
    assert dialog.note.text() == "Will be written: Small-log-AREAL-quick.areal"
    dialog.export.click()
    wait_until_quiet(qtbot, context)

    path = tmp_path / "out" / "Small-log-AREAL-quick.areal"
    assert path.is_file()
    assert b"Licence: CC BY 4.0" in path.read_bytes()
    assert dialog.note.text().startswith(f"Written: {path}")
    dialog.show_button.click()
    assert shown == [path]
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == str(path)
    assert context.settings.extra["export.folder"] == str(tmp_path / "out")


@pytest.mark.parametrize("form", [form for form in FORMATS if form.name in ("recommendations", "report")])
def test_other_forms_are_written_under_the_name_that_was_said(
    form: ExportFormat, dialog: ExportDialog, context: AppContext, qtbot: QtBot
) -> None:
    dialog.formats.choose(form)
    target = dialog.plan.target
    assert target is not None
    dialog.export.click()
    wait_until_quiet(qtbot, context)

    assert target.exists()
    assert [file.name for file in target.parent.iterdir()] == [target.name]


def test_what_is_there_is_said_and_not_overwritten(dialog: ExportDialog) -> None:
    dialog.formats.choose(export_format("bundle"))
    target = dialog.plan.target
    assert target is not None
    target.write_bytes(b"mine")
    dialog.folder.changed.emit()

    assert "is there already" in dialog.note.text()
    assert not dialog.export.isEnabled()
    dialog.start()
    assert target.read_bytes() == b"mine"


def test_a_folder_is_chosen_in_the_dialog_of_the_system(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    dialog.folder.choose.click()
    assert dialog.plan.folder == tmp_path
    dialog.folder.field.setText("/not/there")
    assert not dialog.export.isEnabled()
    assert "Choose another" in dialog.note.text()


def test_progress_is_shown_and_the_export_can_be_cancelled(
    dialog: ExportDialog, context: AppContext, qtbot: QtBot, write: Callable[[Write], None]
) -> None:
    def endless(
        _workspace: Workspace, _run: int, folder: Path, cancel: CancelToken, _options: object
    ) -> Iterator[Event]:
        while True:
            cancel.raise_if_cancelled()
            yield Progress(text="Half of it", done=1, total=2, unit="parts")

    write(endless)
    dialog.start()
    qtbot.waitUntil(lambda: dialog.bar.value() == 500)
    assert dialog.note.text() == "Half of it"
    assert dialog.bar.isVisible()
    assert not dialog.formats.isEnabled()
    dialog.stop.click()
    wait_until_quiet(qtbot, context)

    assert dialog.note.text() == "Cancelled; nothing was written."
    assert dialog.export.isEnabled()
    assert not dialog.bar.isVisible()


def test_a_fault_is_told_and_everything_can_be_tried_again(
    dialog: ExportDialog, context: AppContext, host: QMainWindow, qtbot: QtBot, write: Callable[[Write], None]
) -> None:
    def full(*_: object) -> Iterator[Event]:
        yield Progress(text="Writing", done=0, total=1, unit="parts")
        raise BadInput("The file could not be written.", "No space left on device.", "Make room on the disk.")

    write(full)
    dialog.start()
    wait_until_quiet(qtbot, context)

    told = host.findChild(ErrorDialog)
    assert told is not None
    assert dialog.task is None
    assert dialog.export.isEnabled()
    told.done(0)


def test_closed_while_it_works_the_end_is_told_by_a_notice(
    dialog: ExportDialog, context: AppContext, host: QMainWindow, qtbot: QtBot, write: Callable[[Write], None]
) -> None:
    going: list[bool] = [True]

    def slow(_workspace: Workspace, run: int, folder: Path, *_: object) -> Iterator[Event]:
        while going:
            yield Progress(text="Writing", done=0, total=1, unit="parts")
        yield Exported(run_id=run, path=str(folder / "there"), files=["there"])

    write(slow)
    dialog.start()
    qtbot.waitUntil(dialog.bar.isVisible)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert context.tasks.active()
    going.clear()
    wait_until_quiet(qtbot, context)

    (toast,) = host.findChildren(Toast)
    assert "Written:" in toast.label.text()


def test_a_second_dialog_begins_as_the_last_one_ended(
    dialog: ExportDialog, context: AppContext, host: QMainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.formats.choose(export_format("recommendations"))
    dialog.options.fields["top"].setValue(3)  # type: ignore[union-attr]
    dialog.start()
    wait_until_quiet(qtbot, context)
    dialog.close()
    again = ask_export(context, host)
    wait_until_quiet(qtbot, context)

    assert again.plan.form.name == "recommendations"
    assert again.plan.options == {"ending": "csv", "top": 3}
    assert again.plan.folder == tmp_path / "out"
    assert "is there already" in again.note.text()


def test_without_a_run_it_says_so(
    make_context: MakeContext, host: QMainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with Workspace.open(tmp_path / "empty") as empty:
        context = make_context(empty)
        made = ask_export(context, host)
        wait_until_quiet(qtbot, context)
        assert "no trained model" in made.note.text()
        assert not made.export.isEnabled()


@pytest.mark.parametrize("name", ["ordinary", LONG.strip()[:200], ARABIC])
def test_it_keeps_to_what_every_page_keeps_to(
    name: str, dialog: ExportDialog, workspace: Workspace, context: AppContext, qtbot: QtBot
) -> None:
    rename_run(workspace.store, 1, name)
    dialog._read_runs()
    wait_until_quiet(qtbot, context)
    for form in FORMATS:
        dialog.formats.choose(form)
        qtbot.wait(1)
        assert page_checks.without_name(dialog) == []
        assert page_checks.clipped(dialog) == []
        assert page_checks.unreached_by_tab(dialog) == []
        hint = dialog.minimumSizeHint()
        assert hint.width() <= 792
        assert hint.height() <= 520


def test_it_follows_the_theme_and_the_density_of_the_screen(dialog: ExportDialog, qtbot: QtBot) -> None:
    light = page_checks.mean_lightness(page_checks.picture(dialog))
    once, twice = page_checks.picture(dialog), page_checks.picture(dialog, 2.0)
    theme.apply("dark")
    qtbot.wait(1)

    assert light > 180
    assert page_checks.mean_lightness(page_checks.picture(dialog)) < 75
    assert twice.width() == 2 * once.width()
