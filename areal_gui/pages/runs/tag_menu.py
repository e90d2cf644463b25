"""The tags of some runs, to tick and to add to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from areal_gui.components.text_dialog import ask_text
from areal_gui.pages.runs.run_actions import RunActions
from engine.store.runs import RunRow


def fill_tags(
    menu: QMenu, rows: Sequence[RunRow], known: Sequence[str], actions: RunActions, ask: Callable[[], object]
) -> None:
    """Every tag that there is, ticked where all of these runs have it; and a new one."""
    menu.clear()
    ids = [row.id for row in rows]
    for tag in known:
        have = all(tag in row.tags for row in rows)
        action = menu.addAction(tag.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(have)
        action.triggered.connect(
            lambda on, tag=tag: actions.tag(ids, [tag] if on else [], [] if on else [tag])
        )
    if known:
        menu.addSeparator()
    menu.addAction(_tr("New tag…"), ask)


def ask_tags(parent: QWidget, rows: Sequence[RunRow], actions: RunActions) -> QInputDialog:
    """Ask for tags to give to runs, with commas between them."""
    title = _tr("Tag the run") if len(rows) == 1 else _tr("Tag {0} runs").format(len(rows))
    ids = [row.id for row in rows]

    def give(text: str) -> None:
        tags = [tag for tag in text.split(",") if tag.strip()]
        if tags:
            actions.tag(ids, tags)

    return ask_text(parent, title, _tr("Tags, with commas between them"), give)


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_tags", text)
