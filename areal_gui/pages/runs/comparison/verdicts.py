"""What the tests say of the differences: in a sentence, pair by pair, and as a matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import percent
from areal_gui.pages.runs.comparison.sheet import Cell, Sheet

if TYPE_CHECKING:  # loads torch
    from engine.training.compare_runs import Compared

NAMED = 3
"""More runs than this are counted, not named."""

Pair = Mapping[str, str | float]
Places = Mapping[str, int]


def headline(compared: Compared) -> str:
    """Which run is ahead, and of which others the data show that it is better."""
    if len(compared.pairs) == 1:
        return compared.sentences[0]
    metric = compared.metric.upper()
    if compared.baseline:
        return _against_baseline(compared.baseline, compared.pairs, metric)
    first = max(compared.names, key=lambda name: compared.metrics[name][compared.metric][0])
    value = percent(compared.metrics[first][compared.metric][0])
    pairs = [_seen_from(pair, first) for pair in compared.pairs if first in (pair["a"], pair["b"])]
    beaten = [str(pair["b"]) for pair in pairs if pair["shown"]]
    level = [str(pair["b"]) for pair in pairs if not pair["shown"]]
    text = _tr("“{0}” is ahead on {1} with {2}.").format(first, metric, value)
    if not level:
        return text + " " + _tr("It is better than each of the {} others.").format(len(beaten))
    if not beaten:
        return text + " " + _tr("The data do not show that it is better than any other.")
    told = _tr("It is better than {0} of {1} others; the data do not show a difference from {2}.")
    return text + " " + told.format(len(beaten), len(pairs), _listed(level))


def pair_sheet(compared: Compared, places: Places) -> Sheet:
    """A row for each tested pair."""
    columns = (
        _tr("Compared with"),
        _tr("The data show"),
        _tr("Difference, points"),
        _tr("95% interval"),
        "p",
        _tr("p (Holm)"),
    )
    rows = [
        (
            Cell(str(pair["b"]), place=places.get(str(pair["b"])), tip=str(pair["sentence"])),
            Cell(_result(pair), bool(pair["shown"]), quiet=not pair["shown"], tip=str(pair["sentence"])),
            Cell(_signed(pair["difference"]), bool(pair["shown"]), value=100 * float(pair["difference"])),
            Cell(_interval(pair)),
            Cell(_p(pair["p"]), value=float(pair["p"])),
            Cell(_p(pair["p_adjusted"]), value=float(pair["p_adjusted"])),
        )
        for pair in compared.pairs
    ]
    titles = tuple(
        Cell(str(pair["a"]), place=places.get(str(pair["a"])), tip=str(pair["sentence"]))
        for pair in compared.pairs
    )
    return Sheet(_tr("Run"), tuple(map(Cell, columns)), titles, tuple(rows), frozenset((2, 3, 4, 5)))


def matrix_sheet(compared: Compared, places: Places) -> Sheet:
    """The run of the row minus the run of the column, in points."""
    names = compared.names
    titles = tuple(Cell(name, place=places.get(name)) for name in names)
    by_pair = {(str(pair["a"]), str(pair["b"])): pair for pair in compared.pairs}
    rows = tuple(tuple(_matrix_cell(by_pair, row, column) for column in names) for row in names)
    return Sheet(_tr("Row minus column"), titles, titles, rows, frozenset(range(len(names))))


def _matrix_cell(by_pair: Mapping[tuple[str, str], Pair], row: str, column: str) -> Cell:
    pair = by_pair.get((row, column)) or by_pair.get((column, row))
    if pair is None:
        tip = "" if row == column else _tr("Not tested: only pairs with the baseline are.")
        return Cell("" if row == column else "·", quiet=True, tip=tip)
    seen = _seen_from(pair, row)
    value = float(seen["difference"])
    arrow = ("▲ " if value > 0 else "▼ ") if pair["shown"] else ""
    return Cell(
        arrow + _signed(value),
        best=bool(pair["shown"]),
        quiet=not pair["shown"],
        tip=str(pair["sentence"]),
        value=100 * value,
    )


def _against_baseline(baseline: str, pairs: Sequence[Pair], metric: str) -> str:
    better = [str(pair["b"]) for pair in pairs if pair["shown"] and float(pair["difference"]) < 0]
    worse = [str(pair["b"]) for pair in pairs if pair["shown"] and float(pair["difference"]) > 0]
    level = [str(pair["b"]) for pair in pairs if not pair["shown"]]
    groups = [(_tr("better"), better), (_tr("worse"), worse), (_tr("no difference shown"), level)]
    told = [f"{what}: {_listed(names)}" for what, names in groups if names]
    return _tr("Against “{0}” on {1}, {2}.").format(baseline, metric, "; ".join(told))


def _seen_from(pair: Pair, name: str) -> dict[str, str | float]:
    """The pair with `name` as A."""
    if pair["a"] == name:
        return dict(pair)
    turned = {"a": pair["b"], "b": pair["a"], "difference": -float(pair["difference"])}
    return {**pair, **turned, "low": -float(pair["high"]), "high": -float(pair["low"])}


def _listed(names: Sequence[str]) -> str:
    if len(names) > NAMED:
        return _tr("{} runs").format(len(names))
    return ", ".join(_tr("“{}”").format(name) for name in names)


def _result(pair: Pair) -> str:
    low, high = float(pair["low"]), float(pair["high"])
    if math.isnan(low):
        return _tr("too few sequences to say")
    if pair["difference"] == 0 and low == high == 0:
        return _tr("the same")
    if pair["shown"]:
        return _tr("better") if float(pair["difference"]) > 0 else _tr("worse")
    if low > 0 or high < 0:
        return _tr("may be chance")
    return _tr("no difference")


def _interval(pair: Pair) -> str:
    low, high = float(pair["low"]), float(pair["high"])
    return "–" if math.isnan(low) else _tr("{0} to {1}").format(_signed(low), _signed(high))


def _signed(value: str | float) -> str:
    number = 100 * float(value)
    text = f"{number:+.2f}"
    return "0.00" if float(text) == 0 else text.replace("-", "−")


def _p(value: str | float) -> str:
    number = float(value)
    return "< 0.0002" if number <= 1e-4 else f"{number:.4f}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("comparison", text)
