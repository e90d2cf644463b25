"""What is in the file and what each column is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from areal_gui import formats, theme
from areal_gui.components import Button, Card, Muted
from areal_gui.pages.data.import_draft import ImportDraft
from areal_gui.pages.data.import_texts import profile_lines, profile_text
from areal_gui.pages.data.preview_table import PreviewTable
from areal_gui.pages.data.role_chips import RoleChips
from areal_gui.pages.data.role_header import ColumnHead, RoleHeader
from areal_gui.pages.data.role_names import role_titles

if TYPE_CHECKING:
    from engine.importing.preview import Preview


class PreviewCard(Card):
    """Chips of roles, a switch between the first rows and others, the rows, and remarks."""

    role_chosen = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        titles = role_titles(self.tr)
        self.chips = RoleChips(titles)
        self.table = PreviewTable(RoleHeader(titles))
        self.notes = Muted(wrap=True)
        self.first = Button(self.tr("First rows"), self._show_rows, kind="quiet")
        self.sample = Button(self.tr("Random rows"), self._show_rows, kind="quiet")
        self._draft: ImportDraft | None = None
        self._lay_out()
        self.table.role_header.role_chosen.connect(self.role_chosen)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addWidget(self.chips, 1)
        group = QButtonGroup(self)
        for button in (self.first, self.sample):
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
        self.first.setChecked(True)
        self.body.addLayout(row)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.notes)

    def show_draft(self, draft: ImportDraft) -> None:
        """Show what is known of the file; while it cannot be read, the old rows stay, out of reach."""
        self._draft = draft
        self.setEnabled(draft.preview is not None)
        if draft.preview is not None:
            can_sample = bool(draft.preview.samples)
            self.sample.setEnabled(can_sample)
            self.sample.setToolTip(self._about_samples(draft.preview))
            if not can_sample:
                self.first.setChecked(True)
            self.chips.show_roles(draft.roles)
            self.notes.setText(" ".join([*self._remarks(draft, draft.preview)]))
            self._show_rows()

    def _about_samples(self, preview: Preview) -> str:
        if preview.samples:
            return self.tr("Rows from the middle and the end of the file, chosen by chance")
        if preview.profiles and preview.profiles[0].n_sampled == len(preview.rows):
            return self.tr("The file has no other rows")
        return self.tr("Only the beginning of this file can be looked at before it is imported")

    def _remarks(self, draft: ImportDraft, preview: Preview) -> list[str]:
        remarks = [draft.order_text(self.tr)]
        if preview.profiles:
            rows = formats.count(preview.profiles[0].n_sampled)
            remarks.append(self.tr("The figures under the columns are of {0} rows.").format(rows))
        return [*remarks, *preview.warnings]

    def _show_rows(self) -> None:
        draft = self._draft
        if draft is not None and (preview := draft.preview) is not None:
            rows = preview.samples if self.sample.isChecked() else preview.rows
            self.table.show_preview(rows, self._heads(preview, draft.roles), draft.roles)

    def _heads(self, preview: Preview, roles: Sequence[str]) -> list[ColumnHead]:
        names = preview.form.columns
        if not preview.form.has_header:
            names = [self.tr("Column {0}").format(number) for number in names]
        if not preview.profiles:
            return [ColumnHead(name) for name in names]
        return [
            ColumnHead(
                name,
                profile_lines(profile, self.tr),
                in_doubt=bool(profile.missing) and role in ("user", "item", "time"),
                text=profile_text(profile, self.tr),
            )
            for name, profile, role in zip(names, preview.profiles, roles, strict=True)
        ]
