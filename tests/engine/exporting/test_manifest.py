"""A bundle is read only if its manifest is of this version and every file is as it was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadInput
from engine.exporting.archive import Archive, write_archive
from engine.exporting.manifest import FORMAT_VERSION, NAME, Origin, checked_files, manifest

FILES = {"a": b"1", "b": b""}
LARGEST = {"a": 10, "b": 10}
ORIGIN = Origin(
    program="1.2",
    run="Шуба ☃",
    trained_at=1_700_000_000_000,
    dataset="shop",
    synthetic=False,
    snapshot_hash="0" * 64,
    sequences=3,
    interactions=9,
)


def read(path: Path, files: dict[str, bytes]) -> tuple[Origin, dict[str, bytes]]:
    write_archive(path / "m.areal", files)
    with Archive(path / "m.areal") as archive:
        return checked_files(archive, LARGEST)


def changed(**fields: Any) -> dict[str, bytes]:
    said = json.loads(manifest(FILES, ORIGIN)) | fields
    return {NAME: json.dumps(said).encode(), **FILES}


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert read(tmp_path, {NAME: manifest(FILES, ORIGIN), **FILES}) == (ORIGIN, FILES)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="changed or damaged"):
        read(tmp_path, changed() | {"a": b"2"})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    files = changed()
    del files["b"]
    with pytest.raises(BadInput, match="not complete"):
        read(tmp_path, files)


def test_a_surplus_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds c"):
        read(tmp_path, changed() | {"c": b""})


def test_a_file_larger_than_such_a_file_may_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="at most 10 are read"):
        read(tmp_path, changed() | {"a": b"1" * 11})


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"format": "zip"}, "is not a bundle"),
        ({"format_version": FORMAT_VERSION + 1}, "made by a newer one"),
        ({"format_version": 1}, "version 1 of the bundle format"),
        ({"format_version": None}, "version None"),
        ({"files": {}}, "not complete"),
        ({"files": {"a": {}, "../b": {}}}, "not complete"),
        ({"files": None}, "not complete"),
        ({"files": {"a": None, "b": None}}, "changed or damaged"),
        ({"origin": None}, "cannot be read"),
        ({"origin": {**ORIGIN.model_dump(), "run": "x" * 2000}}, "cannot be read"),
        ({"origin": {**ORIGIN.model_dump(), "more": 1}}, "cannot be read"),
    ],
)
def test_another_manifest_is_refused_with_the_reason(
    fields: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match=reason):
        read(tmp_path, changed(**fields))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[]", "\x00"])
def test_a_manifest_that_is_no_manifest_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read(tmp_path, {NAME: text.encode(), **FILES})


def test_a_zip_without_a_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not a bundle"):
        read(tmp_path, dict(FILES))
