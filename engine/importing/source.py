"""Opening a log: plain, gzip or zip; and what can go wrong with a file, put into words."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from engine.errors import BadInput
from engine.importing.form import Compression

_FOREIGN = {
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "an SQLite database",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word document",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array",
    b"\x80\x04\x95": "a Python pickle",
}


@dataclass
class Source:
    """An open log: `stream` gives its bytes, unpacked; `position` is how far the file on disk is read."""

    stream: BinaryIO
    _file: BinaryIO

    @property
    def position(self) -> int:
        return self._file.tell()


def check_file(path: Path) -> int:
    """The file's size, if it is a file with something in it.

    Raises:
        BadInput: it is missing, a folder, a device, or empty.
    """
    with reading(path):
        if path.is_dir():
            raise BadInput(
                f"{path.name or path} is a folder.",
                "A log is one file.",
                "Choose the file inside it that holds the log.",
            )
        size = path.stat().st_size
        if not path.is_file():
            raise BadInput(f"{path.name} is not a regular file.", advice="Save its content as a file first.")
    if size == 0:
        raise BadInput(
            f"{path.name} is empty.",
            "It holds 0 bytes; perhaps a download or an export was interrupted.",
            "Get the file again.",
        )
    return size


def packing(path: Path) -> tuple[Compression | None, str | None]:
    """How the file is compressed, by its first bytes, and which member of a zip is the log.

    Raises:
        BadInput: it is of a kind that holds no log, or a zip that does not hold exactly one file.
    """
    with reading(path), path.open("rb") as file:
        start = file.read(16)
        if start.startswith(b"\x1f\x8b"):
            return "gz", None
        if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return "zip", _only_member(path, zipfile.ZipFile(file))
    for sign, kind in _FOREIGN.items():
        if start.startswith(sign):
            raise BadInput(
                f"{path.name} is {kind}, not a text file.",
                "Logs are read as text: CSV, TSV, or separated by ; | :: or blanks; also inside gz or zip.",
                "Export the log as CSV.",
            )
    return None, None


@contextmanager
def opened(path: Path, compression: Compression | None, member: str | None) -> Iterator[Source]:
    """The file's content as a stream of bytes; failures while it is read become `BadInput`."""
    with reading(path), path.open("rb") as file:
        if compression == "gz":
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield Source(cast(BinaryIO, unpacked), file)
        elif compression == "zip":
            with zipfile.ZipFile(file) as archive, archive.open(member or archive.namelist()[0]) as unpacked:
                yield Source(cast(BinaryIO, unpacked), file)
        else:
            yield Source(file, file)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Put failures of reading `path` into words."""
    try:
        yield
    except FileNotFoundError as error:
        raise BadInput(
            f"{path} is not there.",
            "The name is mistyped, or the file was moved or deleted.",
            "Check where it is and choose it again.",
        ) from error
    except PermissionError as error:
        raise BadInput(
            f"{path.name} may not be read.",
            "You have no permission for it.",
            "Change its permissions or copy it.",
        ) from error
    except (
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise BadInput(
            f"{path.name} cannot be unpacked to its end.",
            f"The archive is damaged, incomplete or encrypted ({error}).",
            "Get the file again, or unpack it yourself and import the result.",
        ) from error
    except OSError as error:
        raise BadInput(
            f"{path.name} could not be read to its end.",
            error.strerror or str(error),
            "Copy the file to this computer's disk and import the copy.",
        ) from error


def _only_member(path: Path, archive: zipfile.ZipFile) -> str:
    names = [
        entry.filename
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
    ]
    if "[Content_Types].xml" in names:
        raise BadInput(
            f"{path.name} is an Office document.",
            "Its tables are not text.",
            "Save the sheet as CSV and import that.",
        )
    if len(names) != 1:
        raise BadInput(
            f"{path.name} holds {len(names)} files; a zipped log holds one.",
            f"Inside are: {', '.join(names[:8])}." if names else "It is empty.",
            "Unpack it and import the file that holds the log.",
        )
    return names[0]
