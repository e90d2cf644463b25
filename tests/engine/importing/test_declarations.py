"""A first line that names the separator, as spreadsheets write it, is no row and no header."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from engine.importing.preview import Preview
from engine.importing.sniff import sniff
from engine.store.datasets import rejected_rows
from engine.workspace import Workspace
from tests.engine.importing.conftest import Histories, ImportText

TABLE = "user;item;time\n1;10;2014-04-07T10:00:00Z\n1;11;2014-04-08T10:00:00Z\n2;10;2014-04-09T10:00:00Z\n"


def look(tmp_path: Path, data: bytes, name: str = "log.csv") -> Preview:
    file = tmp_path / name
    file.write_bytes(data)
    return sniff(file)


def assert_read_as_table(preview: Preview, delimiter: str = ";") -> None:
    assert (preview.form.delimiter, preview.form.has_header) == (delimiter, True)
    assert preview.form.columns == ["user", "item", "time"]
    assert preview.roles == ["user", "item", "time"]
    assert preview.rows[0] == ["1", "10", "2014-04-07T10:00:00Z"]
    assert len(preview.rows) == 3
    assert f"The first line names {delimiter!r} as the separator; it is no row." in preview.warnings


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "sep=; "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_header_after_a_declaration_names_the_columns(tmp_path: Path, line: str, end: str) -> None:
    assert_read_as_table(look(tmp_path, f"{line}\n{TABLE}".replace("\n", end).encode()))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_declaration_is_known_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    assert_read_as_table(look(tmp_path, f"sep=;\n{TABLE}".encode(encoding)))


@pytest.mark.parametrize(("written", "delimiter"), [("\t", "\t"), ("\\t", "\t"), (",", ","), ("|", "|")])
def test_other_separators_may_be_declared(tmp_path: Path, written: str, delimiter: str) -> None:
    text = f"sep={written}\n" + TABLE.replace(";", delimiter)
    assert_read_as_table(look(tmp_path, text.encode()), delimiter)


def test_a_declaration_is_known_in_packed_files(tmp_path: Path) -> None:
    text = f"sep=;\n{TABLE}".encode()
    assert_read_as_table(look(tmp_path, gzip.compress(text), "log.csv.gz"))
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.writestr("log.csv", text)
    assert_read_as_table(sniff(tmp_path / "log.zip"))


def test_the_declared_separator_wins_over_one_that_fits_as_well(tmp_path: Path) -> None:
    rows = "".join(f"{user}|a;{user + 1}|b\n" for user in range(20))
    assert look(tmp_path, f"sep=|\n{rows}".encode()).form.delimiter == "|"
    assert look(tmp_path, f"sep=;\n{rows}".encode()).form.delimiter == ";"


def test_a_declaration_that_separates_nothing_is_not_believed(tmp_path: Path) -> None:
    preview = look(tmp_path, f"sep=,\n{TABLE}".encode())
    assert preview.form.delimiter == ";"
    assert preview.form.columns == ["user", "item", "time"]


def test_without_a_header_no_row_is_lost(import_text: ImportText) -> None:
    text = "sep=;\n" + TABLE.split("\n", 1)[1]
    row = import_text(text, user="1", item="2", time="3")
    assert (row.n_interactions, row.n_rejected) == (3, 0)


def test_lines_of_rejected_rows_are_those_of_the_file(
    workspace: Workspace, import_text: ImportText, histories: Histories
) -> None:
    row = import_text(f"sep=;\r\n{TABLE}3;;2014-04-09T10:00:00Z\n".encode("utf-16"))
    assert histories(row.id) == {"1": ["10", "11"], "2": ["10"]}
    [rejected] = rejected_rows(workspace.store, row.id)
    assert (rejected.line, rejected.reason) == (6, "no item")


def test_a_later_line_of_this_kind_is_a_row(import_text: ImportText) -> None:
    row = import_text(f"{TABLE}sep=;\n")
    assert (row.n_interactions, row.n_rejected) == (3, 1)
