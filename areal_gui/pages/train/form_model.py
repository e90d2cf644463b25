"""What the settings form knows: the preset, what was typed over it, and what is wrong with that."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from engine.errors import BadSetting
from engine.store.datasets import DatasetRow
from engine.training.config import RunConfig
from engine.training.presets import preset, preset_for
from engine.training.settings import Setting, Value, all_settings, value_of, with_settings

FILTERS_BY_LOG = ("data.events", "data.earliest", "data.latest")
"""Filters of which a data set says whether they can be applied to it."""


@dataclass(frozen=True)
class FieldState:
    """One field as the form shows it.

    Attributes:
        text: what the editor holds.
        changed: whether it differs from the preset.
        problem: why the value cannot be used; empty when it can.
    """

    text: str
    changed: bool
    problem: str


class FormModel:
    """The values of a training form. Every value is kept as the text its editor holds."""

    def __init__(self) -> None:
        self.settings: dict[str, Setting] = {setting.path: setting for setting in all_settings()}
        self.preset_name = "recommended"
        self._dataset: DatasetRow | None = None
        self._base = preset(self.preset_name)
        self._typed: dict[str, str] = {}

    @property
    def dataset(self) -> DatasetRow | None:
        return self._dataset

    def set_dataset(self, dataset: DatasetRow | None) -> None:
        """Choose the data set; what was typed stays."""
        self._dataset = dataset
        self._rebase()

    def set_preset(self, name: str) -> None:
        """Start again from a preset: it means exactly its values, so what was typed is dropped."""
        self.preset_name = name
        self._typed.clear()
        self._rebase()

    def type(self, path: str, text: str) -> FieldState:
        """Take what was typed into one field."""
        text = text.strip()
        if self._same_as_preset(path, text):
            self._typed.pop(path, None)
        else:
            self._typed[path] = text
        return self.state(path)

    def reset(self, path: str) -> FieldState:
        """Back to the preset's value."""
        self._typed.pop(path, None)
        return self.state(path)

    def reset_all(self) -> None:
        """Back to the preset everywhere."""
        self._typed.clear()

    def state(self, path: str) -> FieldState:
        text = self._typed.get(path, as_text(value_of(self._base, path)))
        return FieldState(text=text, changed=path in self._typed, problem=self._problem(path))

    @property
    def changed(self) -> list[str]:
        """Names of the settings that differ from the preset."""
        return [path for path in self.settings if path in self._typed]

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by setting; empty when the form can be used."""
        found = {path: self._problem(path) for path in self.settings}
        return {path: problem for path, problem in found.items() if problem}

    def config(self) -> RunConfig:
        """The configuration as typed; raises `BadSetting` while something is wrong."""
        for path, problem in self.problems.items():
            raise BadSetting(f"“{self._typed.get(path, '')}” is not possible for {path}.", why=problem)
        return with_settings(self._base, self._typed)

    def _rebase(self) -> None:
        dataset = self._dataset
        self._base = preset(self.preset_name) if dataset is None else preset_for(self.preset_name, dataset)
        self._typed = {
            path: text for path, text in self._typed.items() if not self._same_as_preset(path, text)
        }

    def _same_as_preset(self, path: str, text: str) -> bool:
        wanted = value_of(self._base, path)
        if text == as_text(wanted):
            return True
        try:
            return value_of(with_settings(self._base, {path: text}), path) == wanted
        except BadSetting:
            return False

    def _problem(self, path: str) -> str:
        if path in self._typed:
            try:
                with_settings(self._base, {path: self._typed[path]})
            except BadSetting as error:
                return error.why
        return self._misfit(path)

    def _misfit(self, path: str) -> str:
        """Why a value that is fine in itself does not go with the rest."""
        translate = QCoreApplication.translate
        if path == "data.split" and self._dataset is not None:
            split = self._text(path)
            if split == "column" and not self._dataset.has_split:
                return translate("FormModel", "This log has no split column.")
            if split == "by_time" and not self._dataset.has_times:
                return translate("FormModel", "This log has no times.")
        if path in FILTERS_BY_LOG and path in self._typed and self._dataset is not None:
            return self._filter_misfit(path, self._dataset)
        if path == "sampling.steps" and self._whole("sampling.steps") > self._whole("diffusion.steps"):
            return translate("FormModel", "At most the diffusion steps T, {}.").format(
                self._text("diffusion.steps")
            )
        return ""

    def _filter_misfit(self, path: str, dataset: DatasetRow) -> str:
        """Why a filter cannot be applied to the chosen log."""
        translate = QCoreApplication.translate
        if path != "data.events":
            return "" if dataset.has_times else translate("FormModel", "This log has no times.")
        known = [name for name, _ in dataset.events]
        wanted = value_of(with_settings(self._base, {path: self._typed[path]}), path)
        if not known and wanted:
            return translate("FormModel", "This log has no kinds of events.")
        unknown = [name for name in str(wanted or "").split(", ") if name and name not in known]
        if not unknown:
            return ""
        text = translate("FormModel", "This log has no event {0}. It has {1}.")
        return text.format(unknown[0], ", ".join(known))

    def _text(self, path: str) -> str:
        return self._typed.get(path, as_text(value_of(self._base, path)))

    def _whole(self, path: str) -> int:
        text = self._text(path)
        return int(text) if text.isascii() and text.isdecimal() else 0


def as_text(value: Value) -> str:
    """A setting's value as an editor holds it: empty for None, numbers as short as they are exact."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
