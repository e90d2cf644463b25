"""Lines in which blanks separate fields as tabs do, told from lines with tabs between texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from engine.importing.form import FileForm
from engine.importing.refusals import mixed_separators
from engine.importing.roles import Sample
from engine.importing.splitting import split_lines, usual_width

_NEARLY_ALL = 0.9


def by_any_blank(lines: Sequence[bytes], form: FileForm, *, even: bool) -> bool:
    """Whether lines that hold tabs are separated by any blank.

    Args:
        lines: the first lines, a header perhaps.
        form: of the file.
        even: whether tabs split nearly all lines into the same number of fields. Where they do, the blanks
            may be within texts and dates; where they do not, and blanks do, blanks are what separates.

    Raises:
        BadInput: blanks separate numbers in one place, and are within texts in another.
    """
    tabbed = split_lines(lines, replace(form, delimiter="\t"))
    blank = split_lines(lines, replace(form, delimiter="whitespace"))
    width, count = Counter(map(len, blank)).most_common(1)[0]
    if any(b'"' in line for line in lines) or width < 2 or count < _NEARLY_ALL * len(lines):
        return False
    if not even:
        return True
    spaced = _spaced(tabbed)
    joined = [cells for cells in spaced if not _are_within(cells)]
    if not joined or (len(tabbed[0]) == usual_width(tabbed) and len(blank[0]) != width):
        return False  # the latter: a header names as many columns as there are between tabs
    if len(joined) < len(spaced):
        raise mixed_separators(form.label, lines[-1].decode("utf-8", "replace"))
    return True


def numbers_in_one_field(rows: Sequence[Sequence[str]]) -> str | None:
    """A field of the first line, if all fields of its column are numbers with blanks between them."""
    if len(set(map(len, rows))) > 1:
        return None
    for column in map(list, zip(*rows, strict=True)):
        if all(" " in cell.strip() for cell in column) and not _are_within(column):
            return str(column[0])
    return None


def _spaced(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Of each column that has some, the cells with blanks in them; the first line may be a header."""
    width = usual_width(list(map(list, rows)))
    whole = [row for row in rows[1:] or rows if len(row) == width]
    columns = [[cell for cell in column if " " in cell.strip()] for column in zip(*whole, strict=True)]
    return [cells for cells in columns if cells]


def _are_within(cells: Sequence[str]) -> bool:
    """Whether the blanks of a column belong to its cells: between the words of texts, in dates."""
    has_words = any(not any(map(str.isdigit, word)) for cell in cells for word in cell.split())
    return has_words or Sample("", cells).are_dates
