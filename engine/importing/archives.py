"""Zips: which members may be read, and paths that lead to them. No member is ever written to the disk."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path, PurePosixPath

from engine.errors import BadInput
from engine.importing.unpacking import compression_of

MOST_MEMBERS = 10_000

_ENCRYPTED = 0x1
_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin")
_DRIVE = re.compile(r"^[A-Za-z]:")


def located(path: Path) -> tuple[Path, str | None]:
    """The file on the disk; and of a path that leads into a zip, as in log.zip/ratings.csv, the member."""
    if not path.exists():
        for parent in path.parents:
            if parent.is_file() and is_zip(parent):
                return parent, path.relative_to(parent).as_posix()
    return path, None


def is_zip(path: Path) -> bool:
    """Whether a file is a zip from its first bytes on; what is packed once more may only end like one."""
    with path.open("rb") as file:
        return compression_of(file.read(4)) == "zip" and zipfile.is_zipfile(file)


def members(path: Path, archive: zipfile.ZipFile) -> list[str]:
    """The names of the files in a zip that may be read, in the order of the zip.

    Raises:
        BadInput: it holds more files than a log has.
    """
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise BadInput(
            f"{path.name} holds {len(entries):,} files.",
            f"A zipped log may have up to {MOST_MEMBERS:,}.",
            "Unpack it and import the files that hold the log.",
        )
    return [entry.filename for entry in entries if _is_harmless(entry)]


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is a workbook of Excel or OpenDocument."""
    names = archive.namelist()
    if any(name in names for name in _WORKBOOKS):
        return True
    return "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")


def is_office(archive: zipfile.ZipFile) -> bool:
    """Whether the zip is a workbook or another document."""
    return "[Content_Types].xml" in archive.namelist()


def check_member(path: Path, archive: zipfile.ZipFile, member: str) -> zipfile.ZipInfo:
    """What the zip says about a member.

    Raises:
        BadInput: there is none of that name, or it is encrypted.
    """
    if member not in members(path, archive):
        raise BadInput(
            f"{path.name} holds no file {member!r}.", advice="Choose one of the files that are inside it."
        )
    entry = archive.getinfo(member)
    if entry.flag_bits & _ENCRYPTED:
        raise BadInput(
            f"{path.name} is encrypted.",
            "It opens with a password only.",
            "Unpack it yourself and import the result.",
        )
    return entry


def _is_harmless(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a file inside the archive: no folder, no link, no name that leads out of it."""
    name = entry.filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    outside = name.startswith(("/", "\\")) or ".." in parts or _DRIVE.match(name) is not None
    link = stat.S_ISLNK(entry.external_attr >> 16)
    return not (entry.is_dir() or hidden or outside or link or not name.isprintable())
