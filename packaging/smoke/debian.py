"""A clean Debian of its own to install the package into, as on a machine that never saw AREAL."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
from pathlib import Path

from bundling.errors import PackagingFailed

SUITE = "bookworm"
QUIET = ("-qq", "-o", "Acquire::Check-Valid-Until=false", "-o", "Acquire::Check-Date=false")
NO_QUESTIONS = ("/usr/bin/env", "DEBIAN_FRONTEND=noninteractive", "PATH=/usr/sbin:/usr/bin:/sbin:/bin")
ENTRY = "usr/share/applications/areal.desktop"


def make_root(root: Path) -> None:
    """The least that Debian calls a system, where it is not there yet."""
    if (root / "usr/bin/dpkg").exists():
        return
    if shutil.which("debootstrap") is None:
        raise PackagingFailed("A clean Debian root needs debootstrap (apt: debootstrap), and root's rights.")
    root.mkdir(parents=True, exist_ok=True)
    _run("debootstrap", "--variant=minbase", SUITE, str(root))


def install(root: Path, package: Path) -> None:
    """Install the package with all that it asks for."""
    inside = root / "tmp" / package.name
    shutil.copyfile(package, inside)
    _inside(root, "apt-get", "update", *QUIET)
    _inside(root, "apt-get", "install", "-y", *QUIET, f"/tmp/{package.name}")
    inside.unlink()


def remove(root: Path) -> None:
    """Take it off again; nothing of it may be left."""
    _inside(root, "apt-get", "purge", "-y", *QUIET, "areal")
    left = [place for place in ("usr/lib/areal", "usr/bin/areal-gui", ENTRY) if (root / place).exists()]
    if left:
        raise PackagingFailed(f"These stay behind when the package is removed: {', '.join(left)}")


def command_of_entry(root: Path) -> list[str]:
    """What a desktop runs for the entry, without files."""
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(root / ENTRY, "utf-8")
    return [word for word in shlex.split(entry["Desktop Entry"]["Exec"]) if not word.startswith("%")]


def check_associations(root: Path) -> None:
    """Whether the desktop's databases know the types of files, and who opens them."""
    known = (root / "usr/share/mime/globs2").read_text("utf-8")
    opened_by = (root / "usr/share/applications/mimeinfo.cache").read_text("utf-8")
    if "application/x-areal-bundle:*.areal" not in known:
        raise PackagingFailed("The type of .areal files was not registered.")
    for kind in ("application/x-areal-bundle", "text/csv", "application/vnd.apache.parquet"):
        if not any(
            line.startswith(f"{kind}=") and "areal.desktop" in line for line in opened_by.splitlines()
        ):
            raise PackagingFailed(f"No desktop would offer AREAL for {kind}.")


def _inside(root: Path, *command: str) -> None:
    _run("chroot", str(root), *NO_QUESTIONS, *command)


def _run(*command: str) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise PackagingFailed(f"{' '.join(command)} failed:\n{done.stdout[-3000:]}")
