"""Where a file is saved: the ending of its kind, and nothing written over that nobody was asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.saving import ask_file

KINDS = {".csv": "Tables (*.csv)", ".parquet": "Parquet (*.parquet)"}


class Dialog:
    """Answers in turn, and keeps what was proposed each time."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        self.answers, self.proposed = list(answers), list[str]()

    def __call__(self, _parent: QWidget, _title: str, place: str, _kinds: str) -> tuple[str, str]:
        self.proposed.append(place)
        return self.answers.pop(0)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize(
    ("typed", "kind", "written"),
    [
        ("mine.csv", KINDS[".csv"], "mine.csv"),
        ("mine.CSV", KINDS[".parquet"], "mine.CSV"),
        ("mine", KINDS[".parquet"], "mine.parquet"),
        ("rate 0.001", "", "rate 0.001.csv"),
    ],
)
def test_a_name_ends_as_its_kind_does(
    context: AppContext,
    parent: QWidget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    kind: str,
    written: str,
) -> None:
    dialog = Dialog((str(tmp_path / typed), kind))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    assert ask_file(context, parent, "Save", "proposed.csv", KINDS) == tmp_path / written
    assert dialog.proposed == [str(Path.home() / "proposed.csv")]


def test_a_file_that_an_ending_leads_to_is_asked_about(
    context: AppContext, parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.csv").write_text("of before")
    dialog = Dialog((str(tmp_path / "mine"), ""), ("", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", dialog)
    assert ask_file(context, parent, "Save", "proposed.csv", KINDS) is None
    assert dialog.proposed[1] == str(tmp_path / "mine.csv")
