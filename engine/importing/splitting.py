"""How lines are split before the number of their fields is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from engine.importing.form import FileForm
from engine.importing.quotes import quoted_records
from engine.importing.rows import split_line


def split_lines(lines: Iterable[bytes], form: FileForm) -> list[list[str]]:
    """The fields of each line; of each record, where quotes hold line ends."""
    text = b"".join(line + b"\n" for line in lines)
    if b'"' not in text or len(form.delimiter) > 1:
        return [split_line(line, form) for line in text.split(b"\n")[:-1]]
    records, _ = quoted_records(text, form.delimiter, None, final=True)
    return [
        split_line(text[record.start : record.end], form) if record.fields is None else record.fields
        for record in records
    ]


def usual_width(rows: list[list[str]]) -> int:
    """The number of fields that most rows have."""
    return Counter(map(len, rows)).most_common(1)[0][0]
