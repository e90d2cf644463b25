"""What the bundle is made of, so that growth is seen where it comes from; in MiB, as `du -m` counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bundling.errors import PackagingFailed

MEGABYTE = 1 << 20
MOST_BUNDLE, MOST_DEB = 700 * MEGABYTE, 250 * MEGABYTE
"""Of the package that computes on the CPU; the one for CUDA is seven times as large."""
LARGEST = 12
CALLED = {
    "PySide6": "Qt and PySide6", "shiboken6": "Qt and PySide6", "numpy.libs": "numpy", "scipy.libs": "scipy",
    "python3.11": "Python", "base_library.zip": "Python", "torch": "PyTorch", "pyarrow": "Apache Arrow",
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How large the bundle is.

    Attributes:
        parts: bytes by what it stands for, largest first.
        files: the largest files, by their place.
    """

    total: int
    parts: tuple[tuple[str, int], ...]
    files: tuple[tuple[str, int], ...]


def measure(folder: Path) -> Size:
    """Add up the files of a bundle; links weigh nothing."""
    sizes = {
        path.relative_to(folder).as_posix(): path.lstat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
    parts: Counter[str] = Counter()
    for place, size in sizes.items():
        parts[part_of(place)] += size
    return Size(sum(sizes.values()), tuple(parts.most_common()), tuple(Counter(sizes).most_common(LARGEST)))


def part_of(place: str) -> str:
    """What a file belongs to."""
    inside = PurePosixPath(place).parts
    if inside[0] != "_internal":
        return "the program: all Python modules" if inside[0].startswith("areal") else inside[0]
    name = inside[1]
    if name.startswith(("libpython", "python3")):
        return "Python"
    if ".so" in name:
        return "libraries of the system"
    return CALLED.get(name, name)


def as_text(size: Size, packages: Mapping[str, int]) -> str:
    """The report: parts, largest files, and how large the packages are."""
    lines = [f"{size.total / MEGABYTE:8.1f} MiB  the bundle, unpacked"]
    lines += [f"{bytes_ / MEGABYTE:8.1f} MiB  {name}" for name, bytes_ in packages.items()]
    lines += ["", "What is in it:"]
    lines += [
        f"{bytes_ / MEGABYTE:8.1f} MiB  {name}" for name, bytes_ in size.parts if bytes_ >= MEGABYTE / 2
    ]
    small = sum(bytes_ for _, bytes_ in size.parts if bytes_ < MEGABYTE / 2)
    lines += [f"{small / MEGABYTE:8.1f} MiB  all others", "", "The largest files:"]
    lines += [f"{bytes_ / MEGABYTE:8.1f} MiB  {place}" for place, bytes_ in size.files]
    return "\n".join(lines) + "\n"


def check_limits(total: int, deb: int) -> None:
    """Raises PackagingFailed where the CPU package has grown beyond what was promised."""
    for name, size, most in (("bundle", total, MOST_BUNDLE), ("Debian package", deb, MOST_DEB)):
        if size > most:
            raise PackagingFailed(
                f"The {name} has {size / MEGABYTE:.0f} MiB; at most {most / MEGABYTE:.0f} are promised. "
                "The size report says what it is made of."
            )
