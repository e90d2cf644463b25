"""What the program says of itself, and where the licences are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from areal_gui.components.about import About, licences_page


def test_a_checkout_shows_its_list_of_libraries() -> None:
    assert "PySide6" in licences_page().read_text("utf-8")


def test_the_packaged_program_shows_the_page_that_was_made_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "licences" / "index.html"
    page.parent.mkdir()
    page.touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "areal-gui"))

    assert licences_page() == page


def test_the_licences_are_one_click_away(
    styled_application: object, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    about = About()
    qtbot.addWidget(about)
    (button,) = (button for button in about.findChildren(QPushButton) if "icences" in button.text())

    button.click()

    assert opened == [str(licences_page())]
