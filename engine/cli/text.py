"""How numbers, times and tables are written for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

HEADLINE = ("hr@20", "ndcg@20", "mrr@20")


def cell_width(text: str) -> int:
    """How many terminal cells `text` takes: East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with an ellipsis where something was left out."""
    if cell_width(text) <= width:
        return text
    kept = text[: max(width - 1, 0)]
    while kept and cell_width(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…"


def printable(text: str) -> str:
    """`text` without characters that could move the cursor: ids and titles come from unknown files."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def percent(fraction: float | None) -> str:
    if fraction is None:
        return "-"
    return "<0.01%" if 0 < fraction < 0.00005 else f"{100 * fraction:.2f}%"


def duration(seconds: float) -> str:
    """Seconds as people say them: `4.2 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def size(n_bytes: int) -> str:
    """2483723 -> 2.5 MB."""
    amount, units = float(n_bytes), ["bytes", "kB", "MB", "GB", "TB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1000
        units.pop(0)
    return f"{amount:.0f} {units[0]}" if units[0] == "bytes" else f"{amount:.1f} {units[0]}"


def moment(milliseconds: int | None) -> str:
    """A UTC time in milliseconds as local date and time."""
    if milliseconds is None:
        return "-"
    try:
        return datetime.fromtimestamp(milliseconds / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):  # beyond what the platform's calendar reaches
        return f"{milliseconds} ms"


def table(headers: Sequence[str], rows: Iterable[Sequence[object]], *, left: Sequence[int] = (0,)) -> str:
    """A plain table; the columns numbered in `left` are flush left, the others flush right."""
    cells = [[*headers], *([printable(str(cell)) for cell in row] for row in rows)]
    widths = [max(cell_width(line[column]) for line in cells) for column in range(len(headers))]
    return "\n".join(_table_line(line, widths, left) for line in cells)


def _table_line(line: Sequence[str], widths: Sequence[int], left: Sequence[int]) -> str:
    padded = []
    for column, cell in enumerate(line):
        space = " " * (widths[column] - cell_width(cell))
        padded.append(cell + space if column in left else space + cell)
    return "  ".join(padded).rstrip()


def headline(metrics: Mapping[str, float]) -> dict[str, float]:
    """The three metrics that are always shown."""
    return {name: metrics[name] for name in HEADLINE if name in metrics}


def metrics_table(rows: Mapping[str, Mapping[str, float]], *, first: str = "") -> str:
    """The headline metrics in percent with their 95% intervals, one row for each model or slice."""
    counted = any("rows" in row for row in rows.values()) and first != ""
    headers = (first, *(("examples",) if counted else ()), *(name.upper() for name in HEADLINE))
    cells = [
        (
            name,
            *((f"{row.get('rows', 0):,.0f}",) if counted else ()),
            *(_with_interval(row, metric) for metric in HEADLINE),
        )
        for name, row in rows.items()
    ]
    return table(headers, cells)


def _with_interval(row: Mapping[str, float], metric: str) -> str:
    """`2.46% [2.10, 2.85]`, or the figure alone where there is no interval."""
    value, low, high = (row.get(metric + end) for end in ("", ".low", ".high"))
    if low is None or high is None:
        return percent(value)
    return f"{percent(value)} [{100 * low:.2f}, {100 * high:.2f}]"
