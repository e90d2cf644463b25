"""How far the estimate of an import is from what comes out, on real logs of which only a beginning is read.

Run from the repository: `python -m tests.benchmarks.estimates`; reads the logs in `../shared/data` or where
`AREAL_TEST_DATA` points. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from engine.events import CancelToken
from engine.importing.estimate import Estimate, projected, read_beginning
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from tests.benchmarks.results import machine, write_section
from tests.support.real_data import real_data_folder

LOGS = (
    ("complete-journey/transactions.csv.gz",),
    ("movielens-latest-small/ratings.csv",),
    ("movietweetings/50K/ratings.dat",),
    ("movietweetings/100K/ratings.dat",),
    ("movietweetings/latest-2014/ratings.dat",),
    ("yoochoose/yoochoose-clicks-100k-iso.dat",),
    ("yoochoose/yoochoose1_64_train_sessions.csv",),
    ("zhihu/zhihu_sessions.csv",),
)
SHARES = (0.05, 0.2, 0.5)


def main() -> None:
    """Measure all logs and record them."""
    lines = [
        "| log | rows read | users | error | items | error | interactions | error | as the window reads it |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for names in LOGS:
        paths = [real_data_folder() / name for name in names]
        truth = told(paths, rows=10**9)
        begun = time.perf_counter()
        usual = told(paths)
        seconds = time.perf_counter() - begun
        for share in SHARES:
            part = told(paths, rows=int(share * truth.interactions), seconds=0.0)
            shown = f"{'exact' if usual.exact else f'{usual.sampled_rows:,} rows'}, {seconds:.1f} s"
            lines.append(f"| {names[0]} | {part.sampled_rows:,} | {errors(part, truth)} | {shown} |")
            sys.stdout.write(lines[-1] + "\n")
    text = "\n".join(
        [
            "The estimate from a beginning of the log against the whole of it. The last column: what the "
            "import dialog reads, which is the whole log where half a second is enough for it.",
            "",
            *lines,
            "",
            machine(),
        ]
    )
    write_section("Estimates before an import", text)


def told(paths: list[Path], **how: float) -> Estimate:
    recipe = Recipe.from_preview(sniff(paths[0]))
    return projected(read_beginning(paths, recipe, CancelToken(), **how), recipe)  # type: ignore[arg-type]


def errors(part: Estimate, truth: Estimate) -> str:
    return " | ".join(
        f"{getattr(truth, name):,} | {getattr(part, name) / getattr(truth, name) - 1:+.0%}"
        for name in ("users", "items", "interactions")
    )


if __name__ == "__main__":
    main()
