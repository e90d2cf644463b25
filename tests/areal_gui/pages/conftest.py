from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def untimed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page times real steps of a training unless its test is about that: it takes seconds each time."""
    monkeypatch.setattr("areal_gui.pages.train.outlook_card.OutlookCard._time", lambda *_: None)
