"""What of the log counts for training."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import DoubleSpinBox, Muted, TextLabel
from areal_gui.pages.data.import_draft import ImportDraft
from areal_gui.pages.data.import_filters import kind_text
from areal_gui.pages.data.import_section import ImportSection

KINDS_A_ROW = 3
MOST_KINDS = 30
GREATEST = 1e9


class FilterSection(ImportSection):
    """Kinds of events, least value, duplicates and repeats; only what the log has columns for."""

    def __init__(self, title: str, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(title, draft, parent)
        self.kinds: dict[str, QCheckBox] = {}
        self._kinds_title = TextLabel(
            self.tr("Kinds of events that count, with how often they are in the sample")
        )
        self._kinds_box = QWidget()
        self._grid = QGridLayout(self._kinds_box)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(3 * theme.SPACING)
        self.threshold = QCheckBox(self.tr("Only &values from"))
        self.minimum = DoubleSpinBox()
        self.minimum.setRange(-GREATEST, GREATEST)
        self.minimum.setAccessibleName(self.tr("Least value that counts"))
        self.duplicates = QCheckBox(self.tr("Count &duplicates once: the same sequence, item and time"))
        self.repeats = QCheckBox(self.tr("Count &repeats in a row once: the same item several times running"))
        self._lay_out()
        for box in (self.threshold, self.duplicates, self.repeats):
            box.toggled.connect(self._take)
        self.minimum.valueChanged.connect(self._take)

    def _lay_out(self) -> None:
        self._value_row = QWidget()
        row = QHBoxLayout(self._value_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACING)
        row.addWidget(self.threshold)
        row.addWidget(self.minimum)
        row.addStretch(1)
        whole = self.tr(
            "The log itself is stored whole. This is what a training uses of it unless its own settings say "
            "otherwise."
        )
        for part in (
            Muted(whole, wrap=True),
            self._kinds_title,
            self._kinds_box,
            self._value_row,
            self.duplicates,
            self.repeats,
        ):
            self.body.addWidget(part)

    def show_draft(self) -> None:
        counts, roles = self.draft.counts, self.draft.roles
        with_events, with_values = "event" in roles, "value" in roles
        with QSignalBlocker(self.threshold), QSignalBlocker(self.minimum):
            self.threshold.setChecked(counts.minimum is not None)
            if counts.minimum is not None:
                self.minimum.setValue(counts.minimum)
        for box, on in (
            (self.duplicates, counts.collapse_duplicates),
            (self.repeats, counts.collapse_repeats),
        ):
            with QSignalBlocker(box):
                box.setChecked(on)
        self.minimum.setEnabled(counts.minimum is not None)
        self._value_row.setVisible(with_values)
        self._show_kinds(with_events)
        self.show_summary(counts.summary(self.tr, with_events=with_events, with_values=with_values))

    def _show_kinds(self, with_events: bool) -> None:
        counts = self.draft.counts
        shown = dict(list(counts.kinds.items())[:MOST_KINDS]) if with_events else {}
        if list(shown) != list(self.kinds):
            for old in self.kinds.values():
                old.hide()
                old.deleteLater()
            self.kinds = {kind: self._kind_box(kind, count) for kind, count in shown.items()}
            for place, box in enumerate(self.kinds.values()):
                self._grid.addWidget(box, place // KINDS_A_ROW, place % KINDS_A_ROW)
        for kind, box in self.kinds.items():
            with QSignalBlocker(box):
                box.setChecked(kind not in counts.left_out)
        for part in (self._kinds_title, self._kinds_box):
            part.setVisible(bool(shown))

    def _kind_box(self, kind: str, count: int) -> QCheckBox:
        box = QCheckBox(kind_text(kind, count).replace("&", "&&"))
        box.toggled.connect(lambda on: self._choose(kind, on))
        return box

    def _choose(self, kind: str, on: bool) -> None:
        self.draft.counts.choose(kind, on)
        self.changed.emit()

    def _take(self) -> None:
        counts = self.draft.counts
        counts.minimum = self.minimum.value() if self.threshold.isChecked() else None
        counts.collapse_duplicates = self.duplicates.isChecked()
        counts.collapse_repeats = self.repeats.isChecked()
        self.changed.emit()
