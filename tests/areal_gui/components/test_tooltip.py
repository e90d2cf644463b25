"""What a log says is shown as it is, never drawn as rich text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from areal_gui.components import StatTile, TextTableModel
from areal_gui.components.labels import ElidedLabel
from areal_gui.components.tooltip import literal
from areal_gui.pages.users.nearest_model import Near, NearestModel

TOOLTIP = Qt.ItemDataRole.ToolTipRole
TEXTS = ["<b>x</b>", '<img src="file:///etc/passwd">', "a < b & c\n second line", "plain &amp; simple", ""]


def seen(tooltip: str) -> str:
    """What a person reads in it; Qt takes it for rich text exactly where it begins with a tag."""
    if not tooltip.startswith("<"):
        return tooltip
    document = QTextDocument()
    document.setHtml(tooltip)
    return document.toPlainText()


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_as_it_is(qapp: QApplication, text: str) -> None:
    assert seen(literal(text)) == text


def test_titles_of_a_log_are_literal_in_tables_and_labels(qapp: QApplication, qtbot: QtBot) -> None:
    title = TEXTS[0]
    table, nearest = TextTableModel(["Title"]), NearestModel()
    table.set_rows([[title]])
    nearest.show([Near(title, 0.5, False)])
    label, tile = ElidedLabel(), StatTile("Items", "1", title)
    qtbot.addWidget(label)
    qtbot.addWidget(tile)
    label.setText(title)

    tooltips = [table.index(0, 0).data(TOOLTIP), nearest.index(0, 0).data(TOOLTIP)]
    for tooltip in (*tooltips, label.toolTip(), tile.toolTip()):
        assert seen(tooltip) == title
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert table.index(0, 0).data() == title
