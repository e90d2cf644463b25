"""What is to be exported where, and what stands in its way. Knows nothing of widgets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.exporting.formats import FORMATS, ExportFormat

if TYPE_CHECKING:
    from engine.store.runs import RunRow

Values = Mapping[str, str | int]

FOLDER_SETTING, FORMAT_SETTING, OPTIONS_SETTING = "export.folder", "export.format", "export.options"


@dataclass(frozen=True)
class ExportPlan:
    """One export as it is asked for.

    Attributes:
        values: of the options of the form, by name.
    """

    run: RunRow | None
    form: ExportFormat
    folder: Path
    values: Values = field(default_factory=dict)

    @property
    def target(self) -> Path | None:
        """What will be written; None where there is no run."""
        return None if self.run is None else self.folder / self.form.name_for(self.run, self.options)

    @property
    def options(self) -> dict[str, str | int]:
        """The values of all options of the form."""
        return {each.name: self.values.get(each.name, each.default) for each in self.form.options}

    @property
    def problem(self) -> str:
        """Why it cannot be done; empty where it can."""
        if self.run is None:
            return _tr("There is no trained model to export yet.")
        if not self.folder.is_dir():
            return _tr("This folder is not there. Choose another one.")
        if not os.access(self.folder, os.W_OK):
            return _tr("Nothing can be written into this folder. Choose another one.")
        target = self.target
        if target is not None and target.exists():
            text = _tr(
                "“{0}” is there already, and an export never overwrites another. Choose another folder."
            )
            return text.format(target.name)
        return ""


class ExportMemory:
    """What was chosen last, among the settings of the window."""

    def __init__(self, extra: dict[str, object]) -> None:
        self._extra = extra

    @property
    def folder(self) -> Path:
        """The folder chosen last, if it is there."""
        kept = Path(str(self._extra.get(FOLDER_SETTING) or ""))
        return kept if kept.is_absolute() and kept.is_dir() else Path.home()

    @property
    def form(self) -> ExportFormat:
        """The form chosen last."""
        name = self._extra.get(FORMAT_SETTING)
        return next((form for form in FORMATS if form.name == name), FORMATS[0])

    def values(self, form: ExportFormat) -> dict[str, str | int]:
        """What was said of a form last, as far as it is still possible."""
        kept = self._extra.get(OPTIONS_SETTING)
        of_form = kept.get(form.name) if isinstance(kept, dict) else None
        found: dict[str, str | int] = {}
        for option in form.options:
            value = of_form.get(option.name) if isinstance(of_form, dict) else None
            possible = type(value) is type(option.default) and (not option.choices or value in option.choices)
            found[option.name] = value if possible else option.default  # type: ignore[assignment]
        return found

    def remember(self, plan: ExportPlan) -> None:
        """Keep what was chosen."""
        self._extra[FOLDER_SETTING] = str(plan.folder)
        self._extra[FORMAT_SETTING] = plan.form.name
        kept = self._extra.get(OPTIONS_SETTING)
        by_form = dict(kept) if isinstance(kept, dict) else {}
        self._extra[OPTIONS_SETTING] = by_form | {plan.form.name: plan.options}


def _tr(text: str) -> str:
    return QCoreApplication.translate("export_plan", text)
