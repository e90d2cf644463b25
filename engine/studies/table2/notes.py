"""What has to be said beside Table 2, so that nobody reads more into it than it shows."""

from __future__ import annotations

from engine.models.methods import METHODS
from engine.studies.quotations import TABLE2_CAVEATS
from engine.studies.spelling import values_text
from engine.studies.table2.cells import CHOSEN_BY
from engine.studies.table2.table import Line, Table2

_POLICIES = {
    "exclude": "Items already in the history are left out of every row's ranking.",
    "keep": "Items already in the history may be recommended, in every row.",
}


def notes(table: Table2) -> list[str]:
    """How the measured columns came about."""
    plan, found = table.plan, table.result
    said = [*_partial(table), _tuning(table)]
    if not found.comparable:
        return [
            *said,
            "The rows are not comparable: not all were judged on the same examples under the same policy.",
        ]
    said.append(_intervals(len(plan.seeds)))
    if any(line.against for line in table.lines):
        said.append(
            "p: paired permutation test over sequences of the row that is best on validation against each "
            "other one, on the mean gain over its seeds, adjusted by Holm's steps over all rows. It tells "
            "how far other sequences would have changed the table; intervals, how far other seeds would have."
        )
    ahead = [line.label for line in table.lines if _is_ahead(line)]
    if ahead:
        said.append(f"Ahead of the best model on test {CHOSEN_BY.upper()}: {', '.join(ahead)}.")
    if policy := _POLICIES.get(table.policy):
        said.append(policy)
    said.append("Reference rows are counted, not trained, and judged on the same examples.")
    return said


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


def _is_ahead(line: Line) -> bool:
    against = line.against.get(CHOSEN_BY)
    return against is not None and against.difference < 0


def _partial(table: Table2) -> list[str]:
    """That the study is not at its end."""
    rows = [line for line in table.lines if not line.is_reference]
    whole = sum(line.seeds == line.of for line in rows)
    if whole == len(rows):
        return []
    return [
        f"Partial: {whole} of {len(rows)} rows have all their seeds. The others have figures of the seeds so "
        "far, and no part in the tests."
    ]


def _tuning(table: Table2) -> str:
    plan = table.plan
    seeds = f"seed {plan.seeds[0]}" if len(plan.seeds) == 1 else f"seeds {', '.join(map(str, plan.seeds))}"
    if not plan.tried:
        return f"Every row is trained with {seeds}; nothing is tuned. Each is tested once."
    grid = "; ".join(f"{axis.path} = {values_text(axis.values)}" for axis in plan.tuning)
    return (
        f"Every row is tuned over the same {plan.tried} configurations ({grid}) by validation "
        f"{CHOSEN_BY.upper()} with seed {plan.tuning_seed}, then trained with {seeds}. Each of those is "
        "tested once."
    )


def _intervals(seeds: int) -> str:
    if seeds < 2:
        return "Intervals: 95%, over sequences, of one seed."
    return f"Intervals: 95%, over {seeds} seeds (Student's t). With few seeds they are wide."
