"""What people keep about a run: its tags, and notes."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, Muted
from areal_gui.components.flow import Flow
from areal_gui.context import AppContext
from areal_gui.pages.data.notes_card import NotesCard
from areal_gui.pages.runs.run_actions import RunActions
from areal_gui.pages.runs.tag_menu import ask_tags, fill_tags
from areal_gui.read_only import needs_writing
from engine.store.run_marks import list_tags
from engine.store.runs import RunRow


class NotesTab(QScrollArea):
    """Notes are kept as they are written; a tag is taken away by pressing it."""

    def __init__(self, context: AppContext, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._actions = context, actions
        self._row: RunRow | None = None
        self.tags = Flow()
        self._none = Muted(self.tr("No tags yet: words to find and filter runs by."), wrap=True)
        self.add_button = Button(self.tr("Tag"), icon_name="tag")
        self._menu = QMenu(self.add_button)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.add_button.setMenu(self._menu)
        self.notes = NotesCard(
            self.tr("Notes about this run"),
            self.tr("What you tried and what came of it. Saved as you write."),
        )
        self.notes.written.connect(actions.note)
        needs_writing(context, self.add_button, self.notes.editor)
        self._lay_out()

    def show_run(self, row: RunRow) -> None:
        """Show tags and notes of another run, or of the same one after it has changed."""
        self._row = row
        self.tags.show_parts([self._chip(tag) for tag in row.tags])
        self._none.setVisible(not row.tags)
        self.notes.show_notes(row.id, row.notes)

    def _chip(self, tag: str) -> Button:
        chip = Button(tag.replace("&", "&&"), lambda: self._take_away(tag), icon_name="close")
        chip.setAccessibleName(self.tr("Take away the tag {0}").format(tag))
        chip.setToolTip(self.tr("Take this tag away"))
        needs_writing(self._context, chip)
        return chip

    def _take_away(self, tag: str) -> None:
        if self._row is not None:
            self._actions.tag([self._row.id], remove=[tag])

    def _fill_menu(self) -> None:
        if (row := self._row) is not None:
            known = list_tags(self._context.workspace.store)
            fill_tags(self._menu, [row], known, self._actions, lambda: ask_tags(self, [row], self._actions))

    def _lay_out(self) -> None:
        tags = Card(self.tr("Tags"))
        tags.header.addWidget(self.add_button)
        tags.body.addWidget(self._none)
        tags.body.addWidget(self.tags)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, theme.SPACING, theme.SPACING, theme.SPACING)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(tags)
        column.addWidget(self.notes)
        column.addStretch(1)
        self.setAccessibleName(self.tr("Notes and tags of the run"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(content)
        for ground in (self.viewport(), content):
            ground.setAutoFillBackground(False)
