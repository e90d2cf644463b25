"""Loading in the background ends between two modules when the window closes."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from areal_gui import warm_up
from areal_gui.main_window import MainWindow
from areal_gui.tasks import Task
from engine.events import Cancelled


class OneQuery:
    """Keeps the one query that is begun, for the test to run when it likes."""

    def __init__(self) -> None:
        self.task = Task("")
        self.function: Callable[[], object] = lambda: None

    def query(self, function: Callable[[], object], _on_result: Callable[[Any], None]) -> Task:
        self.function = function
        return self.task


def test_a_window_that_closes_meanwhile_waits_for_no_further_module(
    styled_application: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = OneQuery()
    loaded: list[str] = []

    def load_while_the_window_closes(name: str) -> None:
        loaded.append(name)
        tasks.task.cancel()

    monkeypatch.setattr(warm_up.importlib, "import_module", load_while_the_window_closes)
    warm_up.begin(cast(MainWindow, SimpleNamespace(tasks=tasks, show_device=print)))

    with pytest.raises(Cancelled):
        tasks.function()
    assert loaded == [warm_up.MODULES[0]]
