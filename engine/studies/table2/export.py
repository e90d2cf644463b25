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
from engine.evaluation.slice_names import slice_title
from engine.exporting.atomic import new_file
from engine.exporting.user_report import ReportTable, Section, report
from engine.formulas import harmless_row
from engine.studies.quotations import HEADS
from engine.studies.results import Figure
from engine.studies.table2.notes import notes, quotation_notes, sources
from engine.studies.table2.table import COSTS, GROUPED_BY, TESTED, Column, Line, Table2, columns, points

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
    """Plain numbers: a line for each row, below it one for each of its seeds, and notes at the end.

    The column `level` tells which is which; the quoted columns say so in their heads.
    """
    groups = list(dict.fromkeys(name for table in tables for name in table.groups if name != "all"))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads = _csv_heads(groups)
    writer.writerow(heads)
    for table in tables:
        for line in table.lines:
            level = "reference" if line.is_reference else "row"
            writer.writerow(harmless_row([table.dataset, level, *_csv_cells(line, groups)]))
            for place in range(line.seeds):
                cells = [table.dataset, "seed", *_csv_seed(line, place)]
                writer.writerow(harmless_row([*cells, *[""] * (len(heads) - len(cells))]))
        for text in (*notes(table), *sources(table)):
            writer.writerow(harmless_row([table.dataset, "note", text, *[""] * (len(heads) - 3)]))
    for text in quotation_notes():
        writer.writerow(harmless_row(["", "note", f"Quoted columns: {text}", *[""] * (len(heads) - 3)]))
    return out.getvalue()


def as_latex(tables: Sequence[Table2]) -> str:
    """A table for each data set, for the packages booktabs and graphicx; sources of models as comments."""
    told = dict.fromkeys(text for table in tables for text in sources(table))
    comments = [f"% {text}" for text in ("Needs the packages booktabs and graphicx.", *told)]
    return "\n".join(["\n".join(comments), "", *map(_latex_table, tables)])


def as_html(tables: Sequence[Table2]) -> str:
    """One page that needs nothing else."""
    sections = []
    for table in tables:
        shown = columns()
        rows = [[column.text(line) for column in shown] for line in table.lines]
        heads = [column.head for column in shown]
        numbers = frozenset(place for place, column in enumerate(shown) if column.number)
        spans = [(group, len(list(some))) for group, some in groupby(shown, lambda column: column.group)]
        bold = frozenset(
            (at, place)
            for at, line in enumerate(table.lines)
            for place, column in enumerate(shown)
            if _is_highest(table, column, line)
        )
        measured = ReportTable(heads, rows, numbers, spans=spans, bold=bold)
        sections.append(Section(table.dataset, table=measured, points=notes(table)))
        if groups := table.groups:
            of_groups = [
                [line.title, *(points(line.groups[name]) if name in line.groups else "" for name in groups)]
                for line in table.lines
                if line.groups
            ]
            title = f"{table.dataset}: {GROUPED_BY.upper()} by group of examples, %"
            numbers = frozenset(range(1, len(groups) + 1))
            sections.append(
                Section(title, (), ReportTable(["Model", *map(slice_title, groups)], of_groups, numbers))
            )
    sections.append(Section("The quoted columns", points=quotation_notes()))
    told = dict.fromkeys(text for table in tables for text in sources(table))
    sections.append(Section("Where the models come from", points=tuple(told)))
    names = ", ".join(table.dataset for table in tables)
    return report("Table 2", f"Trained and tested here on {names}.", sections, wide=True)


WRITERS: dict[str, Callable[[Sequence[Table2]], str]] = {
    ".csv": as_csv,
    ".tex": as_latex,
    ".html": as_html,
}


def _csv_heads(groups: Sequence[str]) -> list[str]:
    heads = ["data set", "level", "row", "name in scripts", "seed", "run", "best on validation", "state"]
    heads += ["chosen", "chosen, for --set", "seeds"]
    heads += [*COSTS, f"validation {GROUPED_BY} %"]
    for metric in TESTED:
        heads += [f"{metric} %{end}" for end in ("", " low", " high", " best minus row")]
        heads += [f"{metric} p", f"{metric} p, Holm"]
    quoted = [f"quoted, not measured here: {head}@20 %{end}" for head in HEADS for end in ("", " ±")]
    return [*heads, *quoted, *(f"{GROUPED_BY} %, {name}" for name in groups)]


def _csv_cells(line: Line, groups: Sequence[str]) -> list[object]:
    """The cells after the level; what there is not stays empty."""
    best = "yes" if line.is_best else ""
    cells: list[object] = [line.title, line.script_name, "", "", best, line.state]
    cells += [line.settings, line.script_settings, line.seeds or ""]
    costs = [None if line.is_reference and name != "ms_per_row" else line.figures.get(name) for name in COSTS]
    cells += ["" if figure is None else _short(figure.mean) for figure in costs]
    cells.append("" if line.validation is None else _percent(line.validation.mean))
    for metric in TESTED:
        figure, against = line.figures.get(metric), line.against.get(metric)
        cells += ["", "", ""] if figure is None else map(_percent, (figure.mean, figure.low, figure.high))
        cells += (
            ["", "", ""]
            if against is None
            else [_percent(against.difference), *map(_short, (against.raw, against.p))]
        )
    quoted = line.quoted
    pairs = [] if quoted is None else zip(quoted.values, quoted.spreads, strict=True)
    cells += [number for pair in pairs for number in pair] or [""] * (2 * len(HEADS))
    return cells + [_percent(line.groups[name]) if name in line.groups else "" for name in groups]


def _csv_seed(line: Line, place: int) -> list[object]:
    """The cells of one training of a row: from these its mean and its interval can be computed again."""
    cells: list[object] = [line.title, line.script_name, line.each_seed[place], line.runs[place]]
    cells += ["", "", line.settings, line.script_settings, ""]
    costs = [_each(line, line.figures.get(name), place) for name in COSTS]
    cells += [_short(value) for value in costs]
    cells.append(_percent(_each(line, line.validation, place)))
    for metric in TESTED:
        cells += [_percent(_each(line, line.figures.get(metric), place)), "", "", "", "", ""]
    return cells


def _each(line: Line, figure: Figure | None, place: int) -> float:
    """The figure of one of the seeds; nan where it is not known of each."""
    known = figure is not None and len(figure.each) == line.seeds
    return figure.each[place] if figure is not None and known else math.nan


def _short(value: float) -> str:
    """A number as far as it tells something; whole ones without a point, none that is not known."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() else f"{value:.6g}"


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
    lines += [" & ".join(_cell(table, column, line) for column in shown) + r" \\" for line in table.lines]
    said = " ".join([*notes(table), "The quoted columns:", *quotation_notes()])
    lines += [r"\bottomrule", r"\end{tabular}}", rf"\caption{{{_tex(table.dataset)}. {_tex(said)}}}"]
    return "\n".join([*lines, r"\end{table}", ""])


def _cell(table: Table2, column: Column, line: Line) -> str:
    """A cell; the highest mean of a metric is bold."""
    text = _tex(column.text(line))
    return rf"\textbf{{{text}}}" if _is_highest(table, column, line) else text


def _is_highest(table: Table2, column: Column, line: Line) -> bool:
    """Whether it is the mean of the highest whole row of a model."""
    return any(
        column.head == f"{metric.upper()}, %" and label == line.label and not line.is_reference
        for metric, label in table.highest.items()
    )


def _tex(text: str) -> str:
    """A text that LaTeX prints as it is."""
    return re.sub(".", lambda match: _LATEX.get(match[0], match[0]), text)
