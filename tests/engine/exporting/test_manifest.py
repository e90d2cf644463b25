"""A bundle is read only if every file is as it was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadInput
from engine.exporting.manifest import NAME, check_manifest, write_manifest

NEEDED = frozenset({"a", "b"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"")
    assert write_manifest(tmp_path) == ["a", "b", NAME]
    return tmp_path


def change(folder: Path, **fields: Any) -> None:
    manifest = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps(manifest | fields))


def test_what_was_written_is_accepted(folder: Path) -> None:
    check_manifest(folder, NEEDED)


def test_a_changed_file_is_refused(folder: Path) -> None:
    (folder / "a").write_bytes(b"2")

    with pytest.raises(BadInput, match="changed or damaged"):
        check_manifest(folder, NEEDED)


def test_a_missing_file_is_refused(folder: Path) -> None:
    (folder / "b").unlink()

    with pytest.raises(BadInput, match="b is missing"):
        check_manifest(folder, NEEDED)


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "b").unlink()
    (folder / "b").symlink_to("/dev/null")

    with pytest.raises(BadInput, match="b is missing"):
        check_manifest(folder, NEEDED)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"format": "zip"}, "is not a bundle"),
        ({"format_version": 2}, "Update AREAL"),
        ({"files": {}}, "not complete"),
        ({"files": {"a": {}, "../b": {}}}, "not complete"),
        ({"files": None}, "not complete"),
        ({"files": {"a": None, "b": None}}, "changed or damaged"),
    ],
)
def test_another_manifest_is_refused_with_the_reason(
    fields: dict[str, Any], reason: str, folder: Path
) -> None:
    change(folder, **fields)

    with pytest.raises(BadInput, match=reason):
        check_manifest(folder, NEEDED)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "[]"])
def test_a_manifest_that_is_no_manifest_is_refused(text: str, folder: Path) -> None:
    (folder / NAME).write_text(text)

    with pytest.raises(BadInput):
        check_manifest(folder, NEEDED)


def test_a_folder_without_a_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not a bundle"):
        check_manifest(tmp_path, NEEDED)
