"""The manual pages say what the parsers understand."""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Callable
from types import ModuleType

import pytest

from areal_gui.app import build_parser as of_window
from engine.cli.parser import build_parser as of_commands

DevModule = Callable[[str], ModuleType]


@pytest.fixture
def manual(dev_module: DevModule) -> ModuleType:
    return dev_module("bundling.manual")


def page(manual: ModuleType, parser: argparse.ArgumentParser) -> str:
    about = manual.Page(
        "areal", "train a recommender", "0.1.0", "2026-01-01", (("~/x", "A place"),), ("other",)
    )
    text: str = manual.manual(about, parser)
    return text


def test_every_command_and_every_option_has_its_place(manual: ModuleType) -> None:
    text = page(manual, of_commands())

    for words in (
        "import",
        "runs tag",
        "study search",
        "\\-\\-preset",
        "\\-\\-accept\\-rejected",
        "\\-\\-to FOLDER",
    ):
        assert words in text


def test_the_window_has_its_options_and_its_places(manual: ModuleType) -> None:
    text = page(manual, of_window())

    assert "\\fB\\-\\-safe\\-mode\\fR" in text
    assert "\\fB[FILE ...]\\fR" in text
    assert "~/x" in text
    assert "\\fBother\\fR(1)" in text


def test_the_commands_are_called_as_they_are_installed(
    manual: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["engine/__main__.py"])

    for parser in (of_window, of_commands):
        assert "engine" not in page(manual, parser())
    assert "\\fBareal import [\\-h]" in page(manual, of_commands())


def test_a_text_is_shown_as_it_is(manual: ModuleType) -> None:
    assert manual.escaped("a\\b --c\n.hidden\n'quoted") == "a\\eb \\-\\-c\n\\&.hidden\n\\&'quoted"


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
@pytest.mark.parametrize("parser", [of_window, of_commands])
def test_the_formatter_has_nothing_to_complain_about(
    manual: ModuleType, parser: Callable[[], argparse.ArgumentParser]
) -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-Kutf8", "-P-cbou"],
        input=page(manual, parser()),
        capture_output=True,
        text=True,
        check=True,
    )

    assert "SYNOPSIS" in done.stdout
    assert done.stderr == ""
