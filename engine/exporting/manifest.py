"""The manifest of a bundle: the version of its layout, where it comes from, and what is in its files."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.errors import BadInput
from engine.exporting.archive import AGAIN, Archive

FORMAT = "areal-bundle"
FORMAT_VERSION = 2
"""1 was a folder."""
NAME = "manifest.json"
LARGEST = 1 << 20


class Origin(BaseModel):
    """Where a bundle comes from, as it says itself.

    Attributes:
        program: the version of AREAL that wrote it.
        run: what the run was called there.
        trained_at: when its training ended, in UTC milliseconds.
        dataset: the name of the log that it was trained on.
        snapshot_hash: SHA-256 of what counted of the log; empty where it was not kept.
        sequences, interactions: how much that was.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    program: str = Field(max_length=100)
    run: str = Field(max_length=1000)
    trained_at: int
    dataset: str = Field(max_length=1000)
    synthetic: bool
    snapshot_hash: str = Field(max_length=64)
    sequences: int = Field(ge=0)
    interactions: int = Field(ge=0)


def program_version() -> str:
    """The version of this program; empty where it was not installed."""
    try:
        return importlib.metadata.version("areal")
    except importlib.metadata.PackageNotFoundError:
        return ""


def manifest(files: Mapping[str, bytes], origin: Origin) -> bytes:
    """Describe files."""
    described = {name: {"bytes": len(files[name]), "sha256": _sha256(files[name])} for name in files}
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "origin": origin.model_dump(),
        "files": described,
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def checked_files(archive: Archive, largest: Mapping[str, int]) -> tuple[Origin, dict[str, bytes]]:
    """The origin and the files of a bundle that this program can read, each as it was written.

    Args:
        largest: how large each file that a bundle has may be.

    Raises:
        BadInput: no bundle, another version, a missing, surplus, large or changed file.
    """
    said = _read(archive)
    origin, described = _origin(archive, said), said.get("files")
    _check_names(archive, frozenset(largest), described)
    assert isinstance(described, dict)
    files: dict[str, bytes] = {}
    for name in sorted(largest):
        content, entry = archive.read(name, largest[name]), described[name]
        if not isinstance(entry, dict) or entry.get("sha256") != _sha256(content):
            raise BadInput(
                f"“{archive.name}” was changed or damaged.",
                f"The SHA-256 of its {name} is not the one in its manifest.",
                AGAIN,
            )
        files[name] = content
    return origin, files


def _read(archive: Archive) -> dict[str, Any]:
    """The manifest of a bundle of this version."""
    name = archive.name
    if NAME not in archive.names:
        raise BadInput(f"“{name}” is not a bundle of AREAL.", f"It holds no {NAME}.")
    try:
        said = json.loads(archive.read(NAME, LARGEST))
    except (ValueError, RecursionError):
        raise BadInput(f"“{name}” is damaged.", f"Its {NAME} is not JSON.", AGAIN) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadInput(f"“{name}” is not a bundle of AREAL.", "Its manifest says something else.")
    version = said.get("format_version")
    if version != FORMAT_VERSION:
        newer = isinstance(version, int) and version > FORMAT_VERSION
        raise BadInput(
            f"“{name}” has version {str(version)[:20]} of the bundle format.",
            f"This program reads version {FORMAT_VERSION}.",
            "Update AREAL: the bundle was made by a newer one." if newer else AGAIN,
        )
    return said


def _origin(archive: Archive, said: Mapping[str, Any]) -> Origin:
    try:
        return Origin.model_validate(said.get("origin"))
    except ValidationError as error:
        raise BadInput(
            f"“{archive.name}” cannot be read.", f"Its manifest: {first_fault(error)}", AGAIN
        ) from None


def _check_names(archive: Archive, needed: frozenset[str], described: object) -> None:
    name, there = archive.name, archive.names - {NAME}
    if missing := sorted(needed - there):
        raise BadInput(f"“{name}” is not complete.", f"It lacks {', '.join(missing)}.", AGAIN)
    if surplus := sorted(there - needed):
        raise BadInput(
            f"“{name}” is refused.",
            f"It holds {surplus[0]}, which no bundle has.",
            "Use one that AREAL wrote.",
        )
    if not isinstance(described, dict) or described.keys() != needed:
        raise BadInput(f"“{name}” is not complete.", "Its manifest names other files.", AGAIN)


def first_fault(error: ValidationError) -> str:
    """The first thing that is wrong, for people."""
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, fault["loc"]))
    return f"{where}: {fault['msg']}." if where else f"{fault['msg']}."


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
