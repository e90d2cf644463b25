"""Which runs are shown."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, Self, get_args

from PySide6.QtCore import QCoreApplication

from areal_gui.pages.runs.run_lines import RunLine, status_text
from areal_gui.pages.runs.table.columns import Column, column, figure_of
from areal_gui.pages.runs.table.figure_texts import is_percent
from engine.models.methods import row_name
from engine.training.presets import preset_title

Sign = Literal["<", "≤", "=", "≠", "≥", ">"]
SIGNS: tuple[Sign, ...] = get_args(Sign)
_COMPARE: dict[Sign, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "≤": operator.le,
    "=": operator.eq,
    "≠": operator.ne,
    "≥": operator.ge,
    ">": operator.gt,
}
Choice = Literal["statuses", "datasets", "models", "tags"]


@dataclass(frozen=True)
class Condition:
    """A column of numbers against a number, in the unit that the column shows (percent for NDCG@20)."""

    column: str
    sign: Sign
    value: float

    def holds(self, line: RunLine) -> bool:
        """Whether it does for a run; never for one that has no such number."""
        described = column(self.column)
        found = None if described is None else described.value(line)
        if not isinstance(found, float | int):
            return False
        shown = found * _scale(self.column)
        # What is compared is what is read: 15.34% stands for 0.153421.
        if self.sign in ("=", "≠") and _scale(self.column) != 1:
            shown = round(shown, 2)
        return _COMPARE[self.sign](shown, self.value)

    def title(self) -> str:
        """The condition in words: NDCG@20, % ≥ 15."""
        described = column(self.column)
        return f"{described.title if described else self.column} {self.sign} {self.value:g}"


@dataclass(frozen=True)
class RunFilter:
    """What a run must be like; of several values of one kind it needs to have one, of tags all.

    Attributes:
        text: words that must all stand somewhere in what is told of the run.
        datasets: numbers of data sets.
    """

    text: str = ""
    statuses: tuple[str, ...] = ()
    datasets: tuple[int, ...] = ()
    models: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    starred: bool = False
    conditions: tuple[Condition, ...] = ()

    def chosen(self, lines: Iterable[RunLine]) -> list[RunLine]:
        """Those that are shown, in the order they came in."""
        words = self.text.casefold().split()
        return [line for line in lines if self._takes(line) and _has_words(line, words)]

    def with_switched(self, kind: Choice, value: str | int) -> Self:
        """The same with one value more, or less where it was there."""
        now = getattr(self, kind)
        new = tuple(one for one in now if one != value) if value in now else (*now, value)
        changes: dict[str, Any] = {kind: new}
        return replace(self, **changes)

    def without_choices(self) -> RunFilter:
        """Only the words that are searched."""
        return RunFilter(text=self.text)

    @property
    def is_on(self) -> bool:
        return self != RunFilter()

    def as_json(self) -> dict[str, Any]:
        """For the settings; what is searched is not kept."""
        return {
            "statuses": list(self.statuses),
            "datasets": list(self.datasets),
            "models": list(self.models),
            "tags": list(self.tags),
            "starred": self.starred,
            "conditions": [[one.column, one.sign, one.value] for one in self.conditions],
        }

    @classmethod
    def from_json(cls, stored: Any) -> RunFilter:
        """What can be understood of what was kept."""
        if not isinstance(stored, dict):
            return RunFilter()
        return RunFilter(
            statuses=_kept(stored.get("statuses"), str),
            datasets=_kept(stored.get("datasets"), int),
            models=_kept(stored.get("models"), str),
            tags=_kept(stored.get("tags"), str),
            starred=stored.get("starred") is True,
            conditions=tuple(_conditions(stored.get("conditions"))),
        )

    def _takes(self, line: RunLine) -> bool:
        row = line.row
        return (
            (not self.statuses or row.status in self.statuses)
            and (not self.datasets or row.dataset_id in self.datasets)
            and (not self.models or row.model in self.models)
            and (row.starred or not self.starred)
            and all(tag in row.tags for tag in self.tags)
            and all(condition.holds(line) for condition in self.conditions)
        )


def can_be_compared(described: Column) -> bool:
    """Whether a condition can be set for a column: for numbers that people read as such."""
    return described.number and described.key not in ("starred", "created", "number")


def unit_text(key: str) -> str:
    """What the number of a condition is in, beside what the title of its column says."""
    return {"duration": _tr("seconds"), "test/training_seconds": _tr("seconds")}.get(key, "")


def _scale(key: str) -> float:
    figure = figure_of(key)
    return 100.0 if figure is not None and is_percent(figure[1]) else 1.0


def _has_words(line: RunLine, words: list[str]) -> bool:
    if not words:
        return True
    row = line.row
    told = (
        f"#{row.id}", row.name, row.dataset_name, preset_title(row.preset),
        row_name(row.model, row.config), status_text(row.status), row.device, row.notes, row.error or "",
        *row.tags,
    )  # fmt: skip
    text = "\n".join(told).casefold()
    return all(word in text for word in words)


def _kept(stored: Any, kind: type) -> tuple[Any, ...]:
    return tuple(one for one in stored if isinstance(one, kind)) if isinstance(stored, list) else ()


def _conditions(stored: Any) -> Iterable[Condition]:
    for one in stored if isinstance(stored, list) else ():
        if isinstance(one, list) and len(one) == 3:
            key, sign, value = one
            if sign in SIGNS and isinstance(value, int | float) and column(str(key)) is not None:
                yield Condition(str(key), sign, float(value))


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_filters", text)
