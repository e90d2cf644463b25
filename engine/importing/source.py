"""Opening a log, plain or compressed; and what can go wrong with a file, put into words."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from engine.errors import BadInput
from engine.importing.archives import check_member, is_office, is_workbook, members
from engine.importing.form import Compression, FileForm
from engine.importing.unpacking import compression_of, guarded, unpacked

_START = 16
_FOREIGN = {
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"%PDF": "a PDF document",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array",
    b"\x80\x04\x95": "a Python pickle",
}


@dataclass
class Source:
    """An open log.

    Attributes:
        stream: its bytes, unpacked.
        size: bytes to read; of a member of a zip unpacked ones, else as they lie on the disk.
    """

    stream: BinaryIO
    size: int
    _counted: BinaryIO

    @property
    def position(self) -> int:
        """How many of the `size` bytes are read."""
        return self._counted.tell()


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


def size_of(form: FileForm) -> int:
    """How large a file is, beside others of the same log: bytes on the disk, also of a member of a zip."""
    with reading(form.path):
        if form.member is None:
            return form.path.stat().st_size
        with zipfile.ZipFile(form.path) as archive:
            return max(1, archive.getinfo(form.member).compress_size)


def packing(path: Path, member: str | None = None) -> tuple[Compression | None, str | None]:
    """How the file is compressed, by its first bytes, and which member of a zip is the log.

    Args:
        path: the file.
        member: the file inside a zip; None: the only one.

    Raises:
        BadInput: it is of a kind that holds no log, or a zip that does not hold exactly one file.
    """
    with reading(path), path.open("rb") as file:
        start = file.read(_START)
        compression = compression_of(start)
        if compression == "zip":
            archive = zipfile.ZipFile(file)
            if is_workbook(archive):
                return None, None
            return "zip", member or _only_member(path, archive)
    if compression is None:
        for sign, kind in _FOREIGN.items():
            if start.startswith(sign):
                raise BadInput(
                    f"{path.name} is {kind}, not a log.",
                    "Logs are tables of text (CSV, TSV, JSON, ...), Parquet, Arrow, Excel or SQLite files.",
                    "Export the log as CSV.",
                )
    return compression, None


@contextmanager
def opened(path: Path, compression: Compression | None, member: str | None) -> Iterator[Source]:
    """The file's content as a stream of bytes; failures while it is read become `BadInput`."""
    with reading(path), ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        if compression == "zip":
            archive = stack.enter_context(zipfile.ZipFile(file))
            yield _of_member(path, archive, member or members(path, archive)[0], stack)
        elif compression is None:
            yield Source(file, path.stat().st_size, file)
        else:
            plain = stack.enter_context(unpacked(file, compression, path.name, file.tell))
            yield Source(plain, path.stat().st_size, file)


def _of_member(path: Path, archive: zipfile.ZipFile, member: str, stack: ExitStack) -> Source:
    """A member of a zip; it may be compressed once more by itself, as in log.zip/clicks.csv.gz."""
    entry = check_member(path, archive, member)
    raw = cast(BinaryIO, stack.enter_context(archive.open(entry)))
    stream = guarded(raw, path.name, lambda: entry.compress_size)
    compression = compression_of(cast(io.BufferedReader, stream).peek(_START)[:_START])
    if compression not in (None, "zip"):
        stream = stack.enter_context(unpacked(stream, compression, f"{path.name}/{member}", raw.tell))
    return Source(stream, entry.file_size, raw)


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
        lzma.LZMAError,
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
    if is_office(archive):
        raise BadInput(
            f"{path.name} is an Office document.",
            "Its tables are not text.",
            "Save the sheet as CSV and import that.",
        )
    names = members(path, archive)
    if len(names) != 1:
        raise BadInput(
            f"{path.name} holds {len(names)} files; one of them can be read at a time.",
            f"Inside are: {', '.join(names[:8])}." if names else "It is empty.",
            "Unpack it and choose the file.",
        )
    return names[0]
