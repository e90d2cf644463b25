"""Compressed logs: known by their content, read in a stream, and never a danger."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from engine.errors import BadInput
from engine.importing import unpacking
from engine.importing.form import FileForm
from engine.importing.sniff import sniff
from engine.importing.tables import open_table
from tests.support.workbooks import write_workbook

LOG = b"user_id,item_id\n007,0042\n007,0043\n"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_dot_", "."), data)
    return out.getvalue()


def items_of(form: FileForm) -> list[str]:
    with open_table(form) as table:
        return [item for rows in table.rows([1]) for item in rows.columns[1].to_pylist()]


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: bytes(pa.compress(data, codec="zstd", asbytes=True)),
    "zip": lambda data: zipped(log_dot_csv=data),
}


@pytest.mark.parametrize("how", PACKERS)
def test_each_is_known_by_its_first_bytes(tmp_path: Path, how: str) -> None:
    file = tmp_path / "log.dat"
    file.write_bytes(PACKERS[how](LOG))
    form = sniff(file).form
    assert form.compression == how
    assert items_of(form) == ["0042", "0043"]


@pytest.mark.parametrize("how", ["gz", "bz2", "xz", "zst"])
def test_packed_parts_put_one_after_the_other_are_one_log(tmp_path: Path, how: str) -> None:
    file = tmp_path / "log.dat"
    file.write_bytes(PACKERS[how](LOG) + PACKERS[how](b"008,0044\n"))
    assert items_of(sniff(file).form) == ["0042", "0043", "0044"]


@pytest.mark.parametrize("how", ["gz", "bz2", "xz", "zst"])
def test_a_packed_member_of_a_zip_is_unpacked_too(tmp_path: Path, how: str) -> None:
    file = tmp_path / "log.zip"
    file.write_bytes(zipped(clicks_dot_csv=PACKERS[how](LOG)))
    assert items_of(sniff(file).form) == ["0042", "0043"]


@pytest.mark.parametrize("how", PACKERS)
def test_a_packed_workbook_is_one(tmp_path: Path, how: str) -> None:
    book = write_workbook(tmp_path / "log.xlsx", {"Log": [["user_id", "item_id"], ["007", "0042"]]})
    file = tmp_path / "log.packed"
    file.write_bytes(PACKERS[how](book.read_bytes()))
    form = sniff(file).form
    assert form.kind == "excel"
    assert items_of(form) == ["0042"]


@pytest.mark.parametrize("how", PACKERS)
def test_a_file_cut_short_is_refused_with_advice(tmp_path: Path, how: str) -> None:
    file = tmp_path / "log.dat"
    rows = ((number * 7919 % 10_007, number * 104_729 % 10_009) for number in range(9000))
    chance = b"".join(b"%d,%d\n" % row for row in rows)
    packed = PACKERS[how](b"user,item\n" + chance)
    file.write_bytes(packed[: len(packed) * 2 // 3])
    with pytest.raises(BadInput) as caught:
        items_of(sniff(file).form)
    assert caught.value.advice


@pytest.mark.parametrize("how", PACKERS)
def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setattr(unpacking, "HARMLESS", 1 << 20)
    monkeypatch.setattr(unpacking, "MOST_TIMES", 100)
    file = tmp_path / "log.dat"
    file.write_bytes(PACKERS[how](b"user,item\n" + b"1,2\n" * 600_000))
    with pytest.raises(BadInput, match="100 times its size"):
        items_of(sniff(file).form)


def test_how_far_it_is_read_ends_at_the_size(tmp_path: Path) -> None:
    for how, pack in PACKERS.items():
        file = tmp_path / how
        file.write_bytes(pack(LOG * 50))
        with open_table(sniff(file).form) as table:
            assert table.position <= table.size
            assert len(list(table.rows([0])))
            assert table.position == table.size


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    file = tmp_path / "log.zip"
    packed = bytearray(zipped(log_dot_csv=LOG))
    packed[packed.index(b"PK\x03\x04") + 6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(packed)
    with pytest.raises(BadInput, match="is encrypted"):
        sniff(file)


def test_a_tar_is_named_as_one(tmp_path: Path) -> None:
    import tarfile

    (tmp_path / "log.csv").write_bytes(LOG)
    with tarfile.open(tmp_path / "log.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "log.csv", "log.csv")
    with pytest.raises(BadInput, match="tar archive"):
        sniff(tmp_path / "log.tar.gz")
