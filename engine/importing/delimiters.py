"""Which separator a text uses."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from engine.importing.blanks import by_any_blank
from engine.importing.form import Delimiter, FileForm
from engine.importing.splitting import split_lines

CANDIDATES: tuple[Delimiter, ...] = ("::", "\t", ";", ",", "|", "whitespace")
"""Of two that fit alike the first is taken: 4,5 between semicolons is a number."""

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")


def find_delimiter(lines: list[bytes], form: FileForm) -> tuple[Delimiter | None, float]:
    """The separator that gives the most lines the same number of fields; of equals, the most fields.

    Returns:
        The separator, or None where none makes two fields of a line; and the share of even lines.

    Raises:
        BadInput: tabs separate some fields and blanks others, and blanks are also within texts.
    """
    best: tuple[float, int] = (0.0, 1)
    chosen: Delimiter | None = None
    for candidate in CANDIDATES:
        rows = split_lines(lines, replace(form, delimiter=candidate))
        width, count = max(Counter(map(len, rows)).items(), key=lambda entry: (entry[0] > 1, entry[1]))
        share = round(count / len(rows), 1)
        if width < 2 or (candidate == "whitespace" and best[0] >= 0.6):  # blanks are inside most texts
            continue
        if share >= 0.9 and (candidate == "::" or (candidate == ";" and _commas_are_decimal(rows))):
            return candidate, share  # nothing else is written so by chance
        if (share, width) > best:
            best, chosen = (share, width), candidate
    if chosen == "\t" and by_any_blank(lines, form, even=best[0] >= 0.9):
        return "whitespace", 1.0
    return chosen, best[0]


def _commas_are_decimal(rows: list[list[str]]) -> bool:
    """Whether commas stand in numbers only, and there are some."""
    with_comma = [cell.strip() for row in rows for cell in row if "," in cell]
    return bool(with_comma) and all(_DECIMAL_COMMA.fullmatch(cell) for cell in with_comma)
