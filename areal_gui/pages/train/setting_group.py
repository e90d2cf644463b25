"""Settings that belong together, under a title that folds them away."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, FoldButton, Muted
from areal_gui.pages.train.setting_field import SettingField

COLUMNS = 2


class SettingGroup(Card):
    """Shows its fields two by two; while something is searched for, only what was found."""

    reset_asked = Signal(tuple)
    """Paths of the settings that are to have the preset's values again."""

    def __init__(self, title: str, is_open: bool, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.title = title
        self.fields: list[SettingField] = []
        self._changed: tuple[str, ...] = ()
        self._was_open = is_open
        self._narrowed = False
        self._counts = Muted()
        self.reset = Button(self.tr("Reset group"), self._ask_reset, kind="quiet")
        self.reset.setAccessibleName(self.tr("Reset the group {}").format(title))
        self.reset.hide()
        self.inner = QWidget()
        self.fold = FoldButton(title, self.inner, is_open=is_open)
        self.header.insertWidget(0, self.fold)
        self.header.addWidget(self._counts)
        self.header.addStretch(1)
        self.header.addWidget(self.reset)
        self._grid = QGridLayout(self.inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * theme.SPACING)
        self._grid.setVerticalSpacing(2 * theme.SPACING)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.body.addWidget(self.inner)

    def add(self, field: SettingField) -> None:
        """One field more; `show_only` gives it its place."""
        field.setParent(self.inner)
        self.fields.append(field)

    def add_below(self, widget: QWidget) -> None:
        """Something that belongs under the fields, across their whole width."""
        self._grid.addWidget(widget, len(self.fields), 0, 1, COLUMNS)

    def show_only(self, paths: Collection[str], *, unfold: bool) -> None:
        """Show the fields of these settings; unfolded, or folded as they were before."""
        shown = [field for field in self.fields if field.setting.path in paths]
        for field in self.fields:
            self._grid.removeWidget(field)
            field.setVisible(field in shown)
        for place, field in enumerate(shown):
            row, column = divmod(place, COLUMNS)
            self._grid.addWidget(field, row, column, Qt.AlignmentFlag.AlignTop)
        self._fold_for(unfold)
        self.setVisible(bool(shown))

    def set_open(self, is_open: bool) -> None:
        """Show the fields, or only the title."""
        self.fold.set_open(is_open)

    def show_counts(self, changed: Collection[str], problems: Collection[str]) -> None:
        """Say in the title what a folded group hides."""
        mine = [field.setting.path for field in self.fields]
        self._changed = tuple(path for path in mine if path in changed)
        wrong = sum(path in problems for path in mine)
        parts = []
        if self._changed:
            parts.append(self.tr("{} changed").format(len(self._changed)))
        if wrong:
            parts.append(self.tr("{} not possible").format(wrong))
        self._counts.setText(" · ".join(parts))
        self._counts.set_colour("danger" if wrong else "accent")
        self.reset.setVisible(bool(self._changed))

    def _fold_for(self, narrowed: bool) -> None:
        """Unfold for what was found, and fold again afterwards what had been folded."""
        if narrowed and not self._narrowed:
            self._was_open = self.fold.is_open
        if narrowed:
            self.fold.set_open(True)
        elif self._narrowed:
            self.fold.set_open(self._was_open)
        self._narrowed = narrowed

    def _ask_reset(self) -> None:
        self.reset_asked.emit(self._changed)
