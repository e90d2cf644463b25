"""What is chosen in the import dialog, by mouse and by keyboard, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QMainWindow, QMessageBox, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.toast import Toast
from areal_gui.context import AppContext
from areal_gui.pages.data.import_dialog import ImportDialog
from areal_gui.pages.data.role_chips import role_mime
from areal_gui.pages.data.zone_combo import ZoneCombo
from engine.store.datasets import get_dataset, list_datasets
from tests.support.window import wait_until_quiet

KINDS = ("view", "view", "view", "cart", "buy")
ROWS = [f"u{n % 12},{1_700_000_000 + 600 * n},i{n % 7},{KINDS[n % 5]},{n % 5}" for n in range(200)]
HEADER = "user_id,timestamp,item_id,event,rating"
Open = Callable[..., ImportDialog]
Settle = Callable[[ImportDialog], None]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "shop" / "clicks.csv"
    path.parent.mkdir()
    path.write_text("\n".join([HEADER, *ROWS, ""]))
    return path


@pytest.fixture
def open_dialog(host: QMainWindow, context: AppContext, settle: Settle, qtbot: QtBot) -> Open:
    """`open_dialog(path, ...)`: the dialog as it is opened for these files, after all was looked up."""

    def open_it(*paths: Path) -> ImportDialog:
        host.show()
        ImportDialog.ask(context, list(paths), host)
        qtbot.waitUntil(lambda: len(open_dialogs(host)) == 1, timeout=20_000)
        (dialog,) = open_dialogs(host)
        settle(dialog)
        return dialog

    return open_it


@pytest.fixture
def settle(context: AppContext, qtbot: QtBot) -> Settle:
    """Until what a choice asks for was looked up."""

    def wait(dialog: ImportDialog) -> None:
        timer = dialog.lookups.estimate._timer
        qtbot.waitUntil(lambda: not timer.isActive())
        wait_until_quiet(qtbot, context)

    return wait


def open_dialogs(host: QMainWindow) -> list[ImportDialog]:
    return [dialog for dialog in host.findChildren(ImportDialog) if dialog.isVisible()]


def roles(dialog: ImportDialog) -> list[str]:
    return [combo.currentText() for combo in dialog.table.role_header.combos]


def expected(dialog: ImportDialog) -> list[str]:
    return dialog.estimate.texts


# Roles --------------------------------------------------------------------------------------------------


def test_every_column_has_its_role_type_and_extent(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)

    assert roles(dialog) == ["User or session", "Time", "Item", "Event", "Value"]
    heads = dialog.table.role_header._heads
    assert heads[0].lines[0] == "text · 12 different"
    assert heads[1].lines == ("times · 200 different", "14 Nov – 16 Nov 2023")
    assert heads[4].lines == ("whole numbers · 5 different", "0 – 4")
    assert "such as view, cart, buy" in heads[3].text
    dialog.close()


def test_letters_give_roles_and_arrows_go_from_column_to_column(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)
    combos = dialog.table.role_header.combos
    combos[3].setFocus()

    QTest.keyClick(combos[3], Qt.Key.Key_X)
    assert roles(dialog)[3] == "Ignored"
    QTest.keyClick(combos[3], Qt.Key.Key_Right)
    assert combos[4].hasFocus()
    QTest.keyClick(combos[4], Qt.Key.Key_S)
    assert roles(dialog) == ["User or session", "Time", "Item", "Ignored", "Split"]
    QTest.keyClick(combos[4], Qt.Key.Key_Left)
    assert combos[3].hasFocus()
    dialog.close()


def test_letters_work_in_the_rows_as_well(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)
    dialog.table.setCurrentIndex(dialog.table.model().index(0, 4))

    QTest.keyClick(dialog.table, Qt.Key.Key_X)

    assert roles(dialog)[4] == "Ignored"
    dialog.close()


@pytest.mark.parametrize("on_rows", [True, False])
def test_a_chip_is_dropped_onto_a_column(open_dialog: Open, log: Path, on_rows: bool) -> None:
    dialog = open_dialog(log)
    header = dialog.table.role_header
    target = dialog.table if on_rows else header
    at = QPointF(header.sectionViewportPosition(4) + 20, 10)
    mime = role_mime("item")
    drag = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)

    enter = QDragEnterEvent(at.toPoint(), *drag)
    target.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert header._dropping_on == 4
    target.dropEvent(QDropEvent(at, *drag))

    assert roles(dialog) == ["User or session", "Time", "Ignored", "Event", "Item"]
    assert header._dropping_on is None
    dialog.close()


def test_what_is_no_chip_is_not_taken_for_a_role(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)
    mime = QMimeData()
    mime.setText("item")
    event = QDragEnterEvent(
        QPoint(20, 10),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()

    dialog.table.role_header.dragEnterEvent(event)

    assert not event.isAccepted()
    dialog.close()


def test_without_an_item_it_cannot_start_and_says_so(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)

    QTest.keyClick(dialog.table.role_header.combos[2], Qt.Key.Key_X)

    assert not dialog.start.isEnabled()
    assert "items" in dialog.reason.text()
    assert dialog.preview.chips.chips["item"].colour == "accent"
    dialog.close()


def test_rows_from_the_middle_and_the_end_are_shown_on_demand(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)
    model = dialog.table.model()
    assert model.index(0, 1).data() == "1700000000"

    dialog.preview.sample.click()

    assert model.rowCount() == 20
    assert model.index(19, 1).data() == str(1_700_000_000 + 600 * 199)
    dialog.preview.first.click()
    assert model.index(0, 1).data() == "1700000000"
    dialog.close()


# Sequences, what counts, and what will come out -----------------------------------------------------------


def test_what_will_come_out_follows_every_choice(
    open_dialog: Open, log: Path, settle: Settle, context: AppContext
) -> None:
    dialog = open_dialog(log)
    assert expected(dialog) == [
        "Users: 12",
        "Items: 7",
        "Interactions: 200",
        "Sequences: 12",
        "counted in all 200 rows",
    ]

    dialog.sessions.cut.click()
    dialog.sessions.minutes.setValue(60)
    dialog.filters.kinds["cart"].click()
    dialog.filters.threshold.click()
    dialog.filters.minimum.setValue(2)
    settle(dialog)

    assert "Sequences: 200" in expected(dialog)  # each comes back after two hours
    assert "of which count: 80" in expected(dialog)  # views with a 2, and what was bought
    assert dialog.filters.summary == "only view, buy · values from 2"
    recipe = dialog.draft.recipe()
    assert recipe.session_gap_minutes == 60
    assert recipe.filters.events == ("view", "buy")
    dialog.close()


def test_where_no_kind_of_event_counts_it_cannot_start(open_dialog: Open, log: Path, settle: Settle) -> None:
    dialog = open_dialog(log)
    for box in dialog.filters.kinds.values():
        box.click()
    settle(dialog)

    assert "kind of event" in dialog.reason.text()
    assert not dialog.start.isEnabled()
    dialog.close()


def test_without_times_there_is_no_pause(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)
    dialog.sessions.cut.click()
    QTest.keyClick(dialog.table.role_header.combos[1], Qt.Key.Key_X)

    assert not dialog.sessions.cut.isEnabled()
    assert dialog.draft.recipe().session_gap_minutes is None
    assert "order of the lines" in dialog.preview.notes.text()
    dialog.close()


def test_a_log_of_which_nothing_can_be_read_has_no_estimate(
    open_dialog: Open, log: Path, settle: Settle
) -> None:
    dialog = open_dialog(log)
    QTest.keyClick(dialog.table.role_header.combos[3], Qt.Key.Key_T)
    settle(dialog)

    assert "Not a single one" in expected(dialog)[-1]
    dialog.close()


# Titles -------------------------------------------------------------------------------------------------


def test_a_file_dropped_on_the_dialog_gives_the_titles(
    open_dialog: Open, log: Path, tmp_path: Path, settle: Settle, context: AppContext, qtbot: QtBot
) -> None:
    titles = tmp_path / "catalogue.csv"
    titles.write_text("sku,label\n" + "".join(f"i{n},Thing {n}\n" for n in range(5)))
    dialog = open_dialog(log)
    assert dialog.items.summary == "none: items are shown by their ids"

    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(titles))])
    dialog.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    settle(dialog)
    assert dialog.items.summary == "catalogue.csv · knows 71.43% of the items in the sample"

    dialog.start.click()
    wait_until_quiet(qtbot, context)
    (row,) = list_datasets(context.workspace.store)
    assert row.has_titles


def test_a_file_of_titles_that_is_not_there_stands_in_the_way(open_dialog: Open, log: Path) -> None:
    dialog = open_dialog(log)
    dialog.items.file.setText(str(log.with_name("nowhere.csv")))

    assert "does not exist" in dialog.reason.text()
    assert not dialog.start.isEnabled()
    dialog.close()


# Questions ----------------------------------------------------------------------------------------------


def test_an_ambiguous_date_and_a_missing_zone_are_asked_for(
    open_dialog: Open, tmp_path: Path, settle: Settle, context: AppContext, qtbot: QtBot
) -> None:
    path = tmp_path / "dates.csv"
    rows = [f"u{n % 9},i{n % 5},0{n % 9 + 1}/0{n % 7 + 1}/2023 10:{n % 60:02}" for n in range(60)]
    path.write_text("\n".join(["user,item,when", *rows, ""]))
    dialog = open_dialog(path)
    assert not dialog.start.isEnabled()
    assert "question" in dialog.reason.text()

    day, month = dialog.questions.findChildren(QRadioButton)
    assert (day.text(), month.text()) == ("Day first: 1 January", "Month first: 1 January")
    month.click()
    assert not dialog.start.isEnabled()
    (zone,) = dialog.questions.findChildren(ZoneCombo)
    zone.zone_chosen.emit("Europe/Berlin")
    settle(dialog)
    assert dialog.start.isEnabled()

    dialog.start.click()
    wait_until_quiet(qtbot, context)
    (row,) = list_datasets(context.workspace.store)
    assert (row.recipe["day_first"], row.recipe["time_zone"]) == (False, "Europe/Berlin")


def test_whole_numbers_that_may_be_days_of_a_spreadsheet_are_asked_about(
    open_dialog: Open, tmp_path: Path, settle: Settle, context: AppContext, qtbot: QtBot
) -> None:
    path = tmp_path / "days.csv"
    rows = [f"u{n % 9},i{n % 5},{45123 + n}" for n in range(60)]
    path.write_text("\n".join(["user,item,date", *rows, ""]))
    dialog = open_dialog(path)
    assert not dialog.start.isEnabled()

    days, seconds = dialog.questions.findChildren(QRadioButton)
    assert days.text() == "Days of a spreadsheet: 16 July 2023"
    assert seconds.text() == "Seconds since 1970: 1970-01-01 12:32:03"
    days.click()
    settle(dialog)
    assert dialog.start.isEnabled()

    dialog.start.click()
    wait_until_quiet(qtbot, context)
    (row,) = list_datasets(context.workspace.store)
    assert row.recipe["serial_days"] is True
    assert row.first_ts == 1_689_465_600_000


def test_most_rows_that_cannot_be_read_are_asked_about_and_giving_up_leaves_nothing(
    open_dialog: Open, tmp_path: Path, host: QMainWindow, context: AppContext, qtbot: QtBot
) -> None:
    path = tmp_path / "mixed.csv"
    good = [f"u{n % 9},{1_700_000_000 + n},i{n % 5}" for n in range(1200)]
    bad = [f"u{n % 9},never,i{n % 5}" for n in range(2000)]
    path.write_text("\n".join(["user,timestamp,item", *good, *bad, ""]))

    for going_on in (False, True):
        open_dialog(path).start.click()
        wait_until_quiet(qtbot, context)
        box = host.findChildren(QMessageBox)[-1]
        assert "2,000 × time not understood" in box.informativeText()
        names = {button.text(): button for button in box.findChildren(QPushButton)}
        wanted = "Import the other 1,200 rows" if going_on else "Cancel"
        next(button for text, button in names.items() if text.replace("&", "") == wanted).click()
        wait_until_quiet(qtbot, context)
        assert len(list_datasets(context.workspace.store)) == (1 if going_on else 0)
    (row,) = list_datasets(context.workspace.store)
    assert (row.n_interactions, row.n_rejected) == (1200, 2000)


# Recipes, and logs that grow ------------------------------------------------------------------------------


def test_the_settings_of_an_earlier_set_are_offered_for_a_file_of_its_shape(
    open_dialog: Open, log: Path, context: AppContext, qtbot: QtBot
) -> None:
    first = open_dialog(log)
    first.sessions.cut.click()
    QTest.keyClick(first.table.role_header.combos[4], Qt.Key.Key_X)
    first.start.click()
    wait_until_quiet(qtbot, context)

    second = open_dialog(log)
    assert second.offer.text() == "Use the settings of “shop”"
    assert second.name.text() == "shop 2"
    second.offer.click()

    assert roles(second)[4] == "Ignored"
    assert second.draft.pause == 30
    assert not second.offer.isVisible()
    second.close()


def test_settings_are_saved_to_a_file_and_loaded_from_it(
    open_dialog: Open, log: Path, tmp_path: Path, settle: Settle, host: QMainWindow
) -> None:
    recipe = tmp_path / "how.json"
    dialog = open_dialog(log)
    QTest.keyClick(dialog.table.role_header.combos[3], Qt.Key.Key_X)
    dialog.menu.save_wanted.emit(recipe)
    settle(dialog)
    written = json.loads(recipe.read_text())
    assert (written["user"], written.get("event"), written.get("name")) == ("user_id", None, None)
    assert any("how.json" in toast.label.text() for toast in host.findChildren(Toast))
    dialog.close()

    other = open_dialog(log)
    other.menu.load_wanted.emit(recipe)
    settle(other)
    assert roles(other)[3] == "Ignored"
    other.close()


def test_settings_that_do_not_fit_are_told_and_change_nothing(
    open_dialog: Open, log: Path, tmp_path: Path, settle: Settle, host: QMainWindow
) -> None:
    recipe = tmp_path / "how.json"
    recipe.write_text(json.dumps({"user": "somebody", "item": "something"}))
    dialog = open_dialog(log)
    before = roles(dialog)

    dialog.menu.load_wanted.emit(recipe)
    settle(dialog)

    (error,) = host.findChildren(ErrorDialog)
    assert "somebody" in " ".join(label.text() for label in error.findChildren(QLabel))
    assert roles(dialog) == before
    error.close()
    dialog.close()


def test_a_newer_file_is_added_to_the_set_and_what_was_new_is_told(
    open_dialog: Open, log: Path, context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    open_dialog(log).start.click()
    wait_until_quiet(qtbot, context)
    newer = log.with_name("clicks-2.csv")
    newer.write_text("\n".join([HEADER, *ROWS, "u99,1800000000,i99,buy,5", ""]))

    dialog = open_dialog(newer)
    dialog.target.target.setCurrentIndex(1)
    assert dialog.start.text() == "Add"
    assert not dialog.name.isVisible()
    dialog.start.click()
    wait_until_quiet(qtbot, context)

    (row,) = list_datasets(context.workspace.store)
    assert row.n_interactions == 201
    said = host.findChildren(Toast)[-1].label.text()
    assert said == (
        "shop has grown by 1 interactions: 1 new users, 1 new items. 200 rows were there already."
    )


def test_a_folder_is_one_log_and_its_items(
    open_dialog: Open, log: Path, context: AppContext, qtbot: QtBot
) -> None:
    log.with_name("items.csv").write_text("item_id,title\n" + "".join(f"i{n},Thing {n}\n" for n in range(7)))

    dialog = open_dialog(log.parent)
    assert dialog.items.file.text().endswith("items.csv")
    dialog.start.click()
    wait_until_quiet(qtbot, context)

    (row,) = list_datasets(context.workspace.store)
    assert (row.name, row.n_interactions, row.has_titles) == ("shop", 200, True)
    assert get_dataset(context.workspace.store, row.id).source.endswith("clicks.csv")


def test_a_section_that_is_opened_is_brought_into_view(open_dialog: Open, log: Path, qtbot: QtBot) -> None:
    dialog = open_dialog(log)
    dialog.resize(900, 640)
    for section in dialog.sections:
        section.fold.click()
        qtbot.waitUntil(lambda section=section: not section.fold.visibleRegion().isEmpty())
    boxes = cast("list[QCheckBox]", dialog.form.findChildren(QCheckBox))
    qtbot.waitUntil(lambda: not boxes[0].visibleRegion().isEmpty())
    dialog.close()
