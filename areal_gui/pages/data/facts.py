"""What the data page says of a data set, as plain texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from areal_gui import formats

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Fact:
    """A number with its name and a remark."""

    label: str
    value: str
    hint: str = ""


def facts(row: DatasetRow, tr: Translate) -> list[Fact]:
    """The figures of a data set, the most important first."""
    return [
        Fact(tr("Users or sessions"), formats.count(row.n_users), _column(row, "user", tr)),
        Fact(
            tr("Items"),
            formats.count(row.n_items),
            tr("with titles") if row.has_titles else _column(row, "item", tr),
        ),
        Fact(
            tr("Interactions"),
            formats.count(row.n_interactions),
            tr("{0} of all pairs").format(_density(row)),
        ),
        Fact(tr("Sequences"), formats.count(row.n_users), tr("one per user or session")),
        Fact(
            tr("Median length"),
            f"{row.median_length:g}",
            tr("longest {0}").format(formats.count(row.max_length)),
        ),
        _time_span(row, tr),
        Fact(tr("Repeats"), formats.percent(row.repeat_share), tr("of all interactions")),
        _rejected(row, tr),
    ]


def subtitle(row: DatasetRow, tr: Translate) -> str:
    """Where the set came from and when."""
    return tr("{0} · imported {1}").format(Path(row.source).name, formats.day(row.created_at))


def length_summary(row: DatasetRow, tr: Translate) -> str:
    """The length histogram in a sentence."""
    return tr("median {0}, longest {1} interactions").format(
        f"{row.median_length:g}", formats.count(row.max_length)
    )


def popularity_summary(row: DatasetRow, tr: Translate) -> str:
    """The popularity curve in a sentence."""
    if not row.popularity:
        return ""
    _, most = row.popularity[0]
    share = formats.percent(most / max(1, row.n_interactions))
    return tr("top item: {0} interactions, {1} of all").format(formats.count(most), share)


def recipe_lines(row: DatasetRow, tr: Translate) -> list[tuple[str, str]]:
    """How the log was read: name and value of each choice that was made."""
    names = {
        "user": tr("User or session"),
        "item": tr("Item"),
        "time": tr("Time"),
        "order": tr("Order"),
        "value": tr("Value"),
        "split": tr("Split"),
        "delimiter": tr("Delimiter"),
        "encoding": tr("Encoding"),
        "items_file": tr("Titles from"),
    }
    lines = [(tr("File"), row.source)]
    for key, name in names.items():
        value = row.recipe.get(key)
        if value is not None:
            lines.append((name, delimiter_name(value, tr) if key == "delimiter" else _reference(value, tr)))
    return lines


def delimiter_name(delimiter: str, tr: Translate) -> str:
    """A separator by name, for most cannot be seen."""
    names = {
        ",": tr("Comma  ,"),
        "\t": tr("Tab"),
        ";": tr("Semicolon  ;"),
        "|": tr("Bar  |"),
        "::": tr("Two colons  ::"),
        "whitespace": tr("Blanks"),
    }
    return names.get(delimiter, delimiter)


def _reference(value: object, tr: Translate) -> str:
    return tr("column {0}").format(value) if isinstance(value, int) else str(value)


def _column(row: DatasetRow, purpose: str, tr: Translate) -> str:
    reference = row.recipe.get(purpose)
    return "" if reference is None else tr("from {0}").format(_reference(reference, tr))


def _density(row: DatasetRow) -> str:
    share = row.n_interactions / max(1, row.n_users * row.n_items)
    return f"{100 * share:.2g} %"


def _time_span(row: DatasetRow, tr: Translate) -> Fact:
    if row.first_ts is None or row.last_ts is None:
        return Fact(tr("Time span"), tr("none"), tr("the log has no times"))
    return Fact(
        tr("Time span"),
        formats.span(row.first_ts, row.last_ts),
        formats.days(row.first_ts, row.last_ts),
    )


def _rejected(row: DatasetRow, tr: Translate) -> Fact:
    if not row.n_rejected:
        return Fact(tr("Rejected rows"), "0", tr("all rows were read"))
    share = row.n_rejected / (row.n_rejected + row.n_interactions)
    return Fact(
        tr("Rejected rows"), formats.count(row.n_rejected), tr("{0} of all").format(formats.percent(share))
    )


def wants_badge(row: DatasetRow, word: str) -> bool:
    """Whether the name leaves it to a badge to say that the data are synthetic."""
    return row.synthetic and word.casefold() not in row.name.casefold()
