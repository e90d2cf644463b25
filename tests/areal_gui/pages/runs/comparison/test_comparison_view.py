"""Runs beside each other in the window, from the store to the sentence."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.sheet_tab import SheetTab
from areal_gui.pages.runs.comparison.view import ComparisonView
from engine.errors import NotFound
from engine.events import Event, Progress
from engine.store import runs
from engine.training.kept_ranks import ranks_file
from engine.workspace import Workspace
from tests.support import page_checks
from tests.support.compared_runs import MadeRun, make_run
from tests.support.window import wait_until_quiet


def settled(view: ComparisonView, qtbot: QtBot) -> None:
    """Wait until everything was read, and tested."""
    wait_until_quiet(qtbot, view._context)
    qtbot.waitUntil(lambda: not view.testing.busy, timeout=20_000)
    wait_until_quiet(qtbot, view._context)


def compare(view: ComparisonView, qtbot: QtBot, *run_ids: int) -> None:
    view.show_runs(list(run_ids))
    settled(view, qtbot)


def column(tab: SheetTab, name: str) -> list[str]:
    sheet = tab.table.sheet
    place = [cell.text for cell in sheet.columns].index(name)
    return [row[place].text for row in sheet.rows]


def test_two_runs_are_compared_in_one_sentence(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    assert view.verdict.text().startswith("“strong” is better than “weak” on NDCG@20 by ")
    assert "95% interval" in view.verdict.text()
    assert [len(line.x) for line in view.curves.loss.lines] == [3, 3]
    assert view.notes.texts == ()
    assert view.settings.table.sheet.titles[0].text == "Optimisation: Learning rate"
    assert view.slices.table.model().rowCount() == 4


def test_what_cannot_be_compared_is_shown_and_said_why(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2, 4, 5, 6)
    assert view.metrics.table.model().rowCount() == 5
    notes = column(view.metrics, "Note")
    assert notes[:2] == ["", ""]
    assert "Another split: leave one out" in notes[2]
    assert "Out of memory." in notes[3]
    assert "not tested" in notes[4]
    assert view.compared is not None
    assert view.compared.runs == [1, 2]
    assert [text.partition(". ")[0] for text in view.notes.texts] == [
        "Not comparable: “other split”",
        "Not comparable: “failed”",
        "Not comparable: “stopped”",
    ]


def test_where_nothing_can_be_compared_the_runs_are_shown_all_the_same(
    view: ComparisonView, qtbot: QtBot
) -> None:
    compare(view, qtbot, 1, 5)
    assert view.verdict.text() == "There are no two runs that can be compared."
    assert view.metrics.table.model().rowCount() == 2
    assert view.pairs.table.model().rowCount() == 0


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_ranks_that_are_gone_or_damaged_are_told(
    view: ComparisonView, qtbot: QtBot, filled: Workspace, content: bytes | None
) -> None:
    path = ranks_file(filled, 2, "test")
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    compare(view, qtbot, 1, 2, 3)
    assert view.compared is not None
    assert view.compared.runs == [1, 3]
    assert ("damaged" if content else "missing") in view.notes.texts[0]
    assert column(view.metrics, "NDCG@20, %")[1] != "–"  # its figures are in the store
    compare(view, qtbot, 1, 2)
    assert view.verdict.text() == "There are no two runs that can be compared."
    assert ("damaged" if content else "missing") in view.notes.texts[0]
    assert view.score.isVisible()


def test_what_is_missing_is_scored_when_asked_for(
    view: ComparisonView, qtbot: QtBot, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ranks_file(filled, 2, "test")
    kept = path.read_bytes()
    path.unlink()
    asked: list[tuple[int, str]] = []

    def evaluate(
        _workspace: Workspace, run_id: int, part: str, _cancel: object, *, keep: bool
    ) -> Iterator[Event]:
        asked.append((run_id, part))
        assert keep
        path.write_bytes(kept)
        yield Progress(text="Scoring", done=1)

    monkeypatch.setattr("engine.training.evaluate_run.evaluate_run", evaluate)
    compare(view, qtbot, 1, 2, 5)
    assert view.score.text() == "Score that run"
    qtbot.mouseClick(view.score, Qt.MouseButton.LeftButton)
    settled(view, qtbot)
    assert asked == [(2, "test")]
    assert view.verdict.text().startswith("“strong” is better than “weak”")
    assert not view.score.isVisible()


def test_a_run_that_cannot_be_scored_is_told(
    view: ComparisonView, qtbot: QtBot, filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[Exception] = []
    monkeypatch.setattr(view._context.notify, "error", lambda error, _title: errors.append(error))
    compare(view, qtbot, 1, 6)
    qtbot.mouseClick(view.score, Qt.MouseButton.LeftButton)  # its checkpoint was never written
    settled(view, qtbot)
    assert [type(error) for error in errors] == [NotFound]
    assert view.score.isEnabled()


def test_a_training_that_goes_on_does_not_begin_the_tests_anew(
    view: ComparisonView, qtbot: QtBot, filled: Workspace
) -> None:
    runs.update_run(filled.store, 6, status="running")
    compare(view, qtbot, 1, 2, 6)
    assert not view.score.isVisible()
    found = view.compared
    runs.update_run(filled.store, 6, epoch=9, best_epoch=9)
    view._context.runs_changed.emit()
    settled(view, qtbot)
    assert view.compared is found is not None
    assert view.view.contents.runs[2].row.epoch == 9
    runs.update_run(filled.store, 6, status="stopped")
    view._context.runs_changed.emit()
    settled(view, qtbot)
    assert view.compared is not found


def test_what_changed_unseen_is_read_when_it_is_shown(
    view: ComparisonView, host: QMainWindow, filled: Workspace, qtbot: QtBot
) -> None:
    compare(view, qtbot, 1, 2)
    view.hide()
    runs.rename_run(filled.store, 1, "feeble")
    view._context.runs_changed.emit()
    settled(view, qtbot)
    assert view.metrics.table.sheet.titles[0].text == "weak"
    view.show()
    settled(view, qtbot)
    assert view.metrics.table.sheet.titles[0].text == "feeble"


def test_a_run_that_is_deleted_meanwhile_leaves_and_is_told(
    view: ComparisonView, qtbot: QtBot, filled: Workspace
) -> None:
    compare(view, qtbot, 1, 2, 3)
    filled.delete_run(3)
    runs.update_run(filled.store, 2, deleted_at=1)
    view._context.runs_changed.emit()
    settled(view, qtbot)
    assert view.notes.texts[0] == "2 of these runs were deleted meanwhile."
    assert view.metrics.table.model().rowCount() == 1
    compare(view, qtbot, 2, 3)
    assert view.metrics.table.model().rowCount() == 0
    for tab in (view.pairs, view.matrix):
        assert tab.about.text() == "There are no two runs that can be compared."
        assert tab.table.isHidden()
    assert [len(plot.lines) for plot in (view.curves.loss, view.curves.validation)] == [0, 0]


def test_the_metric_the_rows_and_the_baseline_can_be_chosen(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2, 3)
    choices = view.choices
    choices.metrics.setCurrentIndex(choices.metrics.findData("hr@10"))
    choices.splits.setCurrentIndex(choices.splits.findData("val"))
    choices.baselines.setCurrentIndex(choices.baselines.findData(1))
    settled(view, qtbot)
    assert view.compared is not None
    assert (view.compared.metric, view.compared.split, view.compared.baseline) == ("hr@10", "val", "weak")
    assert view.verdict.text() == "Against “weak” on HR@10, better: “strong”, “as strong”."
    assert view.curves.validation.title == "Validation HR@10, %"
    assert column(view.metrics, "Note") == ["Baseline", "", ""]
    assert view.pairs.table.model().rowCount() == 2
    assert view.matrix.table.sheet.rows[1][2].text == "·"


def test_with_a_baseline_its_rows_count(view: ComparisonView, qtbot: QtBot, filled: Workspace) -> None:
    compare(view, qtbot, 1, 2, 4)
    assert view.choices.baselines.findData(5) < 0
    view.choices.baselines.setCurrentIndex(view.choices.baselines.findData(4))
    settled(view, qtbot)
    assert [run.id for run in view.view.compared] == [4]
    assert view.verdict.text() == "There are no two runs that can be compared."


def test_only_the_newest_choice_is_shown(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    for place in (1, 2, 3, 4, 0):
        view.choices.metrics.setCurrentIndex(place)
    settled(view, qtbot)
    assert view.compared is not None
    assert view.compared.metric == "ndcg@20" == view.view.metric


def test_losses_of_another_kind_are_not_drawn_on_the_same_axis(
    view: ComparisonView, qtbot: QtBot, filled: Workspace
) -> None:
    other = make_run(filled, MadeRun("of another loss", config={"training.discrete_weight": 0.0}))
    compare(view, qtbot, 1, 2, other)
    curves = view.curves
    assert curves.loss.title == "Loss: squared error + CE"
    assert [line.place for line in curves.loss.lines] == [0, 1]
    assert curves.loss.accessibleDescription() == "2 runs; 1 with another kind of loss is not drawn"
    assert len(curves.validation.lines) == 3
    assert not curves.kind.isHidden()
    curves.kind.setCurrentIndex(1)
    assert curves.loss.title == "Loss: squared error"
    assert [line.place for line in curves.loss.lines] == [2]
    compare(view, qtbot, 1, 2)
    assert curves.kind.isHidden()
    assert curves.loss.title == "Loss: squared error + CE"


def test_axis_and_smoothing(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2, 3)
    curves = view.curves
    curves.axis.setCurrentIndex(curves.axis.findData("step"))
    assert [len(line.x) for line in curves.loss.lines] == [40, 40, 0]
    assert "as strong" in curves.note.text()
    assert curves.note.text().startswith("Smoothed over 50 steps; ")
    smooth = curves.loss.lines[0].y
    curves.smoothing.setValue(0)
    assert (
        abs(curves.loss.lines[0].y[1:] - curves.loss.lines[0].y[:-1]).sum()
        > abs(smooth[1:] - smooth[:-1]).sum()
    )
    curves.axis.setCurrentIndex(curves.axis.findData("time"))
    assert [len(line.x) for line in curves.loss.lines] == [40, 40, 3]
    curves.axis.setCurrentIndex(curves.axis.findData("epoch"))
    assert curves.note.text() == "Not smoothed"


def test_a_run_is_hidden_and_made_to_stand_out_by_keyboard(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2, 3)
    legend, plots = view.curves.legend, (view.curves.loss, view.curves.validation)
    legend.setFocus()
    legend.setCurrentRow(0)
    qtbot.keyClick(legend, Qt.Key.Key_Down)
    assert [plot.highlighted_place for plot in plots] == [1, 1]
    qtbot.keyClick(legend, Qt.Key.Key_Space)
    assert legend.hidden == {1}
    assert [plot.highlighted_place for plot in plots] == [None, None]
    view._context.runs_changed.emit()
    settled(view, qtbot)
    assert legend.hidden == {1}  # also after the runs were read again
    legend.show_all(False)
    assert legend.hidden == {0, 1, 2}
    legend.show_all(True)
    assert legend.hidden == set()


def test_what_is_pointed_at_in_one_plot_is_told_in_the_other(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    loss, validation = view.curves.loss, view.curves.validation
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(loss, key)
    assert validation.highlighted_place == 0
    assert validation.accessibleDescription().startswith("weak: ")
    assert validation.accessibleDescription().endswith("epoch 2")


def test_the_mouse_over_the_legend_makes_a_run_stand_out(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    legend = view.curves.legend
    second = legend.visualItemRect(legend.item(1)).center()
    qtbot.mouseMove(legend.viewport(), second)
    qtbot.mouseMove(legend.viewport(), second + QPoint(1, 0))
    qtbot.waitUntil(lambda: view.curves.loss.highlighted_place == 1)


def test_the_sentence_of_a_chosen_pair_is_shown(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2, 3)
    view.tabs.setCurrentWidget(view.matrix)
    view.matrix.table.setCurrentIndex(view.matrix.table.model().index(0, 1))
    assert view.matrix.told.isVisible()
    assert view.matrix.told.text().startswith("“strong” is better than “weak”")
    view.matrix.table.setCurrentIndex(view.matrix.table.model().index(0, 0))
    assert not view.matrix.told.isVisible()


@pytest.mark.parametrize("ending", ["csv", "md"])
def test_tables_are_saved(
    view: ComparisonView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    compare(view, qtbot, 1, 2)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "metrics"), ""))
    titles = {"csv": "Save as CSV…", "md": "Save as Markdown…"}
    (save,) = (action for action in view.metrics.table.actions() if action.text() == titles[ending])
    save.trigger()
    text = (tmp_path / f"metrics.{ending}").read_text(encoding="utf-8")
    if ending == "csv":
        head, first, _second = csv.reader(text.splitlines())
        assert head[:2] == ["Run", "NDCG@20, %"]
        assert first[0] == "weak"
        assert 0 < float(first[1]) < 1
    else:
        assert text.startswith("| Run | NDCG@20, % |")
        assert "**" in text


def test_a_table_that_cannot_be_saved_is_said(
    view: ComparisonView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compare(view, qtbot, 1, 2)
    errors: list[str] = []
    monkeypatch.setattr(view._context.notify, "error", lambda _error, title: errors.append(title))
    missing = tmp_path / "no folder" / "x.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(missing), ""))
    (save,) = (action for action in view.metrics.table.actions() if "CSV" in action.text())
    save.trigger()
    assert errors == ["The table was not saved"]


def test_tables_are_copied(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    markdown, values = view.pairs.table.actions()[:2]
    markdown.trigger()
    assert QGuiApplication.clipboard().text().startswith("| Run | Compared with |")
    values.trigger()
    assert QGuiApplication.clipboard().text().startswith("Run\tCompared with\t")


@pytest.mark.parametrize("ending", ["PNG", "SVG", "CSV"])
def test_plots_are_saved(
    view: ComparisonView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    compare(view, qtbot, 1, 2)
    for number, figure in enumerate((view.curves.figures, view.cost.plot)):
        file = tmp_path / f"{number}.{ending.lower()}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, to=str(file): (to, ""))
        (save,) = (action for action in figure.actions() if ending in action.text())
        save.trigger()
        assert file.stat().st_size > 50


def test_a_fault_of_the_program_is_told(
    view: ComparisonView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("broken")

    errors: list[str] = []
    monkeypatch.setattr("engine.training.compare_runs.compare_runs", broken)
    monkeypatch.setattr(view._context.notify, "error", lambda _error, title: errors.append(title))
    compare(view, qtbot, 1, 2)
    assert errors == ["The runs were not compared"]
    assert view.metrics.table.model().rowCount() == 2


def test_leaving_goes_back_and_stops_the_tests(
    view: ComparisonView, context: AppContext, qtbot: QtBot
) -> None:
    compare(view, qtbot, 1, 2)
    view._test()
    with qtbot.waitSignal(view.back_wanted):
        qtbot.keyClick(view.back, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settled(view, qtbot)
    with qtbot.waitSignal(view.back_wanted):
        qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)


def test_keyboard_names_and_room_in_the_smallest_window(
    view: ComparisonView, host: QMainWindow, qtbot: QtBot
) -> None:
    compare(view, qtbot, 1, 2, 3, 4, 5, 6)
    host.resize(736, 490)
    for tab in range(view.tabs.count()):
        view.tabs.setCurrentIndex(tab)
        qtbot.wait(1)
        assert page_checks.without_name(view) == []
        assert page_checks.unreached_by_tab(view) == []
        assert page_checks.clipped(view) == []
        assert page_checks.too_wide(view) == []
    assert view.minimumSizeHint().width() <= 736
    assert view.minimumSizeHint().height() <= 490


def test_strange_and_long_names_fit(view: ComparisonView, filled: Workspace, qtbot: QtBot) -> None:
    names = ("<b>bold</b> " * 20, "سجل مشتريات المتجر الإلكتروني الكبير")
    ids = [make_run(filled, MadeRun(name, seed=9)) for name in names]
    compare(view, qtbot, 1, *ids)
    assert page_checks.clipped(view) == []
    assert page_checks.too_wide(view) == []
    assert view.curves.legend.width() <= 240


def test_it_follows_the_theme(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    theme.apply("dark")
    qtbot.wait(1)
    assert page_checks.mean_lightness(page_checks.picture(view)) < 75
