"""Files that are no logs are refused with what is wrong, why, and what to do; the store stays empty."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import BadInput
from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import list_datasets
from engine.workspace import Workspace
from tests.support.real_data import RealData

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:95\nsize 1360\n"


def zipped(names: list[str]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, "user,item\na,b\n")

    return write


def refusal(path: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        sniff(path)
    error = caught.value
    assert error.what
    assert error.advice
    assert path.name in str(error)
    return error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n \n", "holds no text"),
        (b"\xef\xbb\xbf\n", "holds no text"),
        (b"<!DOCTYPE HTML>\n<html><body>Not found, sorry, gone</body></html>\n", "is a web page"),
        (b"\xef\xbb\xbf  <HTML lang=en>\n", "is a web page"),
        (b",".join(b"c%d" % n for n in range(20_000)) + b"\n" + b"1," * 19_999 + b"1\n", "20,000 columns"),
        (b"# Logs\n\n| user | item |\n|---|:---|\n| 1 | 2 |\n", "table in Markdown"),
        (LFS, "Git LFS pointer"),
        (b"alpha\nbeta\ngamma\n", "only one column"),
        (b"alpha\n", "only one column"),
        (bytes(range(256)) * 20, "is a binary file"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0" * 100, "is a binary file"),
        (b"PAR1\x15\x04", "cannot be read to its end"),
        (b"SQLite format 3\0" + b"\0" * 100, "SQLite"),
        (b"user,item\n", "a header and no rows"),
        (gzip.compress(b"user,item\na,b\n" * 5000, mtime=0)[:-20], "cannot be unpacked"),
        (gzip.compress(b"", mtime=0), "holds no text"),
        (b"\x1f\x8bjunk", "cannot be unpacked"),
        (b"PK\x03\x04junk", "cannot be unpacked"),
        (b"a, b; c\nd e f, g\nthree | four\n\nnothing like it:, ::\nx\ny\nz z\n", "is not a table"),
    ],
)
def test_content_that_is_no_log(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "log.dat"
    file.write_bytes(content)
    assert said in refusal(file).what + refusal(file).why


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: path.mkdir(), "is empty"),
        (lambda path: None, "is not there"),
        (lambda path: path.symlink_to(path.with_name("gone")), "is not there"),
        (zipped([]), "is empty"),
        (zipped(["README", "picture.png"]), "holds no log"),
        (zipped(["[Content_Types].xml", "xl/sheet.xml"]), "Office document"),
    ],
)
def test_paths_and_archives_that_hold_no_log(
    tmp_path: Path, write: Callable[[Path], None], said: str
) -> None:
    write(tmp_path / "log.csv")
    assert said in refusal(tmp_path / "log.csv").what


def test_real_files_that_are_not_what_they_say(real_data: RealData) -> None:
    assert "web page" in refusal(real_data("odd-files/jodotlearn.ratings.dat")).what
    assert "LFS" in refusal(real_data("odd-files/clicks_hour_000.lfs-pointer.csv")).what


def import_fails(workspace: Workspace, paths: list[Path], recipe: Recipe) -> BadInput:
    with pytest.raises(BadInput) as caught:
        list(import_log(workspace, paths, recipe, CancelToken()))
    assert list_datasets(workspace.store) == []
    return caught.value


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "log.csv"
    file.write_text("user,item,timestamp\na,x,1400000000\n")
    return file


def test_a_missing_column_is_named_with_the_nearest(workspace: Workspace, log: Path) -> None:
    error = import_fails(workspace, [log], Recipe(user="usr", item="item"))
    assert "'usr'" in error.what
    assert "user" in error.advice
    assert "user, item, timestamp" in error.why


@pytest.mark.parametrize("number", ["0", "4", "-1", "1.5", ""])
def test_a_number_beyond_the_columns_is_refused(workspace: Workspace, log: Path, number: str) -> None:
    import_fails(workspace, [log], Recipe(user=number, item="item"))


def test_one_column_for_two_purposes_is_refused(workspace: Workspace, log: Path) -> None:
    error = import_fails(workspace, [log], Recipe(user="user", item=1))
    assert "named twice" in error.what


def test_the_same_file_twice_is_refused(workspace: Workspace, log: Path) -> None:
    error = import_fails(workspace, [log, log.parent / "." / log.name], Recipe(user="user", item="item"))
    assert "named twice" in error.what


def test_no_usable_row_says_why_and_what_times_are_understood(workspace: Workspace, log: Path) -> None:
    log.write_text("user,item,timestamp\na,x,someday\nb,y,never\n")
    error = import_fails(workspace, [log], Recipe(user="user", item="item", time="timestamp"))
    assert "time not understood" in error.why
    assert "2014-04-07" in error.advice


def test_a_file_that_vanishes_before_the_import(workspace: Workspace, log: Path) -> None:
    recipe = Recipe.from_preview(sniff(log))
    log.unlink()
    assert "is not there" in import_fails(workspace, [log], recipe).what


def test_a_second_file_that_is_broken_leaves_nothing_of_the_first(
    workspace: Workspace, log: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "more.csv.gz"
    whole = gzip.compress(b"user,item,timestamp\n" + b"a,x,1400000000\n" * 400_000, compresslevel=0)
    broken.write_bytes(whole[:-2_000_000])
    assert (
        "cannot be unpacked" in import_fails(workspace, [log, broken], Recipe.from_preview(sniff(log))).what
    )


def test_a_broken_item_file_leaves_nothing(workspace: Workspace, log: Path, tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_bytes(LFS)
    recipe = Recipe.from_preview(sniff(log), items_file=str(tmp_path / "items.csv"))
    assert "LFS" in import_fails(workspace, [log], recipe).what


def test_no_file_at_all(workspace: Workspace) -> None:
    import_fails(workspace, [], Recipe(user=1, item=2))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(st.one_of(st.binary(max_size=300), st.text(alphabet='ab1,;|:\t "\n\r', max_size=200).map(str.encode)))
def test_any_bytes_are_either_described_or_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "log"
    file.write_bytes(data)
    try:
        preview = sniff(file)
    except BadInput:
        return
    assert preview.n_columns == len(preview.roles) == len(preview.form.columns) >= 2
    assert preview.rows
