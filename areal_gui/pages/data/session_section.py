"""Where one sequence ends and the next begins."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import DoubleSpinBox, Muted, TextLabel
from areal_gui.pages.data.import_draft import USUAL_PAUSE, ImportDraft
from areal_gui.pages.data.import_section import ImportSection

LONGEST = 60 * 24 * 365.0


class SessionSection(ImportSection):
    """A sequence for each user or session of the log, or one for each time without a long pause."""

    def __init__(self, title: str, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__(title, draft, parent)
        self.cut = QCheckBox(self.tr("&Cut into sessions after a pause of"))
        self.minutes = DoubleSpinBox()
        self.minutes.setRange(0.1, LONGEST)
        self.minutes.setDecimals(1)
        self.minutes.setValue(USUAL_PAUSE)
        self.minutes.setAccessibleName(self.tr("Minutes of pause between sessions"))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        for part in (self.cut, self.minutes, TextLabel(self.tr("minutes"))):
            row.addWidget(part)
        row.addStretch(1)
        self._hint = Muted(wrap=True)
        self.body.addLayout(row)
        self.body.addWidget(self._hint)
        self.cut.toggled.connect(self._take)
        self.minutes.valueChanged.connect(self._take)

    def show_draft(self) -> None:
        with_time, pause = "time" in self.draft.roles, self.draft.pause
        with QSignalBlocker(self.cut), QSignalBlocker(self.minutes):
            self.cut.setChecked(pause is not None)
            if pause is not None:
                self.minutes.setValue(pause)
        self.cut.setEnabled(with_time)
        self.minutes.setEnabled(with_time and pause is not None)
        self._hint.setText(self._explained(with_time))
        cut = with_time and pause is not None
        self.show_summary(
            self.tr("cut after a pause of {0} minutes").format(f"{pause:g}")
            if cut
            else self.tr("one for each user or session")
        )

    def _explained(self, with_time: bool) -> str:
        if not with_time:
            return self.tr("Needs a column of times.")
        return self.tr("Each time a user comes back after a longer pause, a new sequence begins.")

    def _take(self) -> None:
        self.draft.pause = self.minutes.value() if self.cut.isChecked() else None
        self.changed.emit()
