"""Files and folders that appear whole or not at all: written beside the target, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import BadInput

LEFT_BEHIND = 24 * 3600
"""Seconds after which no export is still at work on what it has not named yet."""


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A path to write to; it becomes `target`, replacing a file there, when the block ends well."""
    check_target(target)
    partial = _beside(target)
    try:
        with failures_in_words(target):
            yield partial
            to_disk(partial)
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def new_file_in(folder: Path, name: str) -> Iterator[Path]:
    """The same for a file that is not there yet, in a folder that is made where it is not."""
    target = folder / name
    if target.exists():
        raise taken(target)
    made = not folder.exists()
    try:
        with failures_in_words(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with new_file(target) as partial:
            yield partial
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to write into; it becomes `target`, which must not exist, when the block ends well."""
    if target.exists():
        raise taken(target)
    partial = _beside(target)
    try:
        with failures_in_words(target):
            partial.mkdir(parents=True)
            yield partial
            for file in partial.iterdir():
                to_disk(file)
            partial.rename(target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def check_target(target: Path) -> None:
    """Refuse what cannot become a file."""
    if target.is_dir():
        raise BadInput(f"{target} is a folder.", advice="Name a file.")
    if not target.parent.is_dir():
        raise BadInput(f"The folder {target.parent} does not exist.", advice="Make it first.")


@contextmanager
def failures_in_words(target: Path) -> Iterator[None]:
    """What the system says about a full or forbidden disk, with the name that the user gave."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BadInput(
            f"{target} could not be written.",
            f"{os.strerror(error.errno) if error.errno else error}.",
            "Make room on the disk." if error.errno == errno.ENOSPC else "Choose another place.",
        ) from error


def taken(target: Path) -> BadInput:
    """What to say of a place where something is already."""
    return BadInput(
        f"{target} exists already.",
        "An export never overwrites another.",
        "Choose another folder, or move the old export away.",
    )


def _beside(target: Path) -> Path:
    """A new name there; what was left behind there by a program that was killed is removed."""
    for left in target.parent.glob(".areal-*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
    return target.with_name(f".areal-{secrets.token_hex(4)}.part")


def to_disk(file: Path) -> None:
    """Flush to the disk before the rename, so that a power cut cannot leave an empty file of that name."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
