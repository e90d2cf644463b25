"""Unreachable objects are searched for by the window's timer alone."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from areal_gui.garbage import CalmCollector


class Knot:
    """Reachable only from itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[CalmCollector]:
    collecting = gc.isenabled()
    made = CalmCollector()
    yield made
    made.deleteLater()
    if collecting:
        gc.enable()


def test_python_does_not_search_by_itself(collector: CalmCollector) -> None:
    gone = weakref.ref(Knot())
    kept = [[] for _ in range(100_000)]  # type: ignore[var-annotated]
    assert gone() is not None
    assert len(kept) == 100_000


def test_what_is_due_goes_at_the_next_tick(collector: CalmCollector, qtbot: QtBot) -> None:
    gone = weakref.ref(Knot())
    kept = [[] for _ in range(10_000)]  # type: ignore[var-annotated]
    qtbot.waitUntil(lambda: gone() is None)
    assert len(kept) == 10_000


def test_a_search_through_everything_is_rare(
    collector: CalmCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[int] = []
    monkeypatch.setattr(gc, "collect", searched.append)
    monkeypatch.setattr(gc, "get_count", lambda: (1000, 1000, 1000))
    monkeypatch.setattr("areal_gui.garbage.ALL_EVERY_S", 0.0)
    collector.collect_what_is_due()
    monkeypatch.setattr("areal_gui.garbage.ALL_EVERY_S", 3600.0)
    collector.collect_what_is_due()
    assert searched == [2, 1]
