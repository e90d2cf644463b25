"""A row that cannot be read costs itself only, and is kept with its line, reason and text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.importing.blocks import LONGEST_LINE
from engine.importing.form import FileForm
from engine.importing.kept_aside import KeptAside
from engine.importing.reading import LogReader
from engine.store.datasets import RejectedRow, rejected_counts, rejected_rows
from engine.workspace import Workspace
from tests.engine.importing.conftest import Histories, ImportText

HEADER = "user,item,time,rating\n"
GOOD = "u1,i1,1400000000,4\n"


def read(
    file: Path, data: bytes, columns: int = 3, purposes: dict[str, int] | None = None
) -> tuple[int, list[RejectedRow]]:
    """Rows accepted, and the rejected ones."""
    file.write_bytes(data)
    form = FileForm(file, ",", False, "utf-8", [str(number + 1) for number in range(columns)])
    with KeptAside() as kept_aside, LogReader(kept_aside) as reader:
        for _ in reader.read(form, purposes or {"user": 0, "item": 1}, "log"):
            pass
        return sum(reader.file_rows), list(kept_aside)


def test_each_kind_of_bad_row_is_kept_with_line_reason_and_text(
    workspace: Workspace, import_text: ImportText
) -> None:
    lines = [
        GOOD,
        "u1,i2\n",
        ",i3,1400000001,4\n",
        "u1,,1400000002,4\n",
        "u1,i5,,4\n",
        "u1,i6,yesterday,4\n",
        "u1,i7,1400000003,lots\n",
        "\n",
        "u1,i8,1400000004,\n",
    ]
    dataset = import_text(HEADER + "".join(lines), accept_rejected=True)
    assert (dataset.n_interactions, dataset.n_rejected) == (2, 6)
    rows = rejected_rows(workspace.store, dataset.id)
    assert [(row.line, row.reason) for row in rows] == [
        (3, "2 fields instead of 4"),
        (4, "no user"),
        (5, "no item"),
        (6, "no time"),
        (7, "time not understood"),
        (8, "value is not a number"),
    ]
    assert rows[4].text == "u1,i6,yesterday,4"
    assert rows[4].file == "log.csv"
    assert sum(rejected_counts(workspace.store, dataset.id).values()) == 6


def test_pages_of_rejected_rows_neither_lose_nor_repeat_any(
    workspace: Workspace, import_text: ImportText
) -> None:
    dataset = import_text(HEADER + GOOD * 30 + "short\n" * 25)
    seen: list[int] = []
    while page := rejected_rows(workspace.store, dataset.id, limit=10, after=len(seen)):
        seen += [row.line for row in page]
    assert seen == list(range(32, 57))


@pytest.mark.parametrize("line", ["short\n", '"short, and quoted"\n'])
def test_a_line_of_one_field_is_said_in_the_singular(
    workspace: Workspace, import_text: ImportText, line: str
) -> None:
    dataset = import_text(HEADER + GOOD + line)
    assert [row.reason for row in rejected_rows(workspace.store, dataset.id)] == ["1 field instead of 4"]


def test_same_line_of_two_files_is_kept_twice(
    workspace: Workspace, import_files: ImportText, tmp_path: Path
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(HEADER + "short\n" + GOOD)
    dataset = import_files(tmp_path / "a.csv", tmp_path / "b.csv")
    first = rejected_rows(workspace.store, dataset.id, limit=1)
    rest = rejected_rows(workspace.store, dataset.id, after=first[-1].number)
    assert [(row.line, row.file) for row in first + rest] == [(2, "a.csv"), (2, "b.csv")]


def test_bytes_that_are_no_utf8_reject_their_line_only(tmp_path: Path) -> None:
    accepted, rejected = read(tmp_path / "log", b"a,b,1\nc\xff,d,1\n\xc3\xa9,f,1\ng\0,h,1\n")
    assert accepted == 2
    assert [(row.line, row.reason) for row in rejected] == [
        (2, "bytes that are not UTF-8 text"),
        (4, "bytes that are not UTF-8 text"),
    ]
    assert rejected[0].text == "c\ufffd,d,1"


def test_an_unclosed_quote_does_not_swallow_the_rest(tmp_path: Path) -> None:
    lines = [b"u,i,1\n"] * 1000
    lines[10] = b'u,"i,1\n'
    lines[20] = b'u,"quoted",1\n'
    lines[500] = b'"u,i,1\n'
    lines[999] = b'u,"i,1\n'
    accepted, rejected = read(tmp_path / "log", b"".join(lines))
    assert accepted == 997
    assert [row.line for row in rejected] == [11, 501, 1000]
    assert {row.reason for row in rejected} == {"unclosed quote"}


def test_text_behind_a_closing_quote_is_rejected_and_a_quote_inside_a_field_is_text(tmp_path: Path) -> None:
    accepted, rejected = read(tmp_path / "log", b'u,"i" x,1\nu,12" pipe,1\n')
    assert accepted == 1
    assert [(row.line, row.reason) for row in rejected] == [(1, "misplaced quote")]


def test_a_quoted_field_may_hold_line_ends_and_lines_are_counted_on(tmp_path: Path) -> None:
    accepted, rejected = read(tmp_path / "log", b'u,"two\nlines",1\nshort\nu,i,1\n')
    assert accepted == 2
    assert [row.line for row in rejected] == [3]


def test_an_endless_line_is_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    data = b"a,b,1\n" + b"x" * (3 * LONGEST_LINE) + b"\nc,d,1\n"
    accepted, rejected = read(tmp_path / "log", data)
    assert accepted == 2
    assert [(row.line, row.reason) for row in rejected] == [(2, "line longer than 1 MB")]
    assert len(rejected[0].text) < 600


def test_a_rejected_row_numbers_no_user_and_no_item(import_text: ImportText, histories: Histories) -> None:
    dataset = import_text(HEADER + "ghost,phantom,never,4\n" + GOOD)
    assert histories(dataset.id) == {"u1": ["i1"]}
    assert (dataset.n_users, dataset.n_items) == (1, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(lines=st.lists(st.binary(max_size=12).map(lambda line: line.translate(None, b'"\r\n')), max_size=30))
def test_every_line_is_either_accepted_or_rejected_once(tmp_path: Path, lines: list[bytes]) -> None:
    accepted, rejected = read(tmp_path / "log", b"".join(line + b"\n" for line in lines))
    filled = [number for number, line in enumerate(lines, 1) if line]
    assert accepted + len(rejected) == len(filled)
    assert {row.line for row in rejected} <= set(filled)
    assert len({row.line for row in rejected}) == len(rejected)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    data=st.binary(max_size=200).map(
        lambda data: data.replace(b"z", b'"').replace(b"y", b",").replace(b"x", b"\n")
    )
)
def test_no_bytes_whatever_break_the_reader(tmp_path: Path, data: bytes) -> None:
    accepted, rejected = read(tmp_path / "log", data + b"\nu,i,1\n")
    assert accepted + len(rejected) >= 1
