"""The icons are one family: one size, one pen, one colour that the theme replaces."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer

from tests.support.real_data import REPOSITORY

FOLDER = REPOSITORY / "resources" / "icons"
MARK = FOLDER / "areal.svg"
FAMILY = sorted(path for path in FOLDER.glob("*.svg") if path != MARK)


@pytest.mark.parametrize("path", FAMILY, ids=lambda path: path.stem)
def test_an_icon_belongs_to_the_family(path: Path) -> None:
    drawing = ElementTree.parse(path).getroot()
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', path.read_text("utf-8")))

    assert drawing.get("viewBox") == "0 0 24 24"
    assert drawing.get("stroke-width") == "1.75"
    assert colours <= {"currentColor", "none"}


@pytest.mark.parametrize("path", [*FAMILY, MARK], ids=lambda path: path.stem)
def test_an_icon_can_be_drawn_by_qt(path: Path) -> None:
    assert QSvgRenderer(str(path)).isValid()


def test_the_mark_is_there_as_a_picture_too() -> None:
    picture = QImage(str(FOLDER / "areal.png"))

    assert (picture.width(), picture.height()) == (256, 256)
    assert picture.hasAlphaChannel()
