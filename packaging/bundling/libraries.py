"""Shared libraries of the bundle: what needs what, what nobody needs, and what is missing."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

ELF = b"\x7fELF"
FILES_AT_ONCE = 200

LOADED_BY_NAME = (
    *("libpython*", "libssl.so*", "libcrypto.so*", "libshm*", "libtorch*", "libc10*"),
    # cuDNN and its like are sets of libraries that load each other.
    *("libcu*", "libnv*", "libnccl*"),
)
"""Loaded while the program runs, so that no file says that it needs them."""

OF_THE_SYSTEM = (
    *("libc.so*", "libm.so*", "libdl.so*", "librt.so*", "libpthread.so*", "libutil.so*", "ld-linux*"),
    *("libresolv.so*", "libnsl.so*", "libanl.so*", "libGL.so*", "libGLX.so*", "libEGL.so*", "libOpenGL.so*"),
    *("libxcb.so*", "libxcb-dri*", "libdrm*", "libwayland-*", "libcuda.so*", "libvulkan*", "libX11.so*"),
    *("libdbus-1.so*", "libfontconfig.so*", "libfreetype.so*", "libglib-2.0.so*", "libgthread-2.0.so*"),
)
"""Never bundled: the C library, what belongs to the graphics driver, and what every desktop brings."""


@dataclass(frozen=True)
class Library:
    """A program or library.

    Attributes:
        place: where it is in the bundle.
        needs: names of the libraries that it asks for.
    """

    place: str
    needs: frozenset[str]

    @property
    def name(self) -> str:
        return PurePosixPath(self.place).name

    @property
    def is_asked_for(self) -> bool:
        """Whether it is there only because others ask for it; Python's modules and plugins are not."""
        name = self.name
        is_module = ".cpython-" in name or ".abi3." in name or "/plugins/" in self.place
        by_name = any(fnmatch(name, pattern) for pattern in LOADED_BY_NAME)
        return name.startswith("lib") and ".so" in name and not is_module and not by_name


def read(folder: Path) -> list[Library]:
    """Every program and library below a folder; links count as what they point to."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    elves = [path for path in files if _is_elf(path)]
    found = []
    for start in range(0, len(elves), FILES_AT_ONCE):
        block = elves[start : start + FILES_AT_ONCE]
        # With one file readelf does not name it, so the first is always given twice.
        command = ["readelf", "-d", "-W", str(block[0]), *map(str, block)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
        )
        needs = parse_needs(done.stdout)
        found += [
            Library(path.relative_to(folder).as_posix(), needs.get(str(path), frozenset())) for path in block
        ]
    return found


def parse_needs(text: str) -> dict[str, frozenset[str]]:
    """What `readelf -d` says, file by file."""
    needs: dict[str, frozenset[str]] = {}
    for part in re.split(r"^File: ", text, flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition("\n")
        needs[name] = frozenset(re.findall(r"\(NEEDED\).*\[(.+?)\]", rest))
    return needs


def orphans(libraries: Iterable[Library], links: Mapping[str, str] | None = None) -> list[Library]:
    """The libraries that nobody asks for, also once the others of them are gone.

    Args:
        links: the name of a link, and the name of the file it points to.
    """
    kept = {library.place: library for library in libraries}
    gone: list[Library] = []
    while True:
        asked = {name for library in kept.values() for name in library.needs}
        asked |= {(links or {}).get(name, name) for name in asked}
        found = [library for library in kept.values() if library.is_asked_for and library.name not in asked]
        if not found:
            return sorted(gone, key=lambda library: library.place)
        gone += found
        for library in found:
            del kept[library.place]


def missing(libraries: Iterable[Library], links: Iterable[str] = ()) -> dict[str, list[str]]:
    """What is asked for and neither there nor the system's: its name, and who asks."""
    libraries = list(libraries)
    there = {library.name for library in libraries} | set(links)
    asked: dict[str, list[str]] = {}
    for library in libraries:
        for name in library.needs - there:
            if not any(fnmatch(name, pattern) for pattern in OF_THE_SYSTEM):
                asked.setdefault(name, []).append(library.place)
    return asked


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == ELF
