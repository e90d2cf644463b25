"""A report as one HTML file that needs nothing else: texts, tables and pictures, light and dark, to print."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from engine.exporting.atomic import new_file
from engine.exporting.svg_charts import DARK, LIGHT
from engine.exporting.svg_charts import STYLE as CHARTS

STYLE = (
    f"""
:root {{ color-scheme: light dark; --bar: #4b57d6; {LIGHT} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ --bar: #98a2ff; {DARK} }} }}
"""
    + """
body { font: 15px/1.5 Inter, system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { font-size: 1.15rem; margin-top: 2rem; }
p.facts, figcaption, th { color: var(--muted); } p.facts { margin-top: .2rem; }
table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 500; }
td, th { padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1rem 0; } img { width: 45rem; max-width: 100%; }
.track { display: inline-block; width: 6rem; margin-right: .5rem; text-align: left; }
.bar { display: inline-block; height: .5rem; border-radius: 2px; background: var(--bar); }
table.fitted .n { width: 1%; } tr.muted td { color: var(--muted); }
figure svg { width: 100%; max-width: 46rem; height: auto; } .wide { overflow-x: auto; }
td { overflow-wrap: break-word; } h1, p, li { overflow-wrap: anywhere; } ul { padding-left: 1.2rem; }
td:first-child:not(.n) { min-width: 6.5rem; }
table.loose td.n { white-space: pre-line; }
@media print {
  @page { margin: 16mm; } :root { color-scheme: light; } body { font-size: 10px; margin: 0; max-width: none; }
  figure, tr { break-inside: avoid; } h2, h2 + p { break-after: avoid; } .wide { overflow: visible; }
}
"""
    + CHARTS
)

WIDE = """
body { max-width: none; } table { display: block; overflow-x: auto; width: auto; } td { white-space: nowrap; }
th.over { text-align: center; border-bottom: 2px solid var(--line); } p, ul { max-width: 60rem; }
"""


@dataclass(frozen=True)
class ReportTable:
    """Cells as texts; `numbers` are the columns aligned to the right, `bars` the column with a share each.

    `spans` are heads above the heads, each over so many columns.
    In a `loose` one numbers may have several lines: a figure above its interval. In a `fitted` one columns of
    numbers are no wider than they need, and the texts have the rest. `muted` rows step back; of `bold` cells
    each is a row and a column.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    bars: tuple[int, Sequence[float]] | None = None
    spans: Sequence[tuple[str, int]] = ()
    loose: bool = False
    fitted: bool = False
    muted: frozenset[int] = frozenset()
    bold: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Section:
    """A heading, what is said, a table, pictures (PNG) and drawings (SVG) with their captions.

    `points` are a list below the table.
    """

    title: str
    texts: Sequence[str] = ()
    table: ReportTable | None = None
    pictures: Sequence[tuple[str, bytes]] = field(default_factory=tuple)
    drawings: Sequence[tuple[str, str]] = field(default_factory=tuple)
    points: Sequence[str] = ()


def save_report(path: Path, title: str, facts: str, sections: Sequence[Section]) -> None:
    """Write the report, whole or not at all; raises `BadInput` where the disk does not take it."""
    with new_file(path) as partial:
        partial.write_text(report(title, facts, sections), encoding="utf-8")


def report(title: str, facts: str, sections: Sequence[Section], *, wide: bool = False) -> str:
    """The whole page. Every text comes from a log or a person: none of it is taken for HTML.

    Args:
        wide: tables have many columns: the page takes all the room, and they scroll.
    """
    style = STYLE + WIDE if wide else STYLE
    body = "\n".join(_section(section) for section in sections)
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>\n"
        f'<h1>{escape(title)}</h1><p class="facts">{escape(facts)}</p>\n{body}\n</body></html>\n'
    )


def _section(section: Section) -> str:
    parts = [f"<h2>{escape(section.title)}</h2>", *(f"<p>{escape(text)}</p>" for text in section.texts)]
    if section.table is not None:
        parts.append(_table(section.table))
    if section.points:
        parts.append(f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in section.points)}</ul>")
    for caption, picture in section.pictures:
        data = base64.b64encode(picture).decode("ascii")
        image = f'<img alt="{escape(caption)}" src="data:image/png;base64,{data}">'
        parts.append(f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>")
    for caption, drawing in section.drawings:
        parts.append(f"<figure>{drawing}<figcaption>{escape(caption)}</figcaption></figure>")
    return "\n".join(parts)


def _table(table: ReportTable) -> str:
    head = "".join(_cell("th", text, at in table.numbers) for at, text in enumerate(table.headers))
    rows = "\n".join(
        f"<tr{' class=muted' if at in table.muted else ''}>{_row(table, at)}</tr>"
        for at in range(len(table.rows))
    )
    above = "".join(f'<th class=over colspan="{width}">{escape(text)}</th>' for text, width in table.spans)
    above = f"<tr>{above}</tr>" if above else ""
    body = f"<thead>{above}<tr>{head}</tr></thead><tbody>\n{rows}\n</tbody>"
    kind = " class=loose" if table.loose else " class=fitted" if table.fitted else ""
    return f'<div class="wide"><table{kind}>{body}</table></div>'


def _row(table: ReportTable, row: int) -> str:
    cells = []
    for at, text in enumerate(table.rows[row]):
        bar = ""
        if table.bars is not None and table.bars[0] == at:
            width = 6 * min(1.0, max(0.0, table.bars[1][row]))
            bar = f'<span class="track"><span class="bar" style="width:{width:.2f}rem"></span></span>'
        cells.append(_cell("td", text, at in table.numbers, bar, bold=(row, at) in table.bold))
    return "".join(cells)


def _cell(tag: str, text: str, number: bool, before: str = "", *, bold: bool = False) -> str:
    shown = f"<b>{escape(text)}</b>" if bold else escape(text)
    return f"<{tag}{' class=n' if number else ''}>{before}{shown}</{tag}>"
