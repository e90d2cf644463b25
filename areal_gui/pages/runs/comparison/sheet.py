"""A table of ready-made texts with titles at both sides, as it is shown, copied and saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One text.

    Attributes:
        best: it stands out: the best of its kind, or a difference that the data show.
        quiet: it steps back: not comparable, not known.
        tip: more than there is room for.
        place: the number of the run whose mark stands before it.
        value: what is saved in place of the text, where that is rounded.
    """

    text: str
    best: bool = False
    quiet: bool = False
    tip: str = ""
    place: int | None = None
    value: float | None = None


@dataclass(frozen=True)
class Sheet:
    """Titles of columns and rows, and the cells between them.

    Attributes:
        corner: what the titles of the rows are.
        numbers: the columns that are aligned to the right.
    """

    corner: str = ""
    columns: tuple[Cell, ...] = ()
    titles: tuple[Cell, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    numbers: frozenset[int] = frozenset()

    def texts(self) -> list[list[str]]:
        """Everything as it is read, the titles of the columns first."""
        head = [self.corner, *(cell.text for cell in self.columns)]
        return [head, *([title.text, *map(_told, row)] for title, row in self._lines())]

    def values(self) -> list[list[object]]:
        """Everything as it is counted with: figures are not rounded."""
        head: list[object] = [self.corner, *(cell.text for cell in self.columns)]
        body: list[list[object]] = [
            [title.text, *(cell.text if cell.value is None else cell.value for cell in row)]
            for title, row in self._lines()
        ]
        return [head, *body]

    def markdown(self) -> str:
        """A table in Markdown; what is best is bold."""
        head, *body = self.texts()
        sides = ["---:" if column - 1 in self.numbers else "---" for column in range(len(head))]
        return "".join(
            _line(row)
            for row in (list(map(_escaped, head)), sides, *([_escaped(text) for text in row] for row in body))
        )

    def _lines(self) -> list[tuple[Cell, tuple[Cell, ...]]]:
        return list(zip(self.titles, self.rows, strict=True))


def _told(cell: Cell) -> str:
    return f"**{cell.text}**" if cell.best else cell.text


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
