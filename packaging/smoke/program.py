"""The packaged program while it runs: found by what it shows, driven by hand."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self, TypeVar

from bundling.errors import PackagingFailed
from smoke.bus import Gone, Seen
from smoke.desktop import Desktop
from smoke.surroundings import Surroundings

T = TypeVar("T")
PATIENCE = 60.0
STEP = 0.2


class Program:
    """A window of the packaged program.

    Attributes:
        process: the program itself.
    """

    def __init__(
        self, desktop: Desktop, surroundings: Surroundings, command: Sequence[str], output: Path
    ) -> None:
        self._desktop, self._output = desktop, output
        with output.open("w") as file:
            self.process = subprocess.Popen(
                surroundings.command(desktop, command), stdout=file, stderr=subprocess.STDOUT
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=PATIENCE)

    # Looking ----------------------------------------------------------------------------------------------

    def find(self, words: str, role: str = "") -> Seen | None:
        """The best match among what can be seen: the same words, else the shortest that has them."""
        try:
            seen = self._desktop.bus.look(self.process.pid)
        except Gone:
            return None
        matches = [one for one in seen if words.casefold() in one.name.casefold() and role in (one.role, "")]
        return min(matches, key=lambda one: (not one.usable, one.name != words, len(one.name)), default=None)

    def wait_for(self, words: str, role: str = "", seconds: float = PATIENCE) -> Seen:
        """Wait until it is there, stays where it is, and can be used."""
        return self._wait(f"“{words}”", lambda: self._at_rest(words, role), seconds)

    def wait_until_gone(self, words: str, role: str = "") -> None:
        """Wait until it is not there any more."""
        self._wait(f"the end of “{words}”", lambda: self.find(words, role) is None, PATIENCE)

    def _at_rest(self, words: str, role: str) -> Seen | None:
        before = self.find(words, role)
        if before is None or not before.usable:
            return None
        time.sleep(STEP)
        return before if self.find(words, role) == before else None

    def _wait(self, what: str, ready: Callable[[], T | None], seconds: float) -> T:
        deadline = time.monotonic() + seconds
        while not (answer := ready()):
            if self.process.poll() is not None:
                raise PackagingFailed(f"The program ended while {what} was waited for.\n{self.said()}")
            if time.monotonic() > deadline:
                raise PackagingFailed(
                    f"No sign of {what} within {seconds:.0f} s. There is:\n{self.described()}"
                )
            time.sleep(STEP)
        return answer

    def described(self) -> str:
        """What is on the screen, in words."""
        seen = self._desktop.bus.look(self.process.pid)
        return "\n".join(f"  {one.role} {one.name!r} at {one.box}" for one in seen if one.name)

    def said(self) -> str:
        """What it printed."""
        return self._output.read_text("utf-8", "replace")

    # Doing ------------------------------------------------------------------------------------------------

    def click(self, words: str, role: str = "", seconds: float = PATIENCE) -> None:
        """Wait for something and click its middle."""
        self._desktop.click(*self.wait_for(words, role, seconds).centre)

    def press(self, *keys: str) -> None:
        """Press keys."""
        self._desktop.press(*keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._desktop.type(text)

    # Ending -----------------------------------------------------------------------------------------------

    def crash(self) -> None:
        """End it as a fault in a library would."""
        self.process.send_signal(signal.SIGSEGV)
        self.process.wait(timeout=PATIENCE)

    def wait_for_end(self, code: int = 0) -> None:
        """Wait until it has ended, and see how."""
        try:
            ended = self.process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise PackagingFailed(f"The program does not end. There is:\n{self.described()}") from error
        if ended != code:
            raise PackagingFailed(f"The program ended with {ended}, not {code}.\n{self.said()}")

    def quit(self) -> None:
        """Close the window with the keyboard; it must say that all went well."""
        self.press("ctrl+q")
        self.wait_for_end()
