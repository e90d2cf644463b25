"""Table 2 as CSV, LaTeX and HTML, of one or several data sets."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

from engine.errors import BadSetting, nearest
from engine.exporting.atomic import new_file
from engine.exporting.user_report import ReportTable, Section, report
from engine.formulas import harmless_row
from engine.studies.quotations import HEADS
from engine.studies.table2.notes import notes, quotation_notes
from engine.studies.table2.table import COSTS, GROUPED_BY, TESTED, Line, Table2, columns, points

_LATEX = {character: f"\\{character}" for character in "&%$#_{}"}
_LATEX |= {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LATEX |= {"±": r"$\pm$", "“": "``", "”": "''", "<": "$<$", ">": "$>$"}


def save_table2(path: Path, tables: Sequence[Table2]) -> None:
    """Write the tables, whole or not at all, in the format that the name ends with.

    Raises:
        BadSetting: it does not end with .csv, .tex or .html.
        BadInput: the disk does not take it.
    """
    write = WRITERS[check_table_suffix(path)]
    with new_file(path) as partial:
        partial.write_text(write(tables), encoding="utf-8")


def check_table_suffix(path: Path) -> str:
    """The ending, which names the format; raises `BadSetting` for an unknown one."""
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise BadSetting(
            f"“{path.name}” does not say what to write.",
            f"Known endings are {', '.join(WRITERS)}.",
            nearest(suffix, WRITERS),
        )
    return suffix


def as_csv(tables: Sequence[Table2]) -> str:
    """One line for each row, in plain numbers; the quoted columns say so in their heads."""
    groups = list(dict.fromkeys(name for table in tables for name in table.groups if name != "all"))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_csv_heads(groups))
    for table in tables:
        for line in table.lines:
            writer.writerow(harmless_row([table.dataset, *_csv_cells(line, groups)]))
    return out.getvalue()


def as_latex(tables: Sequence[Table2]) -> str:
    """A table for each data set, for the packages booktabs and graphicx."""
    return "\n".join(map(_latex_table, tables))


def as_html(tables: Sequence[Table2]) -> str:
    """One page that needs nothing else."""
    sections = []
    for table in tables:
        shown = columns()
        rows = [[column.text(line) for column in shown] for line in table.lines]
        heads = [column.head for column in shown]
        numbers = frozenset(place for place, column in enumerate(shown) if column.number)
        spans = [(group, len(list(some))) for group, some in groupby(shown, lambda column: column.group)]
        sections.append(Section(table.dataset, notes(table), ReportTable(heads, rows, numbers, spans=spans)))
        if groups := table.groups:
            of_groups = [
                [line.label, *(points(line.groups[name]) if name in line.groups else "" for name in groups)]
                for line in table.lines
                if line.groups
            ]
            title = f"{table.dataset}: {GROUPED_BY.upper()} by group of examples, %"
            numbers = frozenset(range(1, len(groups) + 1))
            sections.append(Section(title, (), ReportTable(["Model", *groups], of_groups, numbers)))
    sections.append(Section("The quoted columns", quotation_notes()))
    names = ", ".join(table.dataset for table in tables)
    return report("Table 2", f"Trained and tested here on {names}.", sections, wide=True)


WRITERS: dict[str, Callable[[Sequence[Table2]], str]] = {
    ".csv": as_csv,
    ".tex": as_latex,
    ".html": as_html,
}


def _csv_heads(groups: Sequence[str]) -> list[str]:
    heads = ["data set", "row", "reference", "best on validation", "state", "chosen", "seeds"]
    for metric in TESTED:
        ends = ("", " low", " high", " best minus row", " p, Holm")
        heads += [f"{metric} %{end}" if end != ends[-1] else f"{metric}{end}" for end in ends]
    quoted = [f"quoted, not measured here: {head}@20 %{end}" for head in HEADS for end in ("", " ±")]
    return [*heads, *COSTS, *quoted, *(f"{GROUPED_BY} %, {name}" for name in groups)]


def _csv_cells(line: Line, groups: Sequence[str]) -> list[object]:
    """The cells after the data set; what there is not stays empty."""
    cells: list[object] = [line.label, *("yes" if each else "" for each in (line.is_reference, line.is_best))]
    cells += [line.state, line.settings, line.seeds or ""]
    for metric in TESTED:
        figure, against = line.figures.get(metric), line.against.get(metric)
        cells += ["", "", ""] if figure is None else map(_percent, (figure.mean, figure.low, figure.high))
        cells += ["", ""] if against is None else [_percent(against.difference), against.p]
    costs = [None if line.is_reference and name != "ms_per_row" else line.figures.get(name) for name in COSTS]
    cells += ["" if figure is None else float(f"{figure.mean:.6g}") for figure in costs]
    quoted = line.quoted
    pairs = [] if quoted is None else zip(quoted.values, quoted.spreads, strict=True)
    cells += [number for pair in pairs for number in pair] or [""] * (2 * len(HEADS))
    return cells + [_percent(line.groups[name]) if name in line.groups else "" for name in groups]


def _percent(fraction: float) -> object:
    return "" if math.isnan(fraction) else round(100 * fraction, 4)


def _latex_table(table: Table2) -> str:
    shown = columns()
    form = "".join("r" if column.number else "l" for column in shown)
    spans, rules, at = [], [], 1
    for group, some in groupby(shown, lambda column: column.group):
        width = len(list(some))
        spans.append(rf"\multicolumn{{{width}}}{{c}}{{{_tex(group)}}}" if group else " & " * (width - 1))
        rules += [rf"\cmidrule(lr){{{at}-{at + width - 1}}}"] if group else []
        at += width
    lines = [r"\begin{table}", r"\centering", r"\resizebox{\textwidth}{!}{%", rf"\begin{{tabular}}{{{form}}}"]
    lines += [r"\toprule", " & ".join(spans) + r" \\", " ".join(rules)]
    lines += [" & ".join(_tex(column.head) for column in shown) + r" \\", r"\midrule"]
    lines += [" & ".join(_tex(column.text(line)) for column in shown) + r" \\" for line in table.lines]
    said = " ".join([*notes(table), "The quoted columns:", *quotation_notes()])
    lines += [r"\bottomrule", r"\end{tabular}}", rf"\caption{{{_tex(table.dataset)}. {_tex(said)}}}"]
    return "\n".join([*lines, r"\end{table}", ""])


def _tex(text: str) -> str:
    """A text that LaTeX prints as it is."""
    return re.sub(".", lambda match: _LATEX.get(match[0], match[0]), text)
