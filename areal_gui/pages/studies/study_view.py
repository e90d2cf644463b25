"""One study: how far it is, what it has shown, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Muted, PageHeader, TextLabel
from areal_gui.components.page_scroll import PageScroll
from areal_gui.context import AppContext
from areal_gui.formats import duration
from areal_gui.pages.studies.actions import StudyActions
from areal_gui.pages.studies.quotation_card import QuotationCard
from areal_gui.pages.studies.reading import OpenedStudy
from areal_gui.pages.studies.result_card import ResultCard
from areal_gui.pages.studies.rows_card import RowsCard
from areal_gui.pages.studies.table2_card import Table2Card
from areal_gui.pages.studies.texts import failures_text, kind_title, progress_text, state_text
from areal_gui.read_only import needs_writing
from engine.training.presets import preset_title


class StudyView(QWidget):
    """Buttons are there when what they do can be done."""

    left = Signal()
    rename_wanted = Signal()

    def __init__(self, context: AppContext, actions: StudyActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.study: OpenedStudy | None = None
        self.back = Button(self.tr("All studies"), self.left.emit, kind="quiet", icon_name="arrow-left")
        self.rename = Button("", self.rename_wanted.emit, kind="quiet", icon_name="pencil")
        self.delete = Button("", self._delete, kind="quiet", icon_name="trash")
        self.pause = Button(self.tr("Pause"), actions.pause_or_go_on, icon_name="pause")
        self.resume = Button(self.tr("Resume"), actions.pause_or_go_on, icon_name="play")
        self.go_on = Button(self.tr("Resume"), self._go_on, kind="primary", icon_name="play")
        self.start_queue = Button(self.tr("Start the queue"), actions.start_queue, icon_name="play")
        self.stop = Button(self.tr("Stop"), self._stop, icon_name="stop")
        for button, text in ((self.rename, self.tr("Rename")), (self.delete, self.tr("Delete"))):
            button.setToolTip(text)
            button.setAccessibleName(text)
        buttons = [self.rename, self.delete, self.pause, self.resume, self.start_queue, self.stop, self.go_on]
        needs_writing(context, *buttons)
        self._header = PageHeader("", "", buttons)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(theme.SPACING)
        self.bar.setAccessibleName(self.tr("Trainings that are done"))
        self.progress = Muted(wrap=True)
        self.problem = TextLabel(wrap=True)
        self.problem.set_colour("danger")
        self.result, self.rows, self.quotation = ResultCard(context), RowsCard(), QuotationCard()
        self.table2 = Table2Card(context)
        self._lay_out()
        leave = QAction(self.tr("Back to all studies"), self)
        leave.setShortcut(QKeySequence("Alt+Left"))
        leave.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.triggered.connect(self.left)
        self.addAction(leave)

    def show_study(self, study: OpenedStudy) -> None:
        """Show a study as it is now."""
        self.study = study
        row, far = study.result.study, study.standing
        self.bar.setRange(0, far.planned or 0)
        self.bar.setValue(min(far.finished + far.failed, far.planned or 0))
        self.bar.setVisible(far.state != "finished" and far.planned is not None)
        self._tell_failures(study)
        self.result.show_study(study)
        self.rows.setVisible(not study.is_table2)
        self.table2.setVisible(study.is_table2)
        self._rows.show_study(study, paused=self._actions.is_paused(study.id))
        self.quotation.show_kind(row.kind)
        self.refresh_state()

    def _tell_failures(self, study: OpenedStudy) -> None:
        text = failures_text(study.result.rows, can_retry=study.standing.state == "stopped")
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def refresh_state(self) -> None:
        """How it is, and what can be done now: a pause is the window's, not the store's."""
        study = self.study
        if study is None:
            return
        self._header.set_texts(study.result.study.name, _facts(study))
        self.progress.setText(self._progress(study))
        number, state = study.id, study.standing.state
        paused, can_rest = self._actions.is_paused(number), self._actions.can_rest(number)
        if paused != self._rows.paused:
            self._rows.show_study(study, paused=paused)
        busy = state in ("running", "waiting")
        self.pause.setVisible(can_rest and not paused)
        self.resume.setVisible(can_rest and paused)
        self.stop.setVisible(busy)
        self.go_on.setVisible(state == "stopped")
        self.start_queue.setVisible(state == "waiting" and self._actions.is_held)
        self.delete.setEnabled(state != "running")

    def _progress(self, study: OpenedStudy) -> str:
        """How far it is, and the time it took and will take."""
        far = study.standing
        state: str = far.state
        if self._actions.is_paused(study.id):
            state = "paused"
        elif state == "waiting" and self._actions.is_held:
            state = "held"
        parts = [progress_text(far), state_text(state)]
        if far.seconds:
            parts.append(self.tr("trained for {0}").format(duration(far.seconds)))
        if study.seconds_left and far.state in ("running", "waiting"):
            parts.append(self.tr("about {0} left").format(duration(study.seconds_left)))
        return " · ".join(parts)

    @property
    def _rows(self) -> RowsCard:
        """The table that is shown."""
        return self.table2 if self.study is not None and self.study.is_table2 else self.rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _delete(self) -> None:
        if self.study is not None:
            self._actions.delete(self.study.result.study)
            self.left.emit()

    def _go_on(self) -> None:
        if self.study is not None:
            self._actions.go_on(self.study.id)

    def _stop(self) -> None:
        if self.study is not None:
            self._actions.stop(self.study.id)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.MARGIN, theme.SPACING, theme.MARGIN, theme.MARGIN)
        column.setSpacing(2 * theme.SPACING)
        cards = (self.table2, self.result, self.rows, self.quotation)
        for widget in (self._header, self.bar, self.progress, self.problem, *cards):
            column.addWidget(widget)
        column.addStretch(1)
        column.insertWidget(0, self.back, 0, Qt.AlignmentFlag.AlignLeft)
        scroll = PageScroll()
        scroll.setAccessibleName(self.tr("The study"))
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)


def _facts(study: OpenedStudy) -> str:
    """What it is, on what; of Table 2, whose rows have presets of their own, without one."""
    row, preset, kind = study.result.study, study.result.plan.preset, kind_title(study.result.study.kind)
    parts = [] if row.name.startswith(kind) else [kind]
    return " · ".join([*parts, row.dataset_name, *([preset_title(preset)] if preset else [])])
