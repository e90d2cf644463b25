"""The manifest of a bundle: which files belong to it, and what is in them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from engine.errors import BadInput

FORMAT = "areal-bundle"
FORMAT_VERSION = 1
NAME = "manifest.json"
LARGEST = 1 << 20
DAMAGED = "Export the model again, or copy the bundle again."


def write_manifest(folder: Path) -> list[str]:
    """Describe every file of `folder` in its manifest; the names of all files, manifest included."""
    files = sorted(file.name for file in folder.iterdir())
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "files": {
            name: {"bytes": (folder / name).stat().st_size, "sha256": sha256(folder / name)} for name in files
        },
    }
    (folder / NAME).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return [*files, NAME]


def check_manifest(folder: Path, needed: frozenset[str]) -> None:
    """Make sure that `folder` is a bundle this program can read, with every file as it was written.

    Raises:
        BadInput: no bundle, another version, a missing or changed file.
    """
    manifest = _read(folder / NAME)
    if manifest.get("format") != FORMAT:
        raise BadInput(f"{folder} is not a bundle of AREAL.", "Its manifest says something else.")
    if manifest.get("format_version") != FORMAT_VERSION:
        raise BadInput(
            f"{folder} has version {manifest.get('format_version')} of the bundle format.",
            f"This program reads version {FORMAT_VERSION}.",
            "Update AREAL.",
        )
    files = manifest.get("files")
    if not isinstance(files, dict) or files.keys() != needed:
        raise BadInput(f"{folder} is not complete.", "Its manifest names other files.", DAMAGED)
    for name in sorted(needed):
        _check_file(folder / name, files[name])


def sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise BadInput(f"{file.parent} is not a bundle of AREAL.", f"It holds no {NAME}.")
    try:
        with file.open("rb") as handle:
            manifest = json.loads(handle.read(LARGEST))
    except (ValueError, RecursionError):
        raise BadInput(f"{file} is damaged.", "It is not JSON.", DAMAGED) from None
    return manifest if isinstance(manifest, dict) else {}


def _check_file(file: Path, entry: object) -> None:
    if not file.is_file() or file.is_symlink():
        raise BadInput(f"{file.parent} is not complete.", f"{file.name} is missing.", DAMAGED)
    if not isinstance(entry, dict) or sha256(file) != entry.get("sha256"):
        raise BadInput(f"{file} was changed or damaged.", "Its SHA-256 is not the manifest's.", DAMAGED)
