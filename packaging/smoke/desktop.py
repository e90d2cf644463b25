"""A desktop of the test's own: a screen, a window manager, and the bus that screen readers listen on.

What is on the screen is read as a screen reader reads it (AT-SPI), so that nothing has to be built into the
program; what is done to it is done with the mouse and keyboard of xdotool.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bundling.errors import PackagingFailed
from smoke.bus import Bus

TOOLS = ("Xvfb", "xdotool", "openbox", "dbus-daemon", "unshare")
PACKAGES = "xvfb xdotool openbox dbus at-spi2-core util-linux"
SIZE = "1600x1000x24"
PATIENCE = 30.0


@dataclass(frozen=True)
class Desktop:
    """A running one.

    Attributes:
        display: what DISPLAY is set to.
        runtime: the folder of its sockets; XDG_RUNTIME_DIR.
        bus: the one of screen readers.
    """

    display: str
    runtime: Path
    bus: Bus

    @property
    def session_bus(self) -> str:
        return f"unix:path={self.runtime / 'bus'}"

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to be on this desktop."""
        return {
            "DISPLAY": self.display,
            "XDG_RUNTIME_DIR": str(self.runtime),
            "DBUS_SESSION_BUS_ADDRESS": self.session_bus,
        }

    def click(self, x: int, y: int) -> None:
        """Move the mouse there and press its left button."""
        self._xdotool("mousemove", "--sync", x, y, "click", 1)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, in xdotool's notation: "ctrl+o", "Return"."""
        self._xdotool("key", "--delay", 40, *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", 15, text)

    def minimise(self) -> None:
        """Put the window that has the keyboard out of sight."""
        self._xdotool("getactivewindow", "windowminimize")

    def active_window(self) -> str:
        """The title of the window that has the keyboard."""
        return self._xdotool("getactivewindow", "getwindowname")

    def _xdotool(self, *arguments: object) -> str:
        command = ["xdotool", *map(str, arguments)]
        environment = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True, timeout=PATIENCE
        )
        return done.stdout.strip()


@contextmanager
def running_desktop() -> Iterator[Desktop]:
    """Start all of it; everything is gone afterwards.

    Raises:
        PackagingFailed: a tool is missing.
    """
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        raise PackagingFailed(f"Missing for the smoke test: {', '.join(missing)} (apt: {PACKAGES}).")
    with ExitStack() as stack:
        runtime = Path(tempfile.mkdtemp(prefix="areal-run-"))
        stack.callback(shutil.rmtree, runtime, ignore_errors=True)
        runtime.chmod(0o700)
        display = screen(stack)
        address = f"unix:path={runtime / 'bus'}"
        surroundings = {
            **os.environ,
            "DISPLAY": display,
            "XDG_RUNTIME_DIR": str(runtime),
            "DBUS_SESSION_BUS_ADDRESS": address,
        }
        _start(stack, ["openbox"], surroundings)
        _start(
            stack,
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}"],
            surroundings,
        )
        _wait_for(runtime / "bus")
        bus = Bus.of_screen_readers(address)
        stack.callback(bus.close)
        yield Desktop(display, runtime, bus)


def screen(stack: ExitStack) -> str:
    """Start an X server that `stack` ends; gives its name."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        SIZE,
        "-dpi",
        "96",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, pass_fds=[writing], **quiet)  # type: ignore[call-overload]
    stack.callback(_end, server)
    os.close(writing)
    with os.fdopen(reading) as answer:
        return f":{answer.readline().strip()}"


def _start(stack: ExitStack, command: list[str], environment: dict[str, str]) -> None:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=PATIENCE)


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > deadline:
            raise PackagingFailed(f"{path} did not come: the session bus does not start.")
        time.sleep(0.05)
