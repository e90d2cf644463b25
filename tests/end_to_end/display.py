"""A screen of the test's own: Xvfb with a window manager, and the mouse and keyboard of xdotool."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

TOOLS = ("Xvfb", "xdotool", "openbox")
SIZE = (1600, 1000)


@dataclass(frozen=True)
class Display:
    """A running X server.

    Attributes:
        name: what DISPLAY is set to.
    """

    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}

    def _xdotool(self, *arguments: object) -> None:
        command = ["xdotool", *map(str, arguments)]
        subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=20)

    def click(self, x: int, y: int) -> None:
        """Move the mouse there and press its left button."""
        self._xdotool("mousemove", "--sync", x, y, "click", 1)

    def wheel(self, x: int, y: int, *, down: int) -> None:
        """Turn the wheel over a place."""
        self._xdotool("mousemove", "--sync", x, y, "click", "--repeat", down, "--delay", 20, 5)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each in xdotool's notation: "ctrl+o", "Return"."""
        self._xdotool("key", "--delay", 40, *keys)

    def activate(self, process: int, title: str) -> None:
        """Ask the window manager, as a task bar does, to give a window the keyboard."""
        search = ["search", "--onlyvisible", "--pid", process, "--name", title]
        self._xdotool(*search, "windowactivate")

    def type(self, text: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", 15, text)


@contextmanager
def running_display(size: tuple[int, int] = SIZE) -> Iterator[Display]:
    """Start a display with a number that is free; skips the test where the tools are missing."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    screen = f"{size[0]}x{size[1]}x24"
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-dpi", "96", "-nolisten", "tcp"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, pass_fds=[writing], **quiet)
    os.close(writing)
    with os.fdopen(reading) as answer:
        display = Display(f":{answer.readline().strip()}")
    manager = subprocess.Popen(["openbox"], env=display.environment, **quiet)
    try:
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(timeout=20)
