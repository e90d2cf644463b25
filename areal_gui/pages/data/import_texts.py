"""What the import dialog says of columns and of what will come out, as plain texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from areal_gui import formats

if TYPE_CHECKING:
    from engine.importing.estimate import Estimate
    from engine.importing.form import Kind
    from engine.importing.growth import DatasetGrown
    from engine.importing.profile import ColumnProfile
    from engine.sequences.counting import Expected

Translate = Callable[[str], str]
SHOWN_EXAMPLES = 3
LONGEST_EXAMPLE = 24


def type_name(profile: ColumnProfile, tr: Translate) -> str:
    """What the values of a column are, in a word."""
    names = {
        "integer": tr("whole numbers"),
        "number": tr("numbers"),
        "time": tr("times"),
        "text": tr("text"),
        "empty": tr("empty"),
    }
    return names[profile.type]


def kind_name(kind: Kind, tr: Translate) -> str:
    """What a file is written in."""
    names = {
        "delimited": tr("Text in columns"),
        "json": tr("JSON records"),
        "events": tr("JSON records with nested events"),
        "lists": tr("A user and a list of items in each line"),
        "recbole": tr("RecBole"),
        "parquet": tr("Parquet"),
        "arrow": tr("Arrow"),
        "excel": tr("Excel"),
        "sqlite": tr("SQLite"),
    }
    return names[kind]


def profile_lines(profile: ColumnProfile, tr: Translate) -> tuple[str, str]:
    """The two lines under a column's name: how many values, and from where to where."""
    if profile.type == "empty":
        return tr("nothing in it"), ""
    parts = [type_name(profile, tr), tr("{0} different").format(formats.count(profile.distinct))]
    if profile.missing:
        parts.insert(0, tr("{0} missing").format(formats.count(profile.missing)))
    return " · ".join(parts), _spread(profile)


def profile_text(profile: ColumnProfile, tr: Translate) -> str:
    """All that is known of a column, for its tooltip and for screen readers."""
    lines = [
        tr("{0}: {1}").format(profile.name, type_name(profile, tr)),
        tr("{0} different, {1} missing in {2} rows").format(
            *map(formats.count, (profile.distinct, profile.missing, profile.n_sampled))
        ),
    ]
    if profile.least != profile.greatest:
        lines.append(tr("from {0} to {1}").format(shortened(profile.least), shortened(profile.greatest)))
    if profile.span is not None:
        lines.append(tr("these are the times {0} to {1} (UTC)").format(*map(formats.minute, profile.span)))
    if profile.examples:
        lines.append(tr("such as {0}").format(", ".join(map(shortened, profile.examples))))
    return "\n".join(lines)


def estimate_facts(expected: Expected, tr: Translate) -> list[tuple[str, str]]:
    """The figures of what will come out, each with its name."""
    estimate = expected.estimate
    about = "" if estimate.exact else "≈ "
    figures = [
        (tr("Users"), estimate.users),
        (tr("Items"), estimate.items),
        (tr("Interactions"), estimate.interactions),
        (tr("Sequences"), estimate.sequences),
    ]
    facts = [(name, about + formats.count(number)) for name, number in figures]
    if expected.counting is not None:
        facts.insert(3, (tr("of which count"), about + formats.count(expected.counting)))
    if estimate.rejected_share > 0:
        facts.append((tr("Rejected rows"), about + formats.percent(estimate.rejected_share)))
    return facts


def estimate_source(estimate: Estimate, tr: Translate) -> str:
    """What the figures are made of."""
    rows = formats.count(estimate.sampled_rows)
    if estimate.exact:
        return tr("counted in all {0} rows").format(rows)
    return tr("estimated from {0} rows").format(rows)


def grown_text(name: str, grown: DatasetGrown, tr: Translate) -> str:
    """What a newer file added to a set."""
    if not grown.interactions:
        said = tr("{0}: nothing new.").format(name)
    else:
        said = tr("{0} has grown by {1} interactions: {2} new users, {3} new items.").format(
            name, *map(formats.count, (grown.interactions, grown.users, grown.items))
        )
    if grown.already_there:
        said += " " + tr("{0} rows were there already.").format(formats.count(grown.already_there))
    if grown.rejected:
        said += " " + tr("{0} rows were rejected.").format(formats.count(grown.rejected))
    return said


def _spread(profile: ColumnProfile) -> str:
    """Numbers and times from the least to the greatest, epochs as days, texts by example."""
    if profile.span is not None:
        return formats.days(*profile.span)
    if profile.type == "text":
        return ", ".join(map(shortened, profile.examples[:SHOWN_EXAMPLES]))
    if profile.least == profile.greatest:
        return profile.least
    return f"{shortened(profile.least)} – {shortened(profile.greatest)}"


def shortened(text: str, most: int = LONGEST_EXAMPLE) -> str:
    """A text with at most so many letters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
