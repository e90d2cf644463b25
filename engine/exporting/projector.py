"""The two files that the Embedding Projector reads: a vector a line, and what each is, a line for each.

It splits at every tab and line end and knows no quotes, so that those in a text become blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

_BREAKS = dict.fromkeys("\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", " ")
_TO_BLANKS = str.maketrans(_BREAKS)


def write_vectors(file: TextIO, vectors: NDArray[np.float32]) -> None:
    """Append rows, with as many digits as bring the numbers back to within a millionth of the largest."""
    np.savetxt(file, vectors, fmt="%.7g", delimiter="\t")


def write_metadata(file: TextIO, rows: Iterable[Sequence[str | int]]) -> None:
    """Append rows; the first of all is the names of the columns, of which there are at least two."""
    file.writelines("\t".join(one_line(str(cell)) for cell in row) + "\n" for row in rows)


def one_line(text: str) -> str:
    """The text without what the Projector takes for the end of a cell or a line."""
    return text.translate(_TO_BLANKS).strip()
