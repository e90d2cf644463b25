"""What the operating system must bring on Linux: libraries that Qt loads, and tools of the tests."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys

# What Qt loads at run time, and the Debian package that brings it.
WINDOW = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# Programs are named by a leading "/", so that both kinds fit one table.
TEST_TOOLS = {"/Xvfb": "xvfb", "/xdotool": "xdotool", "/openbox": "openbox"}


def provide(needed: dict[str, str]) -> bool:
    """Install what is missing where that is possible, else say the one command to type.

    Returns:
        Whether everything is there now.
    """
    if sys.platform != "linux":
        return True  # Qt's wheels for Windows and macOS bring everything
    missing = [package for name, package in needed.items() if not _present(name)]
    if not missing:
        return True
    if not shutil.which("apt-get"):
        names = [name.lstrip("/") for name, package in needed.items() if package in missing]
        print(f"Missing on this system, please install: {' '.join(names)}", file=sys.stderr)
        return False
    return _apt_install(missing)


def has_venv() -> bool:
    """Whether this Python can make a virtual environment with pip in it (Debian splits that off)."""
    return importlib.util.find_spec("ensurepip") is not None


def provide_venv() -> bool:
    """Install Debian's missing half of the `venv` module."""
    return _apt_install([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])


def _present(name: str) -> bool:
    if name.startswith("/"):
        return shutil.which(name[1:]) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _apt_install(packages: list[str]) -> bool:
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get") or os.geteuid() != 0:  # type: ignore[attr-defined,unused-ignore]
        print(
            f"Some system packages are missing. Please type:\n\n    sudo {' '.join(install)}\n",
            file=sys.stderr,
        )
        return False
    print(f"Installing {' '.join(packages)}", file=sys.stderr)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.call(["apt-get", "update", "-qq"], env=quietly, stdout=sys.stderr)
    return subprocess.call([*install, "-qq"], env=quietly, stdout=sys.stderr) == 0
