"""The registry of commands, and the search in it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from areal_gui.commands import Command, CommandRegistry, matching


def command(command_id: str, title: str, **more: object) -> Command:
    return Command(command_id, title, more.pop("run", lambda: None), "Group", **more)  # type: ignore[arg-type]


@pytest.fixture
def registry(qapp: object) -> CommandRegistry:
    return CommandRegistry()


def test_a_command_runs_when_its_action_is_triggered(registry: CommandRegistry) -> None:
    done: list[str] = []
    action = registry.add(command("file.open", "Open", run=lambda: done.append("open")))

    action.trigger()

    assert done == ["open"]


def test_a_command_that_cannot_be_used_now_does_not_run(registry: CommandRegistry) -> None:
    done: list[str] = []
    registry.add(command("file.open", "Open", run=lambda: done.append("open"), when=lambda: False))

    assert not registry.run("file.open")
    assert done == []


def test_refreshing_follows_when_and_checked(registry: CommandRegistry) -> None:
    state = {"enabled": False, "checked": False}
    action = registry.add(
        command("view.dark", "Dark", when=lambda: state["enabled"], checked=lambda: state["checked"])
    )
    registry.refresh()
    assert (action.isEnabled(), action.isChecked()) == (False, False)

    state.update(enabled=True, checked=True)
    registry.refresh()

    assert (action.isEnabled(), action.isChecked()) == (True, True)


def test_an_id_is_used_once(registry: CommandRegistry) -> None:
    registry.add(command("file.open", "Open"))

    with pytest.raises(ValueError, match=r"file\.open"):
        registry.add(command("file.open", "Open again"))


def test_a_removed_command_is_gone(registry: CommandRegistry, qtbot: QtBot) -> None:
    registry.add(command("page.do", "Do"))
    registry.remove("page.do")

    assert registry.all() == []
    registry.add(command("page.do", "Do"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [("open", "Open log…"), ("dk", "Theme: dark"), ("DARK", "Theme: dark"), ("go tr", "Go to Train")],
)
def test_the_closest_title_comes_first(typed: str, first: str) -> None:
    titles = ["Open log…", "Open recent", "Theme: light", "Theme: dark", "Go to Train", "Go to Data"]

    found = matching([command(title, title) for title in titles], typed)

    assert found[0].title == first


def test_what_does_not_match_is_left_out_and_nothing_typed_matches_all() -> None:
    commands = [command("a", "Open"), command("b", "Quit")]

    assert matching(commands, "xyz") == []
    assert matching(commands, "") == commands
