"""What does not fit is refused before it begins, with the numbers."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from engine.importing import room as import_room
from engine.importing.room import NoRoom, require_room, room
from engine.workspace import Workspace

ROWS = 40_000
TEXT = b"".join(b"%d,%d,%d\n" % (n % 999, n * 7 % 1234, 1_400_000_000 + n) for n in range(ROWS))


def free(monkeypatch: pytest.MonkeyPatch, disk: int, memory: int | None = None) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(import_room.shutil, "disk_usage", lambda _: usage._replace(free=disk))
    monkeypatch.setattr(import_room, "_free_memory", lambda: memory)


def _small_blocks(content: bytes) -> bytes:
    """A bz2 is unpacked a block at a time; with large ones so short a sample would say little."""
    return bz2.compress(content, 1)


@pytest.fixture(params=["csv", "gz", "bz2", "xz", "zip", "zip member"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"log.{request.param.split()[0]}"
    if "zip" in request.param:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("log.csv", TEXT)
        return path / "log.csv" if "member" in request.param else path
    pack = {"csv": bytes, "gz": gzip.compress, "bz2": _small_blocks, "xz": lzma.compress}[request.param]
    path.write_bytes(pack(TEXT))
    return path


def test_rows_are_estimated_whatever_the_file_is_packed_with(
    workspace: Workspace, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_room, "_SAMPLE", 1 << 18)
    assert room(workspace, [log, log]).rows == pytest.approx(2 * ROWS, rel=0.6)


def test_a_log_that_does_not_fit_onto_the_disk_is_refused_with_the_numbers(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT)
    free(monkeypatch, disk=5_000_000)
    with pytest.raises(NoRoom, match=r"About 40,001 rows need 7 MB .*; 5 MB are free"):
        require_room(workspace, [path])
    free(monkeypatch, disk=8_000_000)
    require_room(workspace, [path])


def test_too_little_memory_is_refused_and_unknown_memory_is_not(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(TEXT)
    free(monkeypatch, disk=10**12, memory=10_000_000)
    with pytest.raises(NoRoom, match=r"315 MB; 10 MB are free"):
        require_room(workspace, [path])
    free(monkeypatch, disk=10**12, memory=None)
    require_room(workspace, [path])


def test_what_is_no_text_or_not_there_is_left_to_whoever_opens_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    parquet = tmp_path / "log.parquet"
    parquet.write_bytes(b"\x89HDF" + bytes(7996))
    assert room(workspace, [parquet, tmp_path / "gone.csv"]).rows == 1000


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says")
def test_free_memory_is_what_the_system_says() -> None:
    found = import_room._free_memory()
    assert found is not None
    assert 1 << 20 < found < 1 << 50
