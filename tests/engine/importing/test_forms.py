"""Whatever form a log is written in, the same log is read back."""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.importing.form import FileForm
from engine.importing.kept_aside import KeptAside
from engine.importing.reading import LogReader
from engine.importing.sniff import sniff

LETTERS = "abcXYZ0159_-#'éßñ./"
QUOTABLE = LETTERS + ' ",;|\t\n:漢🙂'


@dataclass(frozen=True)
class Written:
    """A log as it was before it was written: texts of users and items, in file order."""

    rows: list[tuple[str, str]]
    form: FileForm


def identifier(alphabet: str) -> st.SearchStrategy[str]:
    return st.text(st.sampled_from(alphabet), min_size=1, max_size=8).filter(
        lambda text: text == text.strip() and not text.startswith("\ufeff")
    )


def read_back(form: FileForm) -> list[tuple[str, str]]:
    with KeptAside() as kept_aside, LogReader(kept_aside) as reader:
        for _ in reader.read(form, {"user": 0, "item": 1}, "log"):
            pass
        assert len(kept_aside) == 0, kept_aside.first
        spool, users, items = reader.finish()
        log = spool.read(0, len(spool))
    return [(users[u], items[i]) for u, i in zip(log.user.tolist(), log.item.tolist(), strict=True)]


rows_of = st.lists(st.tuples(identifier(LETTERS), identifier(LETTERS)), min_size=1, max_size=40)
quoted_rows = st.lists(st.tuples(identifier(QUOTABLE), identifier(QUOTABLE)), min_size=1, max_size=40)
relaxed = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@relaxed
@given(
    rows=quoted_rows,
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    header=st.booleans(),
    all_quoted=st.booleans(),
)
def test_quoted_fields_of_any_content(
    tmp_path: Path, rows: list[tuple[str, str]], delimiter: str, header: bool, all_quoted: bool
) -> None:
    # A field whose lines have as many separators as whole rows cannot be told from stray quotes in two rows.
    assume(not any(delimiter in cell and "\n" in cell for row in rows for cell in row))
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerows([("user", "item", "x")] * header + [(*row, "1") for row in rows])
    file = tmp_path / "log.csv"
    file.write_text(out.getvalue(), encoding="utf-8", newline="")
    form = FileForm(file, delimiter, header, "utf-8", ["user", "item", "x"])  # type: ignore[arg-type]
    assert read_back(form) == rows


@relaxed
@given(
    rows=rows_of,
    separator=st.sampled_from(
        [("::", "::"), (" ", "whitespace"), (" \t ", "whitespace"), (",", ","), ("|", "|")]
    ),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    last_line_ends=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"]),
)
def test_separators_line_ends_and_encodings(
    tmp_path: Path,
    rows: list[tuple[str, str]],
    separator: tuple[str, str],
    line_end: str,
    last_line_ends: bool,
    encoding: str,
) -> None:
    text = line_end.join(separator[0].join((*row, "7")) for row in rows) + line_end * last_line_ends
    file = tmp_path / "log.dat"
    file.write_bytes(text.encode(encoding))
    name = encoding.removesuffix("-sig")
    form = FileForm(file, separator[1], False, name, ["1", "2", "3"])  # type: ignore[arg-type]
    assert read_back(form) == rows


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_rows_across_many_blocks_stay_in_order(tmp_path: Path, line_end: str, quote: str) -> None:
    rows = [
        (f"user{number % 977}", f"item,{number % 1009}" if quote else f"item{number % 1009}")
        for number in range(60_000)
    ]
    file = tmp_path / "log.csv"
    with file.open("w", newline="") as out:
        out.writelines(f"{user},{quote}{item}{quote}{line_end}" for user, item in rows)
    assert read_back(FileForm(file, ",", False, "utf-8", ["1", "2"])) == rows


def packed(path: Path, data: bytes, how: str) -> Path:
    if how == "gz":
        path.write_bytes(gzip.compress(data))
    elif how == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("folder/", "")
            archive.writestr("__MACOSX/log.csv", "junk")
            archive.writestr("log.csv", data)
    else:
        path.write_bytes(data)
    return path


@pytest.mark.parametrize("how", ["plain", "gz", "zip"])
def test_compression_is_known_by_the_content_not_by_the_name(tmp_path: Path, how: str) -> None:
    file = packed(tmp_path / "log.dat", b"user_id,item_id\n007,0042\n007,0043\n", how)
    form = sniff(file).form
    assert form.compression == (None if how == "plain" else how)
    assert read_back(form) == [("007", "0042"), ("007", "0043")]
