"""The kinds of events of a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.events import Cancelled, CancelToken
from engine.importing.event_kinds import event_kinds
from engine.importing.sniff import sniff

LOG = "user,item,event\n" + "1,2,view\n" * 5 + "1,2, buy \n" * 2 + "1,2,\n" + "1,2,view\n"


def test_kinds_are_counted_and_an_empty_field_is_none(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)

    kinds = event_kinds(sniff(tmp_path / "log.csv").form, 2, CancelToken())

    assert list(kinds.items()) == [("view", 6), ("buy", 2)]


def test_counting_ends_when_it_is_asked_to(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    cancel = CancelToken()
    cancel.cancel()

    with pytest.raises(Cancelled):
        event_kinds(sniff(tmp_path / "log.csv").form, 2, cancel)
