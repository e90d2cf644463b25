"""The Debian package: the bundle in /usr/lib, and all that a desktop wants to know of it."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bundling.errors import PackagingFailed

HOME = "usr/lib/areal"
COMMANDS = ("areal", "areal-gui")
LEVEL = 6
"""Of zstd, which Debian 12 and Ubuntu 22.04 unpack."""
MAINTAINER = "The AREAL authors <areal@localhost>"

DEPENDS = (
    "libc6 (>= 2.36)",
    # What belongs to the graphics driver or the desktop, and so is not bundled.
    *("libegl1", "libgl1", "libopengl0", "libx11-6", "libxcb1"),
    *("libdbus-1-3", "libfontconfig1", "libfreetype6", "libglib2.0-0 | libglib2.0-0t64"),
    # Data that bundled libraries read.
    "xkb-data",
    "fonts-inter | fonts-dejavu-core",
    "hicolor-icon-theme",
)
RECOMMENDS = (
    *("fonts-inter", "shared-mime-info", "desktop-file-utils", "xdg-utils"),
    # Under Wayland; without them Qt goes by way of X11.
    *("libwayland-client0", "libwayland-cursor0", "libwayland-egl1"),
)


@dataclass(frozen=True)
class Contents:
    """What goes into the package beside the bundle.

    Attributes:
        manuals: name of a page ("areal.1") and its text.
        metainfo: with version and date filled in.
    """

    version: str
    date: str
    linux: Path
    icons: Path
    manuals: dict[str, str]
    metainfo: str


def build(bundle: Path, contents: Contents, work: Path, into: Path, architecture: str) -> Path:
    """Stage the files and wrap them up; tells where the package is."""
    stage = work / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    place(bundle, contents, stage)
    control = stage / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(control_file(contents.version, architecture, installed_kilobytes(stage)), "utf-8")
    made = into / f"areal_{contents.version}_{architecture}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", f"-z{LEVEL}", "--build", str(stage), str(made)]
    if subprocess.call(command, stdout=subprocess.DEVNULL) != 0:
        raise PackagingFailed("dpkg-deb could not build the package; what it said is above.")
    shutil.rmtree(stage)
    return made


def control_file(version: str, architecture: str, kilobytes: int) -> str:
    """What the package manager reads."""
    return (
        "Package: areal\n"
        f"Version: {version}\n"
        f"Architecture: {architecture}\n"
        f"Maintainer: {MAINTAINER}\n"
        "Section: science\n"
        "Priority: optional\n"
        f"Installed-Size: {kilobytes}\n"
        f"Depends: {', '.join(DEPENDS)}\n"
        f"Recommends: {', '.join(RECOMMENDS)}\n"
        "Description: train a diffusion recommender on your own interaction log\n"
        " A window, and a command line, in which an analyst imports a log of who met\n"
        " what, trains the guided diffusion recommender AREAL on it, watches it learn\n"
        " beside the simple methods it has to beat, looks into its recommendations,\n"
        " and takes the model away.\n"
        " .\n"
        " Everything happens on this computer; nothing is sent anywhere.\n"
    )


def place(bundle: Path, contents: Contents, stage: Path) -> None:
    """Put every file where it will be installed."""
    home, share = stage / HOME, stage / "usr/share"
    home.parent.mkdir(parents=True)
    # Hard links: 700 MB need not be copied.
    shutil.copytree(bundle, home, symlinks=True, copy_function=_link_or_copy)
    for command in COMMANDS:
        link = stage / "usr/bin" / command
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"../lib/areal/{command}")
    _copy(contents.linux / "areal.desktop", share / "applications/areal.desktop")
    _copy(contents.linux / "areal.xml", share / "mime/packages/areal.xml")
    _write(share / "metainfo/org.areal.areal.metainfo.xml", contents.metainfo)
    for name, folder in (("areal", "apps"), ("application-x-areal-bundle", "mimetypes")):
        _copy(contents.icons / "areal.svg", share / f"icons/hicolor/scalable/{folder}/{name}.svg")
        _copy(contents.icons / "areal.png", share / f"icons/hicolor/256x256/{folder}/{name}.png")
    for name, text in contents.manuals.items():
        _write_compressed(share / f"man/man1/{name}.gz", text)
    documents = share / "doc/areal"
    _write(documents / "copyright", COPYRIGHT)
    changes = f"areal ({contents.version}) stable; urgency=medium\n\n  * Release {contents.version}.\n\n"
    _write_compressed(documents / "changelog.gz", f"{changes} -- {MAINTAINER}  {contents.date}\n")
    (documents / "licences").symlink_to("../../../lib/areal/licences")


COPYRIGHT = """\
AREAL: its icons, its demo log and its code are its authors' own.

The libraries it stands on, each with the text of its licence, are listed in
/usr/lib/areal/licences/index.html, which was made with the package.

Qt and PySide6 are used under the GNU Lesser General Public License, version 3. They are separate, unchanged
files below /usr/lib/areal/_internal/PySide6 that may be replaced by others of the same version; the same page
says how. The text of that licence is in /usr/share/common-licenses/LGPL-3.
"""


def installed_kilobytes(stage: Path) -> int:
    """What the files take on a disk."""
    files = [path for path in stage.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum((path.lstat().st_size + 1023) // 1024 for path in files)


def _link_or_copy(source: str, target: str) -> None:
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, "utf-8")


def _write_compressed(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
