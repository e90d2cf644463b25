"""Lines with tabs and blanks in them: what separates is told, or refused, and never guessed in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.importing.preview import Preview
from engine.importing.sniff import sniff
from tests.engine.importing.conftest import Histories, ImportText

NOTE = "Tabs and blanks both separate the fields."


def look(tmp_path: Path, text: str) -> Preview:
    file = tmp_path / "log.txt"
    file.write_text(text)
    return sniff(file)


@pytest.mark.parametrize(
    "text",
    [
        "1 2\t1396867869\n4\t5 1396867870\n",
        "1\t2 1396867869\n4\t5 1396867870\n",
        "u1 i2\t1396867869\nu4\ti5 1396867870\nu4\ti6  1396867871\n",
        "1\t2\t1396867869\n" * 7 + "4 5 1396867870\n" * 3,
        "user item\ttime\n1 2\t1396867869\n4\t5 1396867870\n",
        "user\titem\ttime\n1 2\t1396867869\n4\t5 1396867870\n4\t6 1396867870\n",
        "user item time\n1 2\t1396867869\n4\t5 1396867870\n4\t6 1396867870\n",
        " 1 2\t1396867869\n4\t5 \t 1396867870 \n",
    ],
)
def test_numbers_between_tabs_and_blanks_are_fields_of_their_own(tmp_path: Path, text: str) -> None:
    preview = look(tmp_path, text)
    assert (preview.form.delimiter, preview.n_columns) == ("whitespace", 3)
    assert NOTE in preview.warnings
    assert preview.form.has_header == text.startswith("user")
    assert {len(row) for row in preview.rows} == {3}
    assert preview.rows[0][0] in ("1", "u1")


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("1\t2 x\t3\n4\t5 y\t6\n", 3),
        ("1\tred shoe\tbig\n2\tcap\tvery big\n", 3),
        ("1\t2\t2014-04-07 10:51:09\n4\t5\t2014-04-08 10:51:09\n", 3),
        ("1\t2\t04/27/2014 10:51 PM\n4\t5\t04/28/2014 10:51 AM\n", 3),
        ("user\titem\tplace\n1\t2\t51.5 0.12\n4\t5\t48.1 11.5\n", 3),
        ('1\t"2 3"\t4\n4\t"5 6"\t7\n', 3),
        ("1\t2\t3\n4\t5\t6\n", 3),
    ],
)
def test_blanks_within_texts_and_dates_between_tabs_separate_nothing(
    tmp_path: Path, text: str, width: int
) -> None:
    preview = look(tmp_path, text)
    assert (preview.form.delimiter, preview.n_columns) == ("\t", width)
    assert NOTE not in preview.warnings


def test_blanks_that_are_both_separators_and_within_texts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="tabs in some places and by blanks in others") as refusal:
        look(tmp_path, "1 7\t2014-04-07 10:51:09\n4 8\t2014-04-07 10:51:09\n4 9\t2014-04-07 10:51:10\n")
    assert "'4 9\\t2014-04-07 10:51:10'" in refusal.value.why


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("1 7\tred shoe\n4 8\tcap\n4 9\tblue cap\n", True),
        ("user\titem\n1 7\tred shoe\n4 8\tcap\n", False),
        ("2014-04-07 10:51:09\tred shoe\n2014-04-07 10:51:10\tcap\n", False),
        ("1\tred shoe\n2 2\tbig cap\n", False),
    ],
)
def test_numbers_that_only_blanks_part_are_told_where_blanks_cannot_separate(
    tmp_path: Path, text: str, is_told: bool
) -> None:
    preview = look(tmp_path, text)
    assert preview.form.delimiter == "\t"
    assert any("Fields such as '1 7' are numbers" in warning for warning in preview.warnings) == is_told


def test_mixed_lines_are_imported_field_by_field(import_text: ImportText, histories: Histories) -> None:
    row = import_text("user item\ttime\n1 2\t1396867869\n4\t5 1396867870\n1 3 1396867871\n")
    assert histories(row.id) == {"1": ["2", "3"], "4": ["5"]}
    assert row.n_rejected == 0
