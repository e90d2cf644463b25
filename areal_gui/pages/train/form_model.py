"""What the settings form knows: the preset, what was typed over it, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from areal_gui.pages.train.log_misfits import log_misfits
from engine.errors import BadSetting
from engine.importing.filters import Filters
from engine.store.datasets import DatasetRow
from engine.training.config import RunConfig
from engine.training.dependence import (
    Facts,
    contradictions,
    facts_of_log,
    of_other_models,
    without_effect,
)
from engine.training.presets import counterpart, preset, preset_for
from engine.training.settings import Setting, Value, as_text, checked, settings_by_path, value_of

OF_NO_MODEL = ("data.", "seed", "device")
"""How the settings begin that mean the same whatever the model."""

FILTERS = frozenset(f"data.{name}" for name in Filters.model_fields)
"""What counts of the log."""


@dataclass(frozen=True)
class FieldState:
    """One field as the form shows it.

    Attributes:
        text: what the editor holds.
        changed: whether it differs from the preset.
        usual: the preset's value.
        problem: why the value cannot be used; empty when it can.
        idle: where it would have an effect; empty where it has one.
    """

    text: str
    changed: bool
    usual: str
    problem: str
    idle: str

    @property
    def open(self) -> bool:
        """Whether it can be edited: what is wrong can be, also where it has no effect."""
        return not self.idle or bool(self.problem)


@dataclass(frozen=True)
class Entries:
    """All that was chosen and typed, to come back to."""

    preset: str
    typed: Mapping[str, str]
    method: str = "areal"


@dataclass
class _Judged:
    """What follows from the entries.

    Attributes:
        config: the configuration, with the preset's value where an entry is not possible.
    """

    config: RunConfig
    problems: dict[str, str] = field(default_factory=dict)
    idle: dict[str, str] = field(default_factory=dict)


class FormModel:
    """The values of a training form. Every value is kept as the text its editor holds."""

    def __init__(self) -> None:
        self.settings: Mapping[str, Setting] = settings_by_path()
        self.preset_name = "recommended"
        self.method = "areal"
        self._dataset: DatasetRow | None = None
        self._has_cuda: bool | None = None
        self._typed: dict[str, str] = {}
        self._rebase()

    @property
    def dataset(self) -> DatasetRow | None:
        return self._dataset

    def set_dataset(self, dataset: DatasetRow | None) -> None:
        """Choose the data set; what was typed stays."""
        self._dataset = dataset
        self._rebase()

    def set_cuda(self, there: bool) -> None:
        """Tell whether the machine has a CUDA device."""
        self._has_cuda = there
        self._judged = self._judge()

    def set_preset(self, name: str) -> None:
        """Start again from a preset: what was typed is dropped, but for what counts of the log.

        No preset says anything of that, and runs of different parts of a log cannot be compared.
        """
        kept = {path: text for path, text in self._typed.items() if path in FILTERS}
        self.bring_back(Entries(counterpart(name, self.method), kept, self.method))

    def set_method(self, name: str) -> None:
        """Choose another model: what was typed about the log, the seed and the device stays."""
        kept = {path: text for path, text in self._typed.items() if path.startswith(OF_NO_MODEL)}
        self.bring_back(Entries(counterpart(self.preset_name, name), kept, name))

    @property
    def foreign(self) -> frozenset[str]:
        """The settings that only other models have."""
        return of_other_models(self.method)

    def fill(self, preset_name: str, values: Mapping[str, Value]) -> None:
        """Take settings as a whole: a preset, and values over it; one of them may be the model."""
        typed = {path: as_text(value) for path, value in values.items() if path != "method"}
        method = str(values.get("method", "areal"))
        self.bring_back(Entries(counterpart(preset_name, method), typed, method))

    @property
    def entries(self) -> Entries:
        """What `bring_back` takes."""
        return Entries(self.preset_name, dict(self._typed), self.method)

    def bring_back(self, entries: Entries) -> None:
        """Have these entries again, over the data set that is chosen now."""
        self.preset_name, self.method = entries.preset, entries.method
        self._typed = dict(entries.typed)
        self._rebase()

    def type(self, path: str, text: str) -> FieldState:
        """Take what was typed into one field."""
        text = text.strip()
        if self._same_as_preset(path, text):
            self._typed.pop(path, None)
        else:
            self._typed[path] = text
        self._judged = self._judge()
        return self.state(path)

    def reset(self, *paths: str) -> None:
        """Back to the preset's values."""
        for path in paths:
            self._typed.pop(path, None)
        self._judged = self._judge()

    def state(self, path: str) -> FieldState:
        usual = as_text(value_of(self._base, path))
        return FieldState(
            text=self._typed.get(path, usual),
            changed=path in self._typed,
            usual=usual,
            problem=self._judged.problems.get(path, ""),
            idle=self._judged.idle.get(path, ""),
        )

    @property
    def changed(self) -> list[str]:
        """Names of the settings that differ from the preset."""
        foreign = self.foreign
        return [path for path in self.settings if path in self._typed and path not in foreign]

    @property
    def problems(self) -> dict[str, str]:
        """What is wrong, by setting; empty when the form can be used."""
        return self._judged.problems

    def config(self) -> RunConfig:
        """The configuration as typed; raises `BadSetting` while something is wrong."""
        for path, problem in self.problems.items():
            raise BadSetting(f"“{self.state(path).text}” is not possible for {path}.", why=problem)
        return self._judged.config

    @property
    def possible(self) -> RunConfig:
        """The same, with the preset's value where what was typed is not possible."""
        return self._judged.config

    def found(self, words: str, *, only_changed: bool = False) -> set[str]:
        """The settings whose name, help or choices hold all of these words."""
        among: Iterable[str] = self.changed if only_changed else self.settings.keys() - self.foreign
        wanted = words.casefold().split()
        return {path for path in among if all(word in _told(self.settings[path]) for word in wanted)}

    def _rebase(self) -> None:
        dataset = self._dataset
        named = self.preset_name, self.method
        self._base = preset(*named) if dataset is None else preset_for(named[0], dataset, named[1])
        self._typed = {
            path: text for path, text in self._typed.items() if not self._same_as_preset(path, text)
        }
        self._judged = self._judge()

    def _same_as_preset(self, path: str, text: str) -> bool:
        wanted = value_of(self._base, path)
        if text == as_text(wanted):
            return True
        config, problems = checked(self._base, {path: text})
        return not problems and value_of(config, path) == wanted

    def _judge(self) -> _Judged:
        config, problems = checked(self._base, self._typed)
        across = contradictions(config)
        if self._dataset is not None:
            across |= log_misfits(config, self._typed, self._dataset)
        idle = without_effect(
            lambda path: self._typed.get(path, as_text(value_of(config, path))), self._facts
        )
        found = across | problems
        return _Judged(config, {path: found[path] for path in self.settings if path in found}, idle)

    @property
    def _facts(self) -> Facts:
        facts = {}
        if self._dataset is not None:
            facts["log"] = facts_of_log(self._dataset)
        if self._has_cuda is not None:
            facts["machine"] = frozenset({"CUDA"} if self._has_cuda else ())
        return facts


def _told(setting: Setting) -> str:
    """All that is said of a setting."""
    parts = (setting.title, setting.help, setting.path, setting.unit, setting.group, *setting.choices)
    return " ".join(parts).casefold()
