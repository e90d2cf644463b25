"""The program as a user meets it: a process with a window, seen through the probe, driven by hand."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from tests.end_to_end.display import Display
from tests.support.real_data import REPOSITORY

T = TypeVar("T")
PATIENCE = 60.0
STEP = 0.1


@dataclass(frozen=True)
class Seen:
    """Something visible: a widget, a cell, a menu entry, a tab.

    Attributes:
        text: what it shows.
        name: what a screen reader says.
        box: x, y, width, height on the screen.
        active: it is the window that gets what is typed.
    """

    kind: str
    text: str
    name: str
    type: str
    box: tuple[int, int, int, int]
    enabled: bool
    active: bool

    @classmethod
    def from_entry(cls, entry: dict[str, Any]) -> Self:
        return cls(
            entry["kind"],
            entry["text"],
            entry.get("name", ""),
            entry.get("type", ""),
            tuple(entry["box"]),
            entry.get("enabled", True),
            entry.get("active", False),
        )

    @property
    def centre(self) -> tuple[int, int]:
        x, y, width, height = self.box
        return x + width // 2, y + height // 2


class Program:
    """The running window.

    Attributes:
        process: the program itself.
    """

    def __init__(
        self, display: Display, workspace: Path, socket_path: Path, *arguments: str, scale: int = 1
    ) -> None:
        self.display, self.workspace = display, workspace
        command = [sys.executable, "-m", "tests.support.probe", str(socket_path)]
        self.output = workspace.with_suffix(".output")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*command, "--workspace", str(workspace), *arguments],
                cwd=REPOSITORY,
                env={**display.environment, "QT_SCALE_FACTOR": str(scale)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        self._connect(socket_path)
        self._reader = self._socket.makefile("r")

    def _connect(self, path: Path) -> None:
        deadline = time.monotonic() + PATIENCE
        while self._socket.connect_ex(str(path)) != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the program did not start:\n{self.output.read_text()}")
            time.sleep(STEP)

    # Looking ----------------------------------------------------------------------------------------------

    def look(self) -> list[Seen]:
        """Everything that is visible now."""
        return [Seen.from_entry(entry) for entry in self._ask("look")]

    def photograph(self, path: Path) -> None:
        """Write a picture of the window."""
        assert self._ask(f"photograph {path}"), f"{path} cannot be written"

    def _ask(self, question: str) -> Any:
        try:
            self._socket.sendall(f"{question}\n".encode())
            return json.loads(self._reader.readline())
        except (OSError, ValueError) as error:
            raise AssertionError(f"the program ended:\n{self.last_words()}") from error

    def last_words(self) -> str:
        """What it printed, and what it wrote when it crashed."""
        self.process.wait(timeout=PATIENCE)
        crash = self.workspace / "logs" / "crash.txt"
        return self.output.read_text() + (crash.read_text() if crash.exists() else "")

    def find(self, words: str, *, kind: str = "", type_: str = "") -> Seen | None:
        """The best match for a text or a screen reader's name: the same words, or the shortest with them."""
        matches = [
            seen
            for seen in self.look()
            if (not kind or seen.kind == kind)
            and (not type_ or type_ in seen.type)
            and (words.casefold() in seen.text.casefold() or words.casefold() in seen.name.casefold())
        ]
        exact = [seen for seen in matches if words in (seen.text, seen.name)]
        ranked = sorted(
            exact or matches, key=lambda seen: (not seen.enabled, len(seen.text) + len(seen.name))
        )
        return ranked[0] if ranked else None

    def shows(self, words: str) -> bool:
        """Whether some visible text holds these words."""
        return self.find(words) is not None

    def wait_for(self, words: str, *, kind: str = "", type_: str = "", seconds: float = PATIENCE) -> Seen:
        """Wait until it is visible and can be used."""

        def usable() -> Seen | None:
            found = self.find(words, kind=kind, type_=type_)
            return found if found is not None and found.enabled else None

        return self._wait(f"“{words}”", usable, seconds)

    def wait_until_moved(self, seen: Seen) -> None:
        """Until it is not where it was: the display may pass on a turn of the wheel late."""

        def moved() -> bool:
            now = self.find(seen.text or seen.name, kind=seen.kind, type_=seen.type)
            return now is None or now.box != seen.box

        self._wait(f"“{seen.text or seen.name}” elsewhere", moved)

    def wait_until_calm(self) -> None:
        """Until no passing notice covers anything, and what was asked for has been painted."""
        time.sleep(5 * STEP)
        self._wait("the end of the notices", lambda: not any("Toast" in seen.type for seen in self.look()))

    def _wait(self, what: str, ready: Callable[[], T], seconds: float = PATIENCE) -> T:
        deadline = time.monotonic() + seconds
        while not (answer := ready()):
            if self.process.poll() is not None:
                raise AssertionError(
                    f"the program ended while waiting for {what}:\n{self.output.read_text()}"
                )
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"no sign of {what} within {seconds:.0f} s; there is:\n{self.described()}"
                )
            time.sleep(STEP)
        return answer

    def described(self) -> str:
        """What is on the screen, in words."""
        lines = {f"{seen.kind} {seen.type} {seen.text!r} {seen.name!r}" for seen in self.look() if seen.text}
        return "\n".join(sorted(lines)) if self.process.poll() is None else self.last_words()

    def _at_rest(self, words: str, kind: str, type_: str) -> Seen | None:
        before = self.find(words, kind=kind, type_=type_)
        time.sleep(2 * STEP)
        after = self.find(words, kind=kind, type_=type_)
        return after if before and after and before.box == after.box and after.enabled else None

    # Doing ------------------------------------------------------------------------------------------------

    def click(self, words: str, *, kind: str = "", type_: str = "", seconds: float = PATIENCE) -> Seen:
        """Wait until something is there and stays where it is, and click its middle."""
        self.wait_for(words, kind=kind, type_=type_, seconds=seconds)
        found = self._wait(f"“{words}” at rest", lambda: self._at_rest(words, kind, type_))
        self.display.click(*found.centre)
        return found

    def press(self, *keys: str) -> None:
        """Press keys once a window of the program has the keyboard."""
        try:
            self._wait("a window with the keyboard", self._has_keyboard, seconds=3)
        except AssertionError:
            # The window manager sometimes forgets whom to give it when two dialogs have closed.
            self.display.activate(self.process.pid, "AREAL")
            self._wait("a window with the keyboard", self._has_keyboard)
        self.display.press(*keys)

    def _has_keyboard(self) -> bool:
        return any(seen.active for seen in self.look())

    def type(self, text: str) -> None:
        self.display.type(text)

    # Ending -----------------------------------------------------------------------------------------------

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)
        self._close_socket()

    def quit(self) -> None:
        """Close it with the keyboard; it must say that all went well."""
        self.press("ctrl+q")
        try:
            status = self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise AssertionError(f"it does not end; there is:\n{self.described()}") from error
        assert status == 0, f"it ended with {status}:\n{self.last_words()}"
        self._close_socket()

    def end(self) -> None:
        """Whatever state it is in, it is gone afterwards."""
        if self.process.poll() is None:
            self.kill()
        self._close_socket()

    def _close_socket(self) -> None:
        self._reader.close()
        self._socket.close()
