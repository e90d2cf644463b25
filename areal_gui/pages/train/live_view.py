"""A training to watch: its state, its curves, its epochs, and at the end its test result."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, Notes, PageHeader, Tabs
from areal_gui.components.log_view import LogView
from areal_gui.pages.train import live_texts
from areal_gui.pages.train.epoch_table import EpochModel, plain_table
from areal_gui.pages.train.fact_line import FactLine
from areal_gui.pages.train.pictures import LiveCurves
from areal_gui.pages.train.result_panel import ResultPanel
from areal_gui.pages.train.run_controls import RunControls
from areal_gui.pages.train.session import State, TrainingSession
from areal_gui.plots.training_curves import TrainingCurves

TABLE_HEIGHT = 32 * theme.SPACING
PROGRESS_STEPS = 1000


class LiveView(QWidget):
    """Shows one session; it is told when the session's state changes and asks for the rest while visible."""

    setup_wanted = Signal()
    resume_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: TrainingSession | None = None
        self.controls = RunControls()
        self.again_button = Button(self.tr("New training"), self.setup_wanted.emit, icon_name="plus")
        self.resume_button = Button(self.tr("Resume"), self.resume_wanted.emit, icon_name="play")
        self._header = PageHeader("", "", [self.resume_button, self.again_button, self.controls])
        self.warnings = Notes("warning")
        self._facts = FactLine()
        self._progress = QProgressBar()
        self._progress.setRange(0, PROGRESS_STEPS)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(theme.SPACING // 2)
        self._progress.setAccessibleName(self.tr("Share of all epochs that is done"))
        self.curves = TrainingCurves()
        self.epochs = EpochModel()
        self.log = LogView()
        self.result = ResultPanel()
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._tick)
        self._lay_out()

    def follow(self, session: TrainingSession) -> None:
        """Show a session from now on."""
        self._session = session
        self.curves.follow(LiveCurves(session))
        self.epochs.follow(session)
        self.refresh()

    def refresh(self) -> None:
        """The state changed, or an epoch ended."""
        session = self._session
        if session is None:
            return
        self.epochs.refresh()
        ended = not self.controls.isHidden() and not session.busy
        self.controls.setVisible(session.busy)
        self.again_button.setVisible(not session.busy)
        no_use = session.no_use_in_resuming
        self.resume_button.setVisible(session.resumable)
        self.resume_button.setEnabled(not no_use)
        self.resume_button.setToolTip(no_use or self.tr("Go on from the last checkpoint"))
        self.resume_button.setAccessibleDescription(self.resume_button.toolTip())
        self.warnings.show_texts(session.warnings)
        if ended and self.isVisible():
            self.again_button.setFocus()
        self._show_result(session)
        self._tick()
        self._wake()

    def _show_result(self, session: TrainingSession) -> None:
        started, finished = session.started, session.finished
        usable = finished is not None and finished.best_epoch > 0
        self.result.setVisible(usable)
        if finished is None or started is None:
            return
        if finished.metrics:
            self.result.show_result(
                finished.metrics, session.references.get("test", {}), started.policy, called=started.model
            )
        else:
            self.result.show_untested()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()
        self._wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _wake(self) -> None:
        if self._session is not None and self._session.busy and self.isVisible():
            self._clock.start()
            self.curves.wake()
        else:
            self._clock.stop()

    def _tick(self) -> None:
        session = self._session
        if session is None:
            return
        self.controls.refresh(session)
        self._header.set_texts(live_texts.title(session), live_texts.headline(session))
        self._facts.show_facts(live_texts.facts(session))
        self._progress.setVisible(session.busy)
        preparing = session.state is State.STARTING
        self._progress.setRange(0, 0 if preparing else PROGRESS_STEPS)
        self._progress.setValue(round(PROGRESS_STEPS * session.share_done()))

    def _lay_out(self) -> None:
        curves = Card()
        curves.body.addWidget(self.curves)
        tabs = Tabs(self.tr("Epochs and log of the training"))
        tabs.addTab(
            plain_table(self.epochs, self.tr("Epochs of the training")), self.tr("Epochs, validation in %")
        )
        tabs.addTab(self.log, self.tr("Log"))
        record = Card()
        record.body.addWidget(tabs)
        record.setMinimumHeight(TABLE_HEIGHT)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self._header)
        column.addWidget(self._progress)
        column.addWidget(self._facts)
        column.addWidget(self.warnings)
        column.addWidget(self.result)  # at the end it is what matters: above the curves that led to it
        column.addWidget(curves, 3)
        column.addWidget(record, 2)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.tr("Training"))
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
