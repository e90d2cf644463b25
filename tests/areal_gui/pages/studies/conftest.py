"""Setting up Table 2 times a few steps of every model: here nobody waits for that."""

from __future__ import annotations

import pytest

from areal_gui.pages.studies import time_estimate


@pytest.fixture(autouse=True)
def nothing_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_estimate, "_seconds", lambda *_arguments: 1.0)
