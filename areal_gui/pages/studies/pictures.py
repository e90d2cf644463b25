"""A study as points of a plot: its variants over what was varied, or the trials of a search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from areal_gui.pages.studies.texts import (
    figure_text,
    is_share,
    metric_title,
    split_title,
    state_text,
)
from areal_gui.plots.references import Reference
from areal_gui.plots.spots import Spot, SpotPicture
from engine.models.subjects import subject_title
from engine.studies.plan import Dimension, SearchPlan
from engine.studies.results import ResultRow, StudyResult
from engine.studies.variants import label, value_text
from engine.training.settings import Value, all_settings

SHOWN_REFERENCES = ("popularity", "item-knn")
FACTOR = 20
"""From here on an axis is one of factors, not of differences."""
CLOSE, APART = 0.008, 0.5
"""How far series stand beside each other: of the extent of numbers, and of the room of a word."""


def sweep_picture(result: StudyResult, split: str, metric: str) -> SpotPicture:
    """The variants in the order of the axis with the most values; other axes make series of their own."""
    path = _main_axis(result)
    values = list(dict.fromkeys(row.changes[path] for row in result.rows))
    places = _places(values)
    others = list(dict.fromkeys(_other(row, path) for row in result.rows))
    spots = []
    for place, row in enumerate(result.rows):
        series = others.index(_other(row, path))
        x = places[row.changes[path]] + _aside(series, len(others), values)
        if (spot := _spot(result, place, split, metric, x, row.label)) is not None:
            spots.append(replace(spot, series=series))
    title = f"{split_title(split)} {metric_title(metric)}" if is_share(metric) else metric_title(metric)
    return SpotPicture(
        spots=tuple(spots),
        x_title=setting_title(path),
        y_title=title,
        summary=_summary(len(spots), len(result.rows)),
        ticks=tuple((places[value], value_text(path, value)) for value in values),
        references=_references(result, split, metric) if spots else (),
        numbers=_are_numbers(values),
        joined=_are_numbers(values),
    )


def _spot(result: StudyResult, place: int, split: str, metric: str, x: float, called: str) -> Spot | None:
    """The row at `place` with its interval and its seeds; nothing where it has no figure."""
    row = result.rows[place]
    figure = row.figure(split, metric)
    if figure is None:
        return None
    factor, best = 100.0 if is_share(metric) else 1.0, place == result.best
    return Spot(
        name=row.label,
        x=x,
        y=factor * figure.mean,
        low=factor * figure.low,
        high=factor * figure.high,
        each=tuple(factor * value for value in figure.each),
        best=best,
        told=_told(called, figure_text(figure, metric), best=best),
    )


def table2_picture(result: StudyResult, split: str, metric: str) -> SpotPicture:
    """The rows of Table 2 side by side, numbered as in the table: their names would have no room."""
    shown = [
        _spot(result, place, split, metric, float(place + 1), numbered(place, row.label))
        for place, row in enumerate(result.rows)
    ]
    spots = [spot for spot in shown if spot is not None]
    title = f"{split_title(split)} {metric_title(metric)}" if is_share(metric) else metric_title(metric)
    return SpotPicture(
        spots=tuple(spots),
        x_title=_tr("Row of the table"),
        y_title=title,
        summary=_summary(len(spots), len(result.rows)),
        ticks=tuple((float(place + 1), str(place + 1)) for place in range(len(result.rows))),
        references=_references(result, split, metric) if spots else (),
    )


def numbered(place: int, label: str) -> str:
    """A row of Table 2 with its number."""
    return f"{place + 1}. {label}"


def history_picture(result: StudyResult) -> SpotPicture:
    """The trials of a search in the order in which they were tried, and the best so far."""
    spots, stairs, best = [], [], -math.inf
    for number, row in enumerate(result.rows, 1):
        spot = _trial(row, float(number), is_best=number - 1 == result.best)
        if spot is None:
            continue
        spots.append(spot)
        if not spot.hollow:
            best = max(best, spot.y)
            stairs.append((float(number), best))
    if len(result.rows) > 1 and stairs:
        stairs.append((float(len(result.rows)), best))
    return SpotPicture(
        spots=tuple(spots),
        x_title=_tr("Trial"),
        y_title=_tr("Validation NDCG@20, %"),
        summary=_summary(len(spots), len(result.rows)),
        ticks=tuple((float(number), str(number)) for number in range(1, len(result.rows) + 1)),
        references=_references(result, "val", "ndcg@20") if spots else (),
        stairs=tuple(stairs) if len(stairs) > 1 else (),
    )


def slice_picture(result: StudyResult, path: str) -> SpotPicture:
    """The trials of a search over one of the settings."""
    places, ticks = _axis(result, path)
    spots = [
        spot
        for number, row in enumerate(result.rows)
        if (spot := _trial(row, places[row.changes[path]], is_best=number == result.best)) is not None
    ]
    return SpotPicture(
        spots=tuple(spots),
        x_title=setting_title(path),
        y_title=_tr("Validation NDCG@20, %"),
        summary=_summary(len(spots), len(result.rows)),
        ticks=ticks,
        numbers=_is_range(result, path),
    )


def _axis(result: StudyResult, path: str) -> tuple[dict[Value, float], tuple[tuple[float, str], ...]]:
    """Where the values of a search stand, and what is written below: a range by its own scale."""
    values = sorted({row.changes[path] for row in result.rows}, key=_order)
    if not _is_range(result, path):
        places = {value: float(place) for place, value in enumerate(values)}
        return places, tuple((place, value_text(path, value)) for value, place in places.items())
    numbers: dict[Value, float] = {value: float(value) for value in values if value is not None}
    if not _dimension(result, path).logarithmic:
        return numbers, ()
    places = {value: math.log10(number) for value, number in numbers.items()}
    low, high = math.floor(min(places.values())), math.ceil(max(places.values()))
    round_numbers = [factor * 10.0**power for power in range(low, high + 1) for factor in (1, 2, 5)]
    return places, tuple((math.log10(number), f"{number:g}") for number in round_numbers)


def _is_range(result: StudyResult, path: str) -> bool:
    return not _dimension(result, path).choices


def _dimension(result: StudyResult, path: str) -> Dimension:
    assert isinstance(result.plan, SearchPlan)
    return next(each for each in result.plan.space if each.path == path)


def setting_title(path: str) -> str:
    """What a setting is called in the form."""
    return next((setting.title for setting in all_settings() if setting.path == path), path)


def _trial(row: ResultRow, x: float, *, is_best: bool) -> Spot | None:
    figure = row.figure("val", "ndcg@20")
    if figure is not None:
        return Spot(
            name=row.label,
            x=x,
            y=100 * figure.mean,
            low=100 * figure.low,
            high=100 * figure.high,
            best=is_best,
            told=_told(row.label, figure_text(figure, "ndcg@20"), best=is_best),
        )
    if row.watched is None:
        return None
    so_far = f"{100 * row.watched:.2f}, {state_text(row.state)}"
    return Spot(row.label, x, 100 * row.watched, _told(row.label, so_far, best=False), hollow=True)


def _told(name: str, value: str, *, best: bool) -> str:
    text = _tr("{0}: {1}").format(name, value)
    return _tr("{0}, best on validation").format(text) if best else text


def _summary(shown: int, of: int) -> str:
    if not shown:
        return _tr("Nothing has finished yet.")
    return _tr("{0} of {1} shown. The ringed one is best on validation.").format(shown, of)


def _references(result: StudyResult, split: str, metric: str) -> tuple[Reference, ...]:
    found = result.references.get(split, {})
    return tuple(
        Reference(subject_title(name), 100 * found[name][metric])
        for name in SHOWN_REFERENCES
        if metric in found.get(name, {}) and is_share(metric)
    )


def _main_axis(result: StudyResult) -> str:
    paths = list(result.rows[0].changes)
    return max(paths, key=lambda path: len({row.changes[path] for row in result.rows}))


def _other(row: ResultRow, path: str) -> str:
    return label({other: value for other, value in row.changes.items() if other != path})


def series_names(result: StudyResult) -> list[str]:
    """What the series of a grid of several axes are called; one empty name where there is one axis."""
    path = _main_axis(result)
    return list(dict.fromkeys(_other(row, path) for row in result.rows))


def _places(values: Sequence[Value]) -> dict[Value, float]:
    """Where values stand: numbers by their size (by factors where they span many), others side by side."""
    if not _are_numbers(values):
        return {value: float(place) for place, value in enumerate(values)}
    numbers = [float(value) for value in values if value is not None]
    if min(numbers) > 0 and max(numbers) / min(numbers) >= FACTOR:
        return {value: math.log10(number) for value, number in zip(values, numbers, strict=True)}
    return dict(zip(values, numbers, strict=True))


def _are_numbers(values: Sequence[Value]) -> bool:
    return len(values) > 2 and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in values
    )


def _aside(series: int, of: int, values: Sequence[Value]) -> float:
    """Series stand a little beside each other, so that their intervals can be told apart."""
    places = sorted(_places(values).values())
    step = CLOSE * (places[-1] - places[0]) if _are_numbers(values) else APART / of
    return (series - (of - 1) / 2) * step


def _order(value: Value) -> tuple[bool, float, str]:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return (not number, float(value) if number else 0.0, str(value))  # type: ignore[arg-type]


def _tr(text: str) -> str:
    return QCoreApplication.translate("study_pictures", text)
