"""Runs in the order and the groups that the user chose."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count
from areal_gui.pages.runs.run_lines import NDCG, RunLine
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import Column, Value, column, figure_key, figure_of
from areal_gui.pages.runs.table.figure_texts import figure_text, figure_title, is_percent

_NOTHING: tuple[Value, ...] = (None, "")


@dataclass(frozen=True)
class Group:
    """The runs that have one value in common; `title` says which, `summary` what they reach."""

    title: str
    summary: str
    lines: tuple[RunLine, ...]


def arranged(lines: Sequence[RunLine], choices: TableChoices) -> list[Group]:
    """The runs that the filter leaves, sorted; in one group without a title where none were asked for."""
    shown = in_order(choices.filter.chosen(lines), choices)
    by = column(choices.group) if choices.group else None
    if by is None:
        return [Group("", "", tuple(shown))]
    groups: dict[Value, list[RunLine]] = {}
    for line in shown:
        groups.setdefault(by.value(line), []).append(line)
    keys: list[Value] = sorted((key for key in groups if key not in _NOTHING), key=_group_key)
    keys += [key for key in _NOTHING if key in groups]
    figure = figure_of(choices.sort) or NDCG
    return [_group(by, groups[key], figure) for key in keys]


def in_order(lines: Sequence[RunLine], choices: TableChoices) -> list[RunLine]:
    """Sorted; runs without a value come last whichever way, and equal ones stay newest first."""
    by = column(choices.sort)
    if by is None:
        return list(lines)
    known = [(key, line) for line in lines if (key := _sort_key(by.value(line))) is not None]
    unknown = [line for line in lines if _sort_key(by.value(line)) is None]
    known.sort(key=lambda pair: pair[0], reverse=choices.descending)
    return [line for _, line in known] + unknown


def _sort_key(value: Value) -> float | str | None:
    if isinstance(value, str):
        return value.casefold() or None
    return None if value is None or value != value else value  # NaN is not equal to itself


def _group_key(value: Value) -> tuple[bool, float, str]:
    """Numbers in their order, then texts in theirs."""
    if isinstance(value, str):
        return True, 0.0, value.casefold()
    return False, float(value or 0.0), ""


def _group(by: Column, lines: list[RunLine], figure: tuple[str, str]) -> Group:
    text = by.text(lines[0]) or "–"
    if by.key == "starred":
        text = _tr("yes") if lines[0].row.starred else _tr("no")
    title = _tr("{0}: {1}").format(by.title if by.key != "starred" else _tr("Star"), text)
    number = _tr("1 run") if len(lines) == 1 else _tr("{0} runs").format(count(len(lines)))
    return Group(title, " · ".join([number, *_reached(lines, figure)]), tuple(lines))


def _reached(lines: Sequence[RunLine], figure: tuple[str, str]) -> list[str]:
    """The best and the mean; only of runs on one data set: over several a mean would say nothing."""
    values = [value for line in lines if (value := line.figures.get(figure)) is not None and value == value]
    if len({line.row.dataset_id for line in lines}) != 1 or not values or not is_percent(figure[1]):
        return []
    name = column(figure_key(figure))
    title = (name.title if name else figure_title(figure[1])).removesuffix(", %")
    if len(values) == 1:
        return [_tr("{0} {1}%").format(title, figure_text(figure[1], values[0]))]
    mean, best = figure_text(figure[1], statistics.fmean(values)), figure_text(figure[1], max(values))
    spread = figure_text(figure[1], statistics.stdev(values))
    return [_tr("{0} mean {1} ± {2}%, best {3}%").format(title, mean, spread, best)]


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_arrangement", text)
