"""The zip that a bundle is: stored files side by side, nothing else, the same bytes for the same content.

Reading is strict, for a bundle may come from anybody. Nothing in it is compressed, so that nothing can swell;
every byte of the file belongs to an entry or to the list of entries; names are compared, never used as paths.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from engine.errors import BadInput, EngineError

LARGEST = (1 << 32) - (1 << 20)
"""Bytes of a bundle; below what a zip holds without its extension for large files."""
MOST_FILES = 20
AGAIN = "Export the model again, or copy the bundle again."

_DAY = (1980, 1, 1, 0, 0, 0)
"""The same for all, so that equal content gives equal bytes."""
_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE, _ENTRY_SIGNATURE = b"PK\x05\x06", b"PK\x03\x04"
_LOCAL_HEADER = 30
_LARGEST_LIST = 1 << 16


def write_archive(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files in this order; raises `EngineError` where they are too large."""
    if sum(map(len, files.values())) > LARGEST:
        raise EngineError(
            "The model is too large for a bundle.", f"A bundle holds up to {LARGEST >> 20:,} MiB."
        )
    with ZipFile(path, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _DAY)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)


class Archive:
    """An opened bundle, found sound as a zip; use it as a context manager.

    Attributes:
        name: what people know it by.
        names: of its files.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        """Args: name: what people know the file by. Raises `BadInput`: no zip, cut short, or no bundle's."""
        self.path, self.name = path, name or path.name
        self._check_file()
        try:
            self._zip = ZipFile(path)
        except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise self._damaged(str(error)) from error
        try:
            self._entries = self._checked(self._zip.infolist())
        except BaseException:
            self._zip.close()
            raise
        self.names = frozenset(self._entries)

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, name: str, largest: int) -> bytes:
        """The content of a file that is there, of at most so many bytes."""
        entry = self._entries[name]
        if entry.file_size > largest:
            raise self._refused(f"Its {name} has {entry.file_size:,} bytes; at most {largest:,} are read.")
        try:
            return self._zip.read(entry)
        except (BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
            raise self._damaged(f"{name}: {error}") from error

    def _check_file(self) -> None:
        """Its size, its beginning and its end, before a library reads it."""
        name = self.name
        if self.path.is_dir():
            raise BadInput(
                f"“{name}” is a folder, not a bundle.",
                "Bundles of earlier versions were folders; they are one file now.",
                "Export the model again.",
            )
        try:
            size = self.path.stat().st_size
            with self.path.open("rb") as file:
                start = file.read(4)
                file.seek(max(0, size - _END.size))
                end = file.read(_END.size)
        except OSError as error:
            raise BadInput(f"“{name}” cannot be read.", f"{error.strerror or error}.") from error
        if start != _ENTRY_SIGNATURE:
            raise BadInput(
                f"“{name}” is not a bundle of AREAL.", "It is no zip file.", "Choose a file .areal."
            )
        if size > LARGEST:
            raise self._refused(f"It has {size:,} bytes; a bundle has at most {LARGEST:,}.")
        if len(end) < _END.size or not end.startswith(_END_SIGNATURE):
            raise self._damaged("Its end is missing: it was cut short, or something follows it.")
        _, _, _, here, entries, list_size, list_at, comment = _END.unpack(end)
        if here != entries or not 0 < entries <= MOST_FILES:
            raise self._refused(
                f"It says that it holds {entries:,} files; a bundle has at most {MOST_FILES}."
            )
        if list_size > _LARGEST_LIST or comment or list_at + list_size + _END.size != size:
            raise self._damaged("Its list of files is not where it should be.")

    def _checked(self, entries: list[ZipInfo]) -> dict[str, ZipInfo]:
        found: dict[str, ZipInfo] = {}
        position = 0
        for entry in entries:
            self._check_name(entry, found)
            self._check_kind(entry)
            if entry.header_offset != position or entry.extra or entry.comment:
                raise self._damaged("Its files do not lie side by side.")
            position += _LOCAL_HEADER + len(entry.orig_filename.encode()) + entry.compress_size
            found[entry.filename] = entry
        if position != self._zip.start_dir:
            raise self._damaged("There is something between its files and their list.")
        return found

    def _check_name(self, entry: ZipInfo, before: Mapping[str, ZipInfo]) -> None:
        name = entry.orig_filename
        plain = name.isascii() and name.isprintable() and not name.startswith(".")
        if not plain or set(name) & set("/\\:"):
            raise self._refused(f"It holds “{ascii(name)[1:-1][:80]}”, a name that could lead out of it.")
        if name.casefold() in {other.casefold() for other in before}:
            raise self._refused(f"It holds “{name}” twice.")

    def _check_kind(self, entry: ZipInfo) -> None:
        name, mode = entry.filename, entry.external_attr >> 16
        if entry.is_dir() or stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise self._refused(f"Its “{name}” is a folder or a link, not a file.")
        if entry.flag_bits & 0x1:
            raise self._refused(f"Its “{name}” is encrypted.")
        if entry.compress_type != ZIP_STORED or entry.compress_size != entry.file_size:
            raise self._refused(f"Its “{name}” is compressed; what AREAL writes is not.")
        if entry.flag_bits:
            raise self._refused(f"Its “{name}” was not written by AREAL.")

    def _damaged(self, why: str) -> BadInput:
        return BadInput(f"“{self.name}” is damaged.", why, AGAIN)

    def _refused(self, why: str) -> BadInput:
        return BadInput(f"“{self.name}” is refused.", why, "Use a bundle that AREAL wrote.")
