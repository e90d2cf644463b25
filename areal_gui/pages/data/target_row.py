"""Where the log goes: into a new data set, or into one that it is a newer part of."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, Muted
from areal_gui.pages.data.import_draft import ImportDraft


class TargetRow(QWidget):
    """The name of a new set; where sets of the same shape exist, also the choice between them."""

    renamed = Signal()
    target_changed = Signal()

    def __init__(self, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.name = QLineEdit(draft.name)
        self.target = ComboBox()
        self._name_label = Muted(self.tr("&Name"))
        self._target_label = Muted(self.tr("&Into"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        fields: tuple[tuple[Muted, QWidget, str], ...] = (
            (self._target_label, self.target, self.tr("Into")),
            (self._name_label, self.name, self.tr("Name")),
        )
        for label, field, title in fields:
            label.setBuddy(field)
            field.setAccessibleName(title)
            row.addWidget(label)
            row.addWidget(field, 1)
        self.name.textChanged.connect(self._take_name)
        self.target.currentIndexChanged.connect(self._take_target)

    def show_draft(self) -> None:
        """Show the sets of the same shape, and where the draft goes."""
        draft = self._draft
        with QSignalBlocker(self.target):
            self.target.clear()
            self.target.addItem(self.tr("A new data set"), None)
            for earlier in draft.shelf.similar:
                self.target.addItem(self.tr("Add to “{0}”").format(earlier.name), earlier)
            ids = [None, *(earlier.id for earlier in draft.shelf.similar)]
            self.target.setCurrentIndex(ids.index(draft.target.id if draft.target else None))
        self._target_label.setVisible(bool(draft.shelf.similar))
        self.target.setVisible(bool(draft.shelf.similar))
        self._name_label.setVisible(draft.target is None)
        self.name.setVisible(draft.target is None)
        with QSignalBlocker(self.name):
            if self.name.text() != draft.name:
                self.name.setText(draft.name)

    def _take_name(self, text: str) -> None:
        self._draft.name = text
        self.renamed.emit()

    def _take_target(self) -> None:
        self._draft.target = self.target.currentData()
        self.target_changed.emit()
