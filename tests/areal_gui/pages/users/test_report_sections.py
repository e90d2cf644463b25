"""A report has what is seen of the user, and no column that says nothing."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage

from areal_gui import theme
from areal_gui.pages.users import report_sections as module
from areal_gui.pages.users.page import Page
from areal_gui.pages.users.report_sections import PICTURE, report_sections
from tests.areal_gui.pages.users.driving import Quiet, click_row


@pytest.fixture
def shown(page: Page, quiet: Quiet) -> Page:
    click_row(page, 1)
    quiet()
    return page


def test_the_list_has_a_kind_only_where_kinds_differ(shown: Page) -> None:
    table = report_sections(shown.view)[0].table
    assert table is not None
    repeats = any(row.repeat for row in shown.view.top.model.rows)
    assert [*table.headers] == ["#", "Item", "Probability", "Popularity rank", *(["Kind"] if repeats else [])]
    assert table.numbers == {0, 2, 3}
    assert table.bars is not None
    assert table.bars[0] == 2
    assert [row[0] for row in table.rows] == [str(1 + at) for at in range(len(table.rows))]


def test_while_something_else_is_tried_the_list_says_where_each_line_was(shown: Page, quiet: Quiet) -> None:
    shown.view.history.table.selectRow(0)
    shown.view.history.remove()
    quiet()
    section = report_sections(shown.view)[0]
    table = section.table
    assert table is not None
    assert table.headers[:3] == ["#", "Was", "Item"]
    assert "What if: " in section.texts[0]
    gone = len(shown.view.top.model.gone)
    assert table.muted == set(range(len(table.rows) - gone, len(table.rows)))
    assert table.bars is not None
    assert table.headers[table.bars[0]] == "Probability"


def test_the_history_says_what_the_model_sees_and_what_its_last_column_means(shown: Page) -> None:
    section = report_sections(shown.view)[1]
    assert section.table is not None
    assert [*section.table.headers] == ["No.", "Item", "When (UTC)", "If left out"]
    assert section.texts[0].startswith("The model sees ")
    assert "If left out: " in section.texts[0]


def test_a_column_that_says_nothing_is_left_out_and_a_long_history_is_said_to_be_cut(
    shown: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_HISTORY", 2)
    monkeypatch.setattr("areal_gui.pages.users.history_model.moment", lambda _ts: "")
    section = report_sections(shown.view)[1]
    assert section.table is not None
    assert [*section.table.headers] == ["No.", "Item", "If left out"]
    assert len(section.table.rows) == 2
    assert f"The last 2 of {shown.view.history.model.rowCount()} entries." in section.texts[0]


def test_pictures_are_light_and_of_one_size_and_leave_the_screen_as_it_was(shown: Page) -> None:
    theme.apply("dark")
    plot = shown.view.trajectory.plot
    before = (plot.size(), plot.viewRect(), theme.colours(plot).surface)

    pictures = report_sections(shown.view)[2].pictures

    assert (plot.size(), plot.viewRect(), theme.colours(plot).surface) == before
    assert len(pictures) == 3
    for _caption, data in pictures:
        image = QImage.fromData(data)
        assert image.size() == PICTURE * image.devicePixelRatio() * 2
        assert image.pixelColor(2, 2) == theme._colours(False).surface
