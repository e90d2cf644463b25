"""Workbooks that are larger than their table: cells far away, repeated cells, bombs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.importing.look import look
from tests.support.kinds import read_stored
from tests.support.workbooks import with_cells, write_open_document, write_workbook

ROWS = [["user", "item", "count"], *([f"u{at % 7}", f"i{at}", at] for at in range(200))]
FEW = '<table:table-row><table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>'


@pytest.mark.parametrize(
    "places", [["XFD1048576"], ["A1048576"], ["XFD5"], ["ZZ200000", "XFD9"], ["B1048576", "XFD1048576"]]
)
def test_cells_far_from_the_table_are_left_out_and_named(tmp_path: Path, places: list[str]) -> None:
    plain = write_workbook(tmp_path / "plain.xlsx", {"Log": ROWS, "More": [["a", "b"]]})
    strays = with_cells(tmp_path / "strays.xlsx", plain, places)
    read = read_stored(strays)
    assert read.rows == read_stored(plain).rows
    assert len(read.rows) == 200
    for place in places:
        assert place in read.layout.warnings[0]
    assert any("far from the table" in warning for warning in look(strays).warnings)


def test_a_cell_beside_the_table_stays(tmp_path: Path) -> None:
    plain = write_workbook(tmp_path / "plain.xlsx", {"Log": ROWS})
    read = read_stored(with_cells(tmp_path / "noted.xlsx", plain, ["F9"]))
    assert read.layout.warnings == []
    assert read.rows[7][-1] == "a note"


def repeated(rows: int, columns: int) -> str:
    empty = f'<table:table-cell table:number-columns-repeated="{columns}"/></table:table-row>'
    return (
        f"{FEW % 'user'}{FEW.partition('>')[2] % 'item'}</table:table-row>"
        f"{FEW % 'a'}{FEW.partition('>')[2] % 'x'}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="{rows}">{empty}'
    )


def test_empty_cells_to_the_end_of_an_open_document_are_none(tmp_path: Path) -> None:
    read = read_stored(write_open_document(tmp_path / "log.ods", repeated(1_048_574, 16_384)))
    assert read.rows == [["a", "x"]]


@pytest.mark.parametrize(
    "bomb",
    [
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="16000"/></table:table-row>',
        f"{FEW % 'a'}</table:table-row>" * 2000
        + '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
        + f"{FEW.partition('>')[2] % 'z'}</table:table-row>",
    ],
)
def test_an_open_document_that_fits_into_no_memory_is_refused(tmp_path: Path, bomb: str) -> None:
    path = write_open_document(tmp_path / "log.ods", bomb)
    with pytest.raises(BadInput, match="rows of"):
        look(path)


def test_a_workbook_that_unpacks_to_hundreds_of_times_its_size_is_refused(tmp_path: Path) -> None:
    plain = write_workbook(tmp_path / "plain.xlsx", {"Log": ROWS})
    with (
        zipfile.ZipFile(plain, "a", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(300):
            part.write(bytes(1 << 20))
    with pytest.raises(BadInput, match="unpacks to more"):
        look(plain)
