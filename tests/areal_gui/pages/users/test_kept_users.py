"""Pinned users and those seen last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from areal_gui.pages.users.kept_users import MOST_RECENT, PINNED, KeptUsers
from areal_gui.pages.users.typed_history import TypedHistory
from areal_gui.settings import Settings

CASE = TypedHistory("a case", ("1", "2"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path)


def test_what_is_pinned_is_there_after_a_restart(settings: Settings, tmp_path: Path) -> None:
    kept = KeptUsers(settings)
    kept.set_pinned(1, "u1", True)
    kept.set_pinned(1, CASE, True)
    kept.set_pinned(2, "u9", True)
    kept.set_pinned(1, "u2", True)
    kept.set_pinned(1, "u2", False)

    again = KeptUsers(Settings.load(tmp_path))
    assert again.pinned(1) == [CASE, "u1"]
    assert again.pinned(2) == ["u9"]
    assert again.is_pinned(1, TypedHistory("a case", ("1", "2")))
    assert not again.is_pinned(2, "u1")


def test_those_seen_last_come_first_and_the_oldest_go(settings: Settings) -> None:
    kept = KeptUsers(settings)
    for n in [*range(MOST_RECENT + 2), 5]:
        kept.remember(1, f"u{n}")

    recent = kept.recent(1)
    assert recent[:2] == ["u5", f"u{MOST_RECENT + 1}"]
    assert len(recent) == len(set(recent)) == MOST_RECENT
    assert "u0" not in recent


def test_who_is_not_there_any_more_is_forgotten(settings: Settings) -> None:
    kept = KeptUsers(settings)
    kept.remember(1, "u1")
    kept.set_pinned(1, "u1", True)
    kept.forget(1, "u1")
    assert kept.pinned(1) == kept.recent(1) == []


@pytest.mark.parametrize("damage", [None, 3, [], {"1": 4}, {"1": [1, None, {"name": 2}, {"items": []}]}])
def test_damaged_settings_count_as_nothing(settings: Settings, damage: Any) -> None:
    settings.extra[PINNED] = damage
    kept = KeptUsers(settings)
    assert kept.pinned(1) == []
    kept.set_pinned(1, "u1", True)
    assert kept.pinned(1) == ["u1"]
