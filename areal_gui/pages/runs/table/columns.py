"""Every column that the table of runs can have: facts of a run, its final figures, its settings."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, duration, here
from areal_gui.pages.runs.run_lines import (
    HR,
    NDCG,
    RunLine,
    status_reason,
    status_text,
)
from areal_gui.pages.runs.table.figure_texts import figure_help, figure_text, figure_title
from areal_gui.pages.train.live_texts import device_text
from engine.models.methods import row_name
from engine.store.run_figures import Figure
from engine.store.runs import RunRow
from engine.training.presets import preset_title
from engine.training.setting_texts import UNKNOWN, spoken
from engine.training.settings import Setting, all_settings, as_text, as_value

Value = float | str | None
SETTING, MISSING = "set/", object()


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        key: how choices are kept: "name", "test/ndcg@20", "set/training.epochs".
        group: the heading it is chosen under.
        number: its values are numbers: aligned to the right, largest first at the first click.
        value: what it is sorted and grouped by; None where a run has none.
        text: what a cell shows.
    """

    key: str
    title: str
    group: str
    number: bool
    value: Callable[[RunLine], Value]
    text: Callable[[RunLine], str]
    help: str = ""


def figure_key(figure: Figure) -> str:
    """The key of the column of a final figure."""
    return "/".join(figure)


def figure_of(key: str) -> Figure | None:
    """The final figure that a column shows, if it shows one."""
    split, _, name = key.partition("/")
    return (split, name) if split in ("test", "val") and name else None


def setting_of(key: str) -> str | None:
    """The path of the setting that a column shows, if it shows one."""
    return key.removeprefix(SETTING) if key.startswith(SETTING) else None


DEFAULT = (
    "starred", "number", "name", "status", figure_key(NDCG), figure_key(HR), "epochs", "model", "dataset",
    "preset", "device", "created", "reason",
)  # fmt: skip


def column(key: str) -> Column | None:
    """The column with this key; None where a program of another version knew it."""
    figure = figure_of(key)
    if figure is not None:
        return _of_figure(figure)
    if key.startswith(SETTING):
        return _settings().get(key)
    return _facts().get(key)


def columns_to_choose(offered: Collection[Figure]) -> list[Column]:
    """All columns in the order in which they are offered."""
    figures = dict.fromkeys((NDCG, HR, *offered))
    by_split = sorted(figures, key=lambda figure: figure[0])
    return [*_facts().values(), *(_of_figure(figure) for figure in by_split), *_settings().values()]


@cache
def _facts() -> dict[str, Column]:
    """The columns of what every run has; made at their first use, when the translations are there."""
    group = _tr("Run")

    def text(key: str, title: str, value: Callable[[RunRow], str]) -> Column:
        return Column(key, title, group, False, lambda line: value(line.row), lambda line: value(line.row))

    def number(
        key: str, title: str, value: Callable[[RunRow], float | None], told: Callable[[float], str] = count
    ) -> Column:
        def shown(line: RunLine) -> str:
            found = value(line.row)
            return "–" if found is None else told(found)

        return Column(key, title, group, True, lambda line: value(line.row), shown)

    made = (
        Column("starred", "★", group, True, lambda line: float(line.row.starred), lambda _: "", _tr("Star")),
        number("number", _tr("No."), lambda row: float(row.id), lambda found: f"#{found:.0f}"),
        text("name", _tr("Name"), lambda row: row.name),
        text("status", _tr("Status"), lambda row: status_text(row.status)),
        text("dataset", _tr("Data set"), lambda row: row.dataset_name),
        text("model", _tr("Model"), lambda row: row_name(row.model, row.config)),
        text("preset", _tr("Preset"), lambda row: preset_title(row.preset)),
        text("device", _tr("Device"), lambda row: device_text(row.device)),
        number("created", _tr("Created"), lambda row: float(row.created_at), lambda at: here(int(at))),
        Column(
            "duration", _tr("Training time"), group, True, lambda line: line.seconds, _training_time,
            _tr("Of all epochs with their validation; pauses do not count."),
        ),
        number("epochs", _tr("Epochs"), lambda row: float(row.epoch)),
        number("best_epoch", _tr("Best epoch"), lambda row: row.best_epoch),
        number("parameters", _tr("Parameters"), lambda row: row.parameters),
        text("policy", _tr("Items of the history"), lambda row: row.policy),
        text("tags", _tr("Tags"), lambda row: ", ".join(row.tags)),
        text("notes", _tr("Notes"), lambda row: " ".join(row.notes.split())),
        text("reason", _tr("Why it ended"), lambda row: " ".join(status_reason(row).split())),
    )  # fmt: skip
    return {column.key: column for column in made}


def _training_time(line: RunLine) -> str:
    return UNKNOWN if line.seconds is None else duration(line.seconds)


@cache
def _of_figure(figure: Figure) -> Column:
    split, name = figure
    group = _tr("Test") if split == "test" else _tr("Validation")

    def text(line: RunLine) -> str:
        return figure_text(name, line.figures.get(figure))

    title = figure_title(name) if split == "test" else _tr("Val. {0}").format(figure_title(name))
    key = figure_key(figure)
    return Column(
        key, title, group, True, lambda line: line.figures.get(figure), text, figure_help(split, name)
    )


@cache
def _settings() -> dict[str, Column]:
    made = (_of_setting(setting) for setting in all_settings())
    return {column.key: column for column in made}


def _of_setting(setting: Setting) -> Column:
    number = setting.kind in ("int", "float", "optional_float")

    def value(line: RunLine) -> Value:
        found = line.settings.get(setting.path, MISSING)
        if found is MISSING or found is None:
            return None
        return float(found) if number else as_text(as_value(found))

    def text(line: RunLine) -> str:
        found = line.settings.get(setting.path, MISSING)
        return UNKNOWN if found is MISSING else spoken(setting, as_value(found))

    group = setting.group or _tr("Run")
    told = f"{setting.path}: {setting.help}"
    return Column(SETTING + setting.path, setting.title, group, number, value, text, told)


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_columns", text)
