"""How long it takes from the start of the packaged program to its window on the screen.

Measured from outside: the clock starts with the process and ends when the pixels of the screen change.
Nothing else is on that screen, not even a window manager.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bundling.errors import PackagingFailed
from smoke.desktop import screen

LIBRARY = "libX11.so.6"
ALL_PLANES, Z_PIXMAP = 0xFFFFFFFF, 2
SPOTS = ((60, 60), (400, 300), (640, 416))
"""Where any window covers the screen that nobody manages: it opens in the upper left corner."""
EVERY_SECONDS = 0.004
PATIENCE = 60.0
WARM_LIMIT, COLD_LIMIT = 0.6, 2.0
"""Seconds that are promised, on two cores that do nothing else."""


class Eye:
    """Looks at single pixels of a screen."""

    def __init__(self, display: str) -> None:
        self._x: Any = ctypes.CDLL(LIBRARY)
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XGetImage.restype = ctypes.c_void_p
        self._x.XGetPixel.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._display:
            raise PackagingFailed(f"There is no display {display}.")
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))

    def look(self) -> tuple[int, ...]:
        """The colours of a few spots."""
        return tuple(self._pixel(x, y) for x, y in SPOTS)

    def _pixel(self, x: int, y: int) -> int:
        one = (ctypes.c_int(x), ctypes.c_int(y), ctypes.c_uint(1), ctypes.c_uint(1))
        image = ctypes.c_void_p(
            self._x.XGetImage(self._display, self._root, *one, ctypes.c_ulong(ALL_PLANES), Z_PIXMAP)
        )
        colour = int(self._x.XGetPixel(image, 0, 0))
        self._x.XDestroyImage(image)
        return colour

    def close(self) -> None:
        """Leave the screen."""
        self._x.XCloseDisplay(self._display)


def report(window: Path, bundle: Path, times: int) -> str:
    """Start it again and again, warm and from the disk; gives a line for each kind."""
    with _empty_screen() as display, tempfile.TemporaryDirectory(prefix="areal-start-") as home:
        until_painted(window, display, Path(home))  # the first makes the workspace
        warm = [until_painted(window, display, Path(home)) for _ in range(times)]
        cold = []
        for _ in range(times):
            forget(bundle)
            cold.append(until_painted(window, display, Path(home)))
    return f"{_line('warm', warm, WARM_LIMIT)}\n{_line('cold', cold, COLD_LIMIT)}\n"


def until_painted(window: Path, display: str, home: Path) -> float:
    """Seconds from the start of the process to a painted window; the program is ended then."""
    eye = Eye(display)
    empty = eye.look()
    environment = {"HOME": str(home), "DISPLAY": display, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
    started = time.monotonic()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([str(window)], env=environment, **quiet)  # type: ignore[call-overload]
    try:
        while any(before == now for before, now in zip(empty, eye.look(), strict=True)):
            if time.monotonic() - started > PATIENCE or process.poll() is not None:
                raise PackagingFailed("The program painted no window.")
            time.sleep(EVERY_SECONDS)
        return time.monotonic() - started
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
        _wait_until_empty(eye, empty)
        eye.close()


def forget(folder: Path) -> None:
    """Drop a folder's files from the page cache, as after a restart of the machine."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _wait_until_empty(eye: Eye, empty: tuple[int, ...]) -> None:
    deadline = time.monotonic() + PATIENCE
    while eye.look() != empty and time.monotonic() < deadline:
        time.sleep(EVERY_SECONDS)


@contextmanager
def _empty_screen() -> Iterator[str]:
    if shutil.which("Xvfb") is None:
        raise PackagingFailed("Xvfb is missing (apt: xvfb).")
    with ExitStack() as stack:
        yield screen(stack)


def _line(kind: str, seconds: list[float], limit: float) -> str:
    middle = statistics.median(seconds)
    verdict = "as promised" if middle < limit else "TOO SLOW"
    spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
    return (
        f"{kind}: median {middle:.2f} s of {len(seconds)} ({spread}); below {limit} s is promised: {verdict}"
    )
