"""What must be answered before the import can start, as plain questions with their answers beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, TextLabel
from areal_gui.pages.data.import_answers import day_choices, number_choices, question_text, time_zones
from areal_gui.pages.data.import_draft import ImportDraft
from areal_gui.pages.data.table_choice import TableChoice
from areal_gui.pages.data.zone_combo import ZoneCombo

if TYPE_CHECKING:
    from engine.importing.questions import Question


class QuestionCard(Card):
    """Takes no room while nothing is asked; answers go to the draft."""

    answered = Signal()
    table_chosen = Signal()
    """Another table of the file is to be read."""

    def __init__(self, draft: ImportDraft, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._draft = draft
        self._asked: list[Question] = []
        self._marks: list[Callable[[], None]] = []
        self.tables = TableChoice(draft)
        self.tables.chosen.connect(self.table_chosen)
        self._questions = QVBoxLayout()
        self._questions.setSpacing(theme.SPACING)
        self.body.addWidget(self.tables)
        self.body.addLayout(self._questions)
        self.hide()

    def show_draft(self) -> None:
        """Ask what the draft asks now."""
        questions = self._draft.questions()
        if questions != self._asked:
            self._asked, self._marks = questions, []
            while (old := self._questions.takeAt(0)) is not None:
                if (widget := old.widget()) is not None:
                    widget.hide()
                    widget.deleteLater()
            for question in questions:
                self._questions.addWidget(self._asked_as(question))
        self.tables.setVisible(self._draft.asks_table)
        if self._draft.asks_table:
            self.tables.show_draft()
        self.setVisible(bool(questions) or self._draft.asks_table)
        for mark in self._marks:
            mark()

    def _asked_as(self, question: Question) -> QWidget:
        text = TextLabel(question_text(question, self.tr), wrap=True)
        self._marks.append(lambda: text.set_colour(self._colour(question)))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING // 2)
        column.addWidget(text)
        answers = QHBoxLayout()
        answers.setSpacing(2 * theme.SPACING)
        for widget in self._answers(question, text.text()):
            answers.addWidget(widget)
        answers.addStretch(1)
        column.addLayout(answers)
        return whole

    def _colour(self, question: Question) -> str:
        return "text" if self._draft.answers.settles(question) else "warning"

    def _answers(self, question: Question, text: str) -> list[QWidget]:
        match question.kind:
            case "day_first":
                return self._either("day_first", day_choices(question.example, self.tr), text)
            case "serial_days":
                return self._either("serial_days", number_choices(question.example, self.tr), text)
            case "time_zone":
                return [self._zone(text)]
            case _:
                return [self._go_on(text)]

    def _either(self, name: str, choices: tuple[str, str], text: str) -> list[QWidget]:
        """Two buttons, for yes and for no."""
        group, buttons = QButtonGroup(self), []
        for title, yes in zip(choices, (True, False), strict=True):
            button = QRadioButton(title)
            button.setAccessibleDescription(text)
            button.setChecked(getattr(self._draft.answers, name) is yes)
            button.clicked.connect(lambda _checked, answer=yes: self._take(name, answer))
            group.addButton(button)
            buttons.append(button)
        return [*buttons]

    def _zone(self, text: str) -> QWidget:
        combo = ZoneCombo(time_zones())
        combo.setMinimumWidth(36 * theme.SPACING)
        combo.setAccessibleName(self.tr("Time zone"))
        combo.setAccessibleDescription(text)
        combo.zone_chosen.connect(lambda zone: self._take("time_zone", zone or None))
        self._marks.append(lambda: combo.show_zone(self._draft.answers.time_zone))
        return combo

    def _go_on(self, text: str) -> QWidget:
        box = QCheckBox(self.tr("Import the rows that can be read"))
        box.setAccessibleDescription(text)
        box.toggled.connect(lambda on: self._take("import_readable", on))

        def mark() -> None:
            with QSignalBlocker(box):
                box.setChecked(self._draft.answers.import_readable)

        self._marks.append(mark)
        return box

    def _take(self, name: str, answer: object) -> None:
        setattr(self._draft.answers, name, answer)
        self.answered.emit()
