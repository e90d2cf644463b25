"""What the data page says of a data set, as plain texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
        Fact(tr("Sequences"), formats.count(row.n_users), _sequences(row, tr)),
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
        Fact(
            tr("Median length"),
            f"{row.median_length:g}",
            tr("longest {0}").format(formats.count(row.max_length)),
        ),
        _of_an_item(row, tr),
        _time_span(row, tr),
        Fact(tr("Repeats"), formats.percent(row.repeat_share), tr("of all interactions")),
        _rejected(row, tr),
    ]


def subtitle(row: DatasetRow, tr: Translate) -> str:
    """Where the set came from and when."""
    return tr("{0} · imported {1}").format(file_names(row.source, tr), formats.day(row.created_at))


def file_names(source: str, tr: Translate) -> str:
    """The names of the files a log came from, without their folders."""
    names = [path.replace("\\", "/").rsplit("/", 1)[-1] for path in source.split("; ")]
    if len(names) > 3:
        return tr("{0} and {1} more").format(", ".join(names[:2]), len(names) - 2)
    return ", ".join(names)


def length_summary(row: DatasetRow, tr: Translate) -> str:
    """The length histogram in a sentence."""
    return tr("Half are up to {0} long, the longest {1}").format(
        formats.count(int(row.median_length)), formats.count(row.max_length)
    )


def popularity_summary(row: DatasetRow, tr: Translate) -> str:
    """The popularity curve in a sentence."""
    if not row.popularity:
        return ""
    _, most = row.popularity[0]
    share = formats.percent(most / max(1, row.n_interactions))
    return tr("The top item has {0} interactions, {1}").format(formats.count(most), share)


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
        "event": tr("Event"),
        "encoding": tr("Encoding"),
        "time_zone": tr("Time zone"),
        "items_file": tr("Titles from"),
    }
    files = row.source.split("; ")
    lines = [(tr("File") if len(files) == 1 else tr("Files"), "\n".join(files))]
    for key, name in names.items():
        value = row.recipe.get(key)
        if value is not None:
            lines.append((name, delimiter_name(value, tr) if key == "delimiter" else _reference(value, tr)))
    if (day_first := row.recipe.get("day_first")) is not None:
        lines.append((tr("Dates"), tr("the day first") if day_first else tr("the month first")))
    if row.recipe.get("serial_days"):
        lines.append((tr("Times"), tr("days of a spreadsheet")))
    if (pause := row.recipe.get("session_gap_minutes")) is not None:
        lines.append((tr("Sequences"), tr("cut after a pause of {0} minutes").format(f"{pause:g}")))
    return [*lines, *_counting(row, tr)]


def _counting(row: DatasetRow, tr: Translate) -> list[tuple[str, str]]:
    """What counts for a training, where that is not all."""
    filters = row.recipe.get("filters") or {}
    said: list[str] = []
    if (events := filters.get("events")) is not None:
        said.append(tr("only {0}").format(", ".join(events)))
    if (least := filters.get("minimum_value")) is not None:
        said.append(tr("values from {0}").format(f"{least:g}"))
    if filters.get("earliest") is not None:
        said.append(tr("from {0}").format(filters["earliest"]))
    if filters.get("latest") is not None:
        said.append(tr("before {0}").format(filters["latest"]))
    if filters.get("duplicates") == "collapse":
        said.append(tr("duplicates once"))
    if filters.get("consecutive_repeats") == "collapse":
        said.append(tr("repeats in a row once"))
    for key, text in (
        ("item_core", tr("items with at least {0} interactions")),
        ("sequence_core", tr("sequences of at least {0} interactions")),
    ):
        if filters.get(key, 1) > 1:
            said.append(text.format(filters[key]))
    return [(tr("What counts"), " · ".join(said))] if said else []


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


def _sequences(row: DatasetRow, tr: Translate) -> str:
    user, pause = row.recipe.get("user"), row.recipe.get("session_gap_minutes")
    if user is None:
        return ""
    if pause is not None:
        return tr("{0}, cut at {1} min").format(_reference(user, tr), f"{pause:g}")
    return tr("one per {0}").format(_reference(user, tr))


def _of_an_item(row: DatasetRow, tr: Translate) -> Fact:
    """How often the item in the middle was met; about so often where its very rank is not kept."""
    middle = (row.n_items + 1) // 2
    before = [count for rank, count in row.popularity if rank <= middle][-1:]
    after = [count for rank, count in row.popularity if rank >= middle][:1]
    about = "" if before == after else "≈ "
    most = formats.count(row.popularity[0][1] if row.popularity else 0)
    median = formats.count((before or after or [0])[0])
    return Fact(tr("Median popularity"), about + median, tr("top item {0}").format(most))


def _density(row: DatasetRow) -> str:
    percentage = 100 * row.n_interactions / max(1, row.n_users * row.n_items)
    return f"{percentage:.0f}%" if percentage >= 10 else f"{percentage:.2g}%"


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
