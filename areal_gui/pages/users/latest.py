"""Background reads of which only the newest counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from areal_gui.tasks import TaskRunner


@dataclass(frozen=True)
class _Wish:
    function: Callable[[], Any]
    on_result: Callable[[Any], None]
    on_failed: Callable[[Exception], None]


class LatestQuery:
    """Runs one query at a time; while it runs, only the newest wish waits.

    Running through a hundred users with the arrow key thus costs as many queries as there is time for, and
    a result is delivered only where nothing newer was wished for.
    """

    def __init__(self, tasks: TaskRunner, key: str) -> None:
        self._tasks = tasks
        self._key = f"{key}.{id(self)}"
        self._running: _Wish | None = None
        self._newest: _Wish | None = None

    def ask(
        self,
        function: Callable[[], Any],
        on_result: Callable[[Any], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Wish for a result; an older wish is forgotten."""
        self._newest = _Wish(function, on_result, on_failed)
        if self._running is None:
            self._run()

    def forget(self) -> None:
        """Let nothing that was wished for arrive."""
        self._newest = None

    def _run(self) -> None:
        wish = self._newest
        if wish is None:
            return
        self._running = wish
        self._tasks.query(
            wish.function,
            lambda value: self._end(wish, wish.on_result, value),
            lambda error: self._end(wish, wish.on_failed, error),
            key=self._key,
        )

    def _end(self, wish: _Wish, deliver: Callable[[Any], None], value: Any) -> None:
        self._running = None
        if wish is self._newest:
            self._newest = None
            deliver(value)
        else:
            self._run()
