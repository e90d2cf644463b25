"""The zip of a bundle: the same bytes for the same content, and nothing that a hostile one could hide in."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.exporting.archive import MOST_FILES, Archive, write_archive

FILES = {"a.json": b"{}", "b.bin": bytes(range(256))}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_archive(tmp_path / "m.areal", FILES)
    return tmp_path / "m.areal"


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        Archive(path)
    return str(refused.value)


def other_zip(path: Path, *entries: tuple[zipfile.ZipInfo, bytes], compression: int = 0) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for entry, content in entries:
            archive.writestr(entry, content, compression)
    return path


def test_what_was_written_is_read_back(path: Path) -> None:
    with Archive(path) as archive:
        assert archive.names == FILES.keys()
        assert {name: archive.read(name, 1000) for name in FILES} == FILES


def test_the_same_content_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    write_archive(tmp_path / "again", FILES)
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_any_program_for_zips_reads_it(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(FILES)


@pytest.mark.parametrize("cut", [1, 5, 22, 60, 300])
def test_one_that_was_cut_short_is_refused(cut: int, path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-cut])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"PK", b"hello" * 100, b"%PDF-1.4 " + b"x" * 100])
def test_what_is_no_zip_is_refused(content: bytes, path: Path) -> None:
    path.write_bytes(content)
    assert "is no zip" in refusal(path)


def test_a_folder_is_refused_with_what_it_may_have_been(tmp_path: Path) -> None:
    assert "earlier versions were folders" in refusal(tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "none.areal")


@pytest.mark.parametrize("change", [lambda c: c + b"x", lambda c: b"PK\x03\x04" + c, lambda c: c + c])
def test_what_lies_around_the_bundle_is_refused(change: Callable[[bytes], bytes], path: Path) -> None:
    path.write_bytes(change(path.read_bytes()))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    "name", ["../a", "/etc/passwd", "..\\a", "C:a", ".hidden", "x/y", "é", "a\nb", "..", "a/"]
)
def test_a_name_that_could_lead_out_is_refused(name: str, tmp_path: Path) -> None:
    assert "refused" in refusal(other_zip(tmp_path / "m", (zipfile.ZipInfo(name), b"")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("second", ["a", "A"])
def test_the_same_name_twice_is_refused(second: str, tmp_path: Path) -> None:
    entries = [(zipfile.ZipInfo("a"), b"1"), (zipfile.ZipInfo(second), b"2")]
    assert "twice" in refusal(other_zip(tmp_path / "m", *entries))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO])
def test_links_and_other_things_that_are_no_files_are_refused(kind: int, tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("a")
    entry.external_attr = (kind | 0o777) << 16
    assert "not a file" in refusal(other_zip(tmp_path / "m", (entry, b"/etc/passwd")))


def test_a_bomb_is_refused_before_it_swells(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("a")
    bomb = other_zip(tmp_path / "m", (entry, bytes(50_000_000)), compression=zipfile.ZIP_DEFLATED)
    assert bomb.stat().st_size < 100_000
    assert "compressed" in refusal(bomb)


def test_too_many_files_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    entries = [(zipfile.ZipInfo(str(number)), b"") for number in range(MOST_FILES + 1)]
    assert "at most" in refusal(other_zip(tmp_path / "m", *entries))


def test_files_that_share_their_bytes_are_refused(path: Path) -> None:
    """Two entries of the list that say to be at the same place: how a small zip claims to be large."""
    content = bytearray(path.read_bytes())
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_a_changed_byte_of_a_file_is_noticed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[content.index(FILES["b.bin"]) + 7] ^= 1
    path.write_bytes(content)
    with Archive(path) as archive, pytest.raises(BadInput, match="damaged"):
        archive.read("b.bin", 1000)


def test_a_file_larger_than_it_may_be_is_not_read(path: Path) -> None:
    with Archive(path) as archive, pytest.raises(BadInput, match="at most 100"):
        archive.read("b.bin", 100)
