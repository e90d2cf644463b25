"""What is on the screen, as the program tells it to screen readers over D-Bus (AT-SPI)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.low_level import MessageType

ROOT = "/org/a11y/atspi/accessible/root"
PREFIX = "org.a11y.atspi."
PROPERTIES = "org.freedesktop.DBus.Properties"
ACTIVE, SENSITIVE, SHOWING = 1, 24, 25
"""Bits of an object's state."""
WITH_CELLS = {"table", "list", "tree", "tree table"}
MOST_ROWS, MOST_COLUMNS = 40, 12
ANSWER_SECONDS = 20.0

Reference = tuple[str, str]
"""A program's name on the bus, and an object of it."""


class Gone(Exception):
    """The object asked about is not there any more, or the program is not."""


@dataclass(frozen=True)
class Seen:
    """Something visible.

    Attributes:
        role: "push button", "label", "table cell" and so on.
        name: what a screen reader says.
        box: x, y, width, height on the screen.
    """

    role: str
    name: str
    box: tuple[int, int, int, int]
    usable: bool

    @property
    def centre(self) -> tuple[int, int]:
        x, y, width, height = self.box
        return x + width // 2, y + height // 2


class Bus:
    """The bus of screen readers."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection

    @classmethod
    def of_screen_readers(cls, session: str) -> Self:
        """Find it over the session's bus, and say that a screen reader is there."""
        asking = cls(open_dbus_connection(session))
        place = ("org.a11y.Bus", "/org/a11y/bus")
        asking._call(place, PROPERTIES, "Set", "ssv", ("org.a11y.Status", "IsEnabled", ("b", True)))
        (address,) = asking._call(place, "org.a11y.Bus", "GetAddress")
        asking.close()
        return cls(open_dbus_connection(address))

    def close(self) -> None:
        """Leave the bus."""
        self._connection.close()

    def look(self, process: int) -> list[Seen]:
        """Everything visible in the window of a program that has the keyboard, or, where none has, in all."""
        for program in self._children(("org.a11y.atspi.Registry", ROOT)):
            try:
                if self._process_of(program) == process:
                    windows = self._children(program)
                    active = [window for window in windows if self._state(window) >> ACTIVE & 1]
                    return [seen for window in active or windows for seen in self._walk(window)]
            except Gone:
                continue
        return []

    def _walk(self, reference: Reference) -> Iterator[Seen]:
        try:
            state = self._state(reference)
            box = self._box(reference)
            if not state >> SHOWING & 1 or box[2] <= 0 or box[3] <= 0:
                return
            role = self._call(reference, f"{PREFIX}Accessible", "GetRoleName")[0]
            yield Seen(role, self._name(reference), box, bool(state >> SENSITIVE & 1))
            inside = self._cells(reference, box) if role in WITH_CELLS else self._children(reference)
            for child in inside:
                yield from self._walk(child)
        except Gone:
            return  # it went while it was looked at

    def _cells(self, table: Reference, box: tuple[int, int, int, int]) -> Iterator[Reference]:
        """The cells in sight, from the first row on: a table may have a million of them."""
        rows, columns = (self._property(table, "Table", name) for name in ("NRows", "NColumns"))
        for row in range(min(rows, MOST_ROWS)):
            for column in range(min(columns, MOST_COLUMNS)):
                (cell,) = self._call(table, f"{PREFIX}Table", "GetAccessibleAt", "ii", (row, column))
                if column == 0 and self._box(cell)[1] > box[1] + box[3]:
                    return
                yield cell

    def _process_of(self, program: Reference) -> int:
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
        asked = self._call(bus, "org.freedesktop.DBus", "GetConnectionUnixProcessID", "s", (program[0],))
        return int(asked[0])

    def _children(self, reference: Reference) -> list[Reference]:
        (children,) = self._call(reference, f"{PREFIX}Accessible", "GetChildren")
        return list(children)

    def _state(self, reference: Reference) -> int:
        ((low, high),) = self._call(reference, f"{PREFIX}Accessible", "GetState")
        return int(low) | int(high) << 32

    def _box(self, reference: Reference) -> tuple[int, int, int, int]:
        (box,) = self._call(reference, f"{PREFIX}Component", "GetExtents", "u", (0,))
        x, y, width, height = box
        return x, y, width, height

    def _name(self, reference: Reference) -> str:
        return str(self._property(reference, "Accessible", "Name"))

    def _property(self, reference: Reference, interface: str, name: str) -> Any:
        asked = self._call(reference, PROPERTIES, "Get", "ss", (f"{PREFIX}{interface}", name))
        return asked[0][1]

    def _call(
        self, place: Reference, interface: str, method: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        """Ask an object something.

        Raises:
            Gone: there is no answer.
        """
        address = DBusAddress(place[1], bus_name=place[0], interface=interface)
        message = new_method_call(address, method, signature or None, body)
        try:
            answer = self._connection.send_and_get_reply(message, timeout=ANSWER_SECONDS)
        except TimeoutError as error:
            raise Gone(f"{place} {method}") from error
        if answer.header.message_type is MessageType.error:
            raise Gone(f"{place} {method}: {answer.body}")
        return tuple(answer.body)
