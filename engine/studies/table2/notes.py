"""What has to be said beside Table 2, so that nobody reads more into it than it shows."""

from __future__ import annotations

from engine.models.methods import METHODS
from engine.studies.quotations import TABLE2_CAVEATS
from engine.studies.table2.cells import CHOSEN_BY
from engine.studies.table2.table import Line, Table2
from engine.studies.table2.words import grid_text

INTERVALS = "intervals"
"""The topic of what the intervals are."""

_POLICIES = {
    "exclude": "Items already in the history are left out of every row's ranking.",
    "keep": "Items already in the history may be recommended, in every row.",
}


def topics(table: Table2) -> dict[str, str]:
    """What is to be known of the measured columns, one idea each: what it is about -> what is said."""
    seeds = len(table.plan.seeds)
    said = {"partial": _partial(table), **_ahead(table), **_protocol(table)}
    if not table.result.comparable:
        said = {"comparable": _NOT_COMPARABLE, **said}
    else:
        said["policy"] = _POLICIES.get(table.policy, "")
        said[INTERVALS] = _intervals(seeds)
        said["p"] = _P if any(line.against for line in table.lines) else ""
        said["references"] = "Reference rows are counted, not trained, and judged on the same examples."
    return {topic: text for topic, text in said.items() if text}


def notes(table: Table2) -> list[str]:
    """All of it."""
    return list(topics(table).values())


def sources(table: Table2) -> list[str]:
    """Where each model of the table comes from, what is different here, and whose code was not copied."""
    methods = dict.fromkeys(entry.base.method for entry in table.plan.entries)
    told = []
    for name in methods:
        about = METHODS[name].about
        different = " ".join(about.deviations)
        told.append(f"{METHODS[name].title}. Source: {about.source} {different} Licence: {about.licence}")
    return told


def quotation_notes() -> list[str]:
    """What has to be known of the quoted columns."""
    return list(TABLE2_CAVEATS)


_NOT_COMPARABLE = (
    "The rows are not comparable: not all were judged on the same examples under the same policy."
)
_P = (
    "p: paired permutation test over sequences against the row that is best on validation, on the mean gain "
    "over seeds, adjusted for all rows (Holm). It tells how far other sequences would have changed the table."
)


def _ahead(table: Table2) -> dict[str, str]:
    ahead = [line.title for line in table.lines if _is_ahead(line)]
    text = f"Ahead on test {CHOSEN_BY.upper()} of the row that is best on validation: {', '.join(ahead)}."
    return {"ahead": text} if ahead and table.result.comparable else {}


def _is_ahead(line: Line) -> bool:
    against = line.against.get(CHOSEN_BY)
    return against is not None and against.difference < 0


def _partial(table: Table2) -> str:
    """That the study is not at its end."""
    rows = [line for line in table.lines if not line.is_reference]
    whole = sum(line.seeds == line.of for line in rows)
    if whole == len(rows):
        return ""
    return f"Partial: {whole} of {len(rows)} rows have all their seeds, and only those are tested for p."


def _protocol(table: Table2) -> dict[str, str]:
    """How the rows came about."""
    plan = table.plan
    seeds = f"seed {plan.seeds[0]}" if len(plan.seeds) == 1 else f"seeds {', '.join(map(str, plan.seeds))}"
    trained = f"trained with {seeds}; each training is tested once."
    if not plan.tried:
        return {"seeds": f"Nothing is tuned: every row is {trained}"}
    return {
        "failed": _without(table, "failed", "Failed in the tuning, and decide nothing"),
        "deleted": _without(table, "deleted", "Deleted since they were chosen from"),
        "tuning": (
            f"Every row is tuned over the same {plan.tried} configurations ({grid_text(plan.tuning)}) by "
            f"validation {CHOSEN_BY.upper()} with seed {plan.tuning_seed}."
        ),
        "seeds": f"With what was chosen it is {trained}",
    }


def _without(table: Table2, what: str, said: str) -> str:
    """Of which rows the tuning is not what it was planned to be: “Caser (CE) 1 of 3”."""
    counts = {row.label: getattr(row, what) for row in table.result.rows if row.changes}
    told = [f"{label} {number} of {table.plan.tried}" for label, number in counts.items() if number]
    return f"{said}: configurations of {', '.join(told)}." if told else ""


def _intervals(seeds: int) -> str:
    if seeds < 2:
        return "Intervals: 95%, over sequences, of one seed."
    return (
        f"Intervals: 95%, over {seeds} seeds (Student's t), wide with few. They tell how far other seeds "
        "would have changed the table."
    )
