"""The dialog between a dropped file and the import: is it read as it is meant?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import formats, theme
from areal_gui.components import Badge, Button, Card, PageHeader, TextLabel
from areal_gui.components.page_scroll import PageScroll
from areal_gui.components.problem_text import problem_text
from areal_gui.components.tooltip import literal
from areal_gui.context import AppContext
from areal_gui.fitting import on_screen
from areal_gui.pages.data.estimate_strip import EstimateStrip
from areal_gui.pages.data.filter_section import FilterSection
from areal_gui.pages.data.form_section import FormSection
from areal_gui.pages.data.import_draft import EarlierSet, ImportDraft
from areal_gui.pages.data.import_look import first_look
from areal_gui.pages.data.import_lookups import Lookups
from areal_gui.pages.data.import_texts import shortened
from areal_gui.pages.data.importing import start_growing, start_import
from areal_gui.pages.data.items_section import ItemsSection
from areal_gui.pages.data.preview_card import PreviewCard
from areal_gui.pages.data.question_card import QuestionCard
from areal_gui.pages.data.recipe_menu import RecipeMenu
from areal_gui.pages.data.session_section import SessionSection
from areal_gui.pages.data.target_row import TargetRow

if TYPE_CHECKING:
    from engine.importing.recipe import Recipe
    from engine.importing.roles import Role

LEAST, MOST = QSize(100 * theme.SPACING, 76 * theme.SPACING), QSize(144 * theme.SPACING, 112 * theme.SPACING)
SHARE = 0.92
"""How much of the window behind it the dialog covers."""


class ImportDialog(QDialog):
    """Shows an `ImportDraft`, lets the user correct it, and starts the import."""

    @classmethod
    def ask(cls, context: AppContext, paths: list[Path], window: QWidget) -> None:
        """Look at the files, then open the dialog; files that are no log are refused with the reason."""
        store = context.workspace.store

        def refuse(error: Exception) -> None:
            context.notify.error(error, context.tr("This file cannot be imported"))

        context.tasks.query(
            lambda: first_look(store, paths),
            lambda draft: cls(context, draft, window).open(),
            refuse,
            key="import.look",
        )

    def __init__(self, context: AppContext, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self.draft = context, draft
        self.setWindowTitle(self.tr("Import a log"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.lookups = Lookups(context, draft, self)
        self._make_parts()
        self._lay_out()
        self._connect()
        self.resize(self._fitting_size())
        self._refresh()

    # Building --------------------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        draft = self.draft
        self.badge = Badge("")
        self.menu = RecipeMenu(draft)
        self.offer = Button("", self._use_newest)
        self.questions = QuestionCard(draft)
        self.preview = PreviewCard()
        self.table = self.preview.table
        self.form = FormSection(self.tr("How the file is written"), draft)
        self.sessions = SessionSection(self.tr("Sequences"), draft)
        self.filters = FilterSection(self.tr("What counts"), draft)
        self.items = ItemsSection(self.tr("Titles of the items"), draft)
        self.sections = (self.sessions, self.filters, self.items, self.form)
        self.estimate = EstimateStrip()
        self.target = TargetRow(draft)
        self.name = self.target.name
        self.reason = TextLabel(wrap=True)
        self.reason.set_colour("warning")
        self.cancel = Button(self.tr("Cancel"), self.reject)
        self.start = Button(self.tr("Import"), self._start, kind="primary", icon_name="import")
        self.start.setDefault(True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self._page_header())
        column.addWidget(self._body(), 1)
        column.addWidget(self.estimate)
        column.addWidget(self.target)
        bottom = QHBoxLayout()
        bottom.setSpacing(theme.SPACING)
        bottom.addWidget(self.reason, 1)
        for button in (self.cancel, self.start):
            bottom.addWidget(button)
        column.addLayout(bottom)

    def _page_header(self) -> PageHeader:
        paths = self.draft.paths
        files = {path for path in paths if path.is_file()} or {
            self.draft.source
        }  # inside a zip they are none
        size = formats.size(sum(path.stat().st_size for path in files if path.is_file()))
        more = self.tr(" and {0} more").format(len(paths) - 1) if len(paths) > 1 else ""
        where = self.tr("{0} in {1}").format(size, paths[0].parent)
        header = PageHeader(paths[0].name + more, where, [self.offer, self.menu])
        header.beside_title.addWidget(self.badge)
        return header

    def _body(self) -> PageScroll:
        """What may be taller than the dialog: it scrolls, and the buttons stay."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self.questions)
        column.addWidget(self.preview, 1)
        card = Card()
        card.body.setSpacing(theme.SPACING // 2)
        for section in self.sections:
            card.body.addWidget(section)
        column.addWidget(card)
        area = PageScroll()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        for section in self.sections:
            section.fold.clicked.connect(lambda _checked=False, section=section: area.reveal(section))
        return area

    def _fitting_size(self) -> QSize:
        window = self.parentWidget()
        wanted = window.size() * SHARE if window is not None else LEAST
        return on_screen(self, wanted.expandedTo(LEAST).boundedTo(MOST))

    def _connect(self) -> None:
        self.preview.role_chosen.connect(self._set_role)
        for section in self.sections:
            section.changed.connect(self._refresh)
        self.questions.answered.connect(self._refresh)
        self.questions.table_chosen.connect(self.lookups.read_again)
        self.form.form_changed.connect(self.lookups.read_again)
        self.items.file_changed.connect(self._refresh)
        self.target.renamed.connect(self._refresh_reason)
        self.target.target_changed.connect(self._take_target)
        self.menu.earlier_wanted.connect(lambda earlier: self._use(earlier.recipe))
        self.menu.load_wanted.connect(self.lookups.load_recipe)
        self.menu.save_wanted.connect(self.lookups.save_recipe)
        self.lookups.changed.connect(self._refresh)
        self.lookups.recipe_loaded.connect(self._use)
        self.lookups.items_seen.connect(self.items.show_look)
        live = self.lookups.estimate
        live.asked.connect(self.estimate.show_pending)
        live.ready.connect(self.estimate.show_estimate)
        live.failed.connect(lambda error: self.estimate.show_nothing(problem_text(error)))

    # A dropped file is one with titles: the log is chosen already.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.items.file.setText(event.mimeData().urls()[0].toLocalFile())

    # What the user does ----------------------------------------------------------------------------------

    def _set_role(self, column: int, role: str) -> None:
        self.draft.set_role(column, cast("Role", role))
        self._refresh()

    def _use_newest(self) -> None:
        self._use(self.draft.shelf.similar[0].recipe)

    def _use(self, recipe: Recipe) -> None:
        """Choose everything as a recipe says; one that does not fit the file is told."""
        from engine.errors import BadInput

        try:
            self.draft.use(recipe)
        except BadInput as error:
            self._context.notify.error(error, self.tr("These settings do not fit the file"))
        self._refresh()

    def _take_target(self) -> None:
        target: EarlierSet | None = self.draft.target
        if target is not None:
            self._use(target.recipe)
        self._refresh()

    def _start(self) -> None:
        draft, recipe = self.draft, self.draft.recipe()
        self._context.settings.remember_file(draft.paths[0])
        accept = draft.answers.import_readable
        if draft.target is not None:
            start_growing(self._context, draft.target, draft.paths, recipe, accept_rejected=accept)
        else:
            start_import(self._context, draft.paths, recipe, accept_rejected=accept)
        self.accept()

    def done(self, code: int) -> None:
        self.lookups.stop()
        super().done(code)

    # Showing ---------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        draft = self.draft
        known = draft.preview.known if draft.preview is not None else None
        self.badge.setText(self.tr("Recognised as {0}").format(known) if known else "")
        self.badge.setVisible(bool(known))
        self._show_offer()
        self.questions.show_draft()
        self.preview.show_draft(draft)
        for section in self.sections:
            section.show_draft()
        self.target.show_draft()
        self.lookups.follow()
        self._refresh_reason()

    def _show_offer(self) -> None:
        similar = self.draft.shelf.similar
        self.offer.setVisible(bool(similar) and self.draft.target is None and not self.draft.follows_recipe)
        if similar:
            name = shortened(similar[0].name)
            self.offer.setText(self.tr("Use the settings of “{0}”").format(name).replace("&", "&&"))
            self.offer.setToolTip(literal(similar[0].name))

    def _refresh_reason(self) -> None:
        problem = self.draft.problem(self.tr)
        self.reason.setText(problem)
        self.start.setEnabled(not problem)
        self.start.setText(self.tr("Import") if self.draft.target is None else self.tr("Add"))
        self.start.setToolTip(literal(problem))
