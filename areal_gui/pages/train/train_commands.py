"""What can be done on the train page, for menus, shortcuts and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.commands import Command

if TYPE_CHECKING:
    from areal_gui.pages.train.page import Page


def commands_of(page: Page) -> list[Command]:
    """All of them; their shortcuts work while the page is shown."""
    return [*_of_training(page), *_of_form(page)]


def _of_training(page: Page) -> list[Command]:
    group, setup, control = page.title, page.setup, page.control
    return [
        Command(
            "train.queue", _tr("Add training to queue"), page.add_to_queue, group, "Ctrl+Shift+Return",
            "plus", when=lambda: page.is_setting_up() and setup.queue_button.isEnabled(), writes=True,
        ),
        Command(
            "train.start", _tr("Start training"), page.start, group, "Ctrl+Return", "play",
            when=lambda: page.is_setting_up() and setup.start_button.isEnabled(), writes=True,
        ),
        Command(
            "train.pause", _tr("Pause or resume training"), control.pause_or_go_on, group, "Ctrl+P", "pause",
            when=lambda: control.can_rest,
        ),
        Command(
            "train.stop", _tr("Stop training"), control.stop, group, "Ctrl+.", "stop",
            when=lambda: control.busy,
        ),
    ]  # fmt: skip


def _of_form(page: Page) -> list[Command]:
    menu, exchange, group = page.setup.menu, page.exchange, page.title
    done = (
        ("train.find", _tr("Find a setting"), page.setup.form.go_to_search, "Ctrl+F", "search"),
        ("train.load", _tr("Load training settings…"), menu.ask_load, "", "open"),
        ("train.save", _tr("Save training settings…"), menu.ask_save, "", "export"),
        ("train.copy", _tr("Copy training as command line"), exchange.copy_command, "", "copy"),
    )
    return [
        Command(name, title, run, group, shortcut, icon, when=page.is_setting_up)
        for name, title, run, shortcut, icon in done
    ]


def _tr(text: str) -> str:
    return QCoreApplication.translate("train_commands", text)
