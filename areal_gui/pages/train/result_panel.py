"""What came of a training: the test result beside the reference rows, in a table and in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, Muted, TextLabel
from areal_gui.pages.train.result_table import ResultModel, result_table
from areal_gui.pages.train.verdict import Metrics, policy_text, result_rows, verdict


class ResultPanel(Card):
    """Shown once a run has been tested."""

    users_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._model = ResultModel()
        self._verdict = _Verdict(wrap=True)
        self._policy = Muted(wrap=True)
        self.table = result_table(self._model, self.tr("Test result of the model and the reference rows"))
        self._users = Button(self.tr("See users"), self.users_wanted.emit, kind="primary", icon_name="users")
        self._export = Button(self.tr("Export…"), self.export_wanted.emit, icon_name="export")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACING)
        buttons.addWidget(self._users)
        buttons.addWidget(self._export)
        buttons.addStretch(1)
        # What to do next stands above the table, where a small window still shows it.
        self.body.addWidget(self._verdict)
        self.body.addLayout(buttons)
        self.body.addWidget(self.table)
        self.body.addWidget(self._policy)
        self.body.addStretch(1)

    def show_untested(self) -> None:
        """A run that was stopped has a model, and no test result."""
        self.set_title(self.tr("The model so far"))
        self._verdict.setText(self.tr("Stopped before its test"))
        self._verdict.set_colour("text")
        self._policy.setText(
            self.tr(
                "The best epoch so far can be used and exported. It is tested where the training is resumed "
                "and comes to its end, or on the runs page."
            )
        )
        self.table.hide()

    def show_result(
        self, model: Metrics, references: Mapping[str, Metrics], policy: str, *, called: str = "AREAL"
    ) -> None:
        """Show the test metrics of the model, which is `called` so, beside those of the reference rows."""
        self.set_title(self.tr("Test result in %"))
        passed, sentence = verdict(model, references)
        self._verdict.setText(sentence)
        self._verdict.set_colour("good" if passed else "warning")
        self._policy.setText(policy_text(policy, references))
        self._model.show_rows(result_rows(model, references, called=called))
        self.table.show()


class _Verdict(TextLabel):
    factor = 1.1
    strong = True
