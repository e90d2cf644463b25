"""How long judging 55,000 test rows against 10,000 items takes on one core, and drawing their intervals.

Run by hand: `python -m tests.benchmarks.evaluation_speed`. Writes medians of one run into RESULTS.md.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from engine.evaluation.evaluator import Policy, Ranking, rank_examples
from engine.evaluation.figures import figures
from engine.evaluation.metrics import gains
from engine.evaluation.significance import clusters, differences
from engine.events import CancelToken
from engine.models.protocol import Scorer
from engine.models.registry import REFERENCES
from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, examples, training_log
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import make_split
from engine.training.config import RunConfig
from engine.training.settings import with_settings
from engine.training.setup import build_model
from tests.benchmarks.results import machine, write_section
from tests.support.events import result_of

ROWS, ITEMS, STEPS, ROUNDS = 55_000, 10_000, 20, 3
ASKED = 20.0
"""Seconds for AREAL."""


def sessions(n: int = 200_000) -> Snapshot:
    """A long-tailed log of sessions of 1 to 7 clicks, whose items are near each other."""
    random = np.random.default_rng(0)
    lengths = random.integers(1, 8, n)
    start = np.repeat(random.zipf(1.2, n) % ITEMS, lengths)
    items = (start + random.integers(0, 40, lengths.sum())) % ITEMS
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return Snapshot(offsets, items.astype(np.int32), None, None, ITEMS, "sessions")


def judged(model: Scorer, rows: Examples, policy: Policy) -> Ranking:
    return result_of(rank_examples(model, rows, policy, CancelToken(), text="Scoring"))


def cpu_seconds(work: Callable[[], object]) -> float:
    """Of this process: what else the machine does is not counted."""
    began = time.process_time()
    work()
    return time.process_time() - began


def median(work: Callable[[], object]) -> float:
    return statistics.median(cpu_seconds(work) for _ in range(ROUNDS))


def lines_of_models(rows: Examples, references: dict[str, Scorer]) -> list[str]:
    """AREAL as configured and with a single draw of x_T, then the reference rows."""
    lines = []
    for samples in (8, 1):
        config = with_settings(RunConfig(), {"sampling.steps": STEPS, "sampling.samples": samples})
        model = build_model(ITEMS, config).eval()
        judged(model, rows.rows(torch.arange(2_000)), "exclude")  # warms up
        seconds = median(lambda model=model: judged(model, rows, "exclude"))
        lines.append(f"| AREAL, {STEPS} steps, x_T drawn {samples} times, history excluded | {seconds:.1f} |")
    for name, reference in references.items():
        seconds = median(lambda model=reference: judged(model, rows, "keep"))
        lines.append(f"| {name} | {seconds:.1f} |")
    return lines


def lines_of_statistics(rows: Examples, a: Ranking, b: Ranking) -> list[str]:
    sums = [clusters(gains(each).numpy(), rows.sequence.numpy()) for each in (a, b)]
    return [
        f"| all figures of all groups, 2,000 resamples | {median(lambda: figures(a, rows)):.2f} |",
        f"| two models compared, 9,999 random signs | {median(lambda: differences(*sums)):.2f} |",
    ]


def main() -> None:
    torch.set_num_threads(1)
    log = sessions()
    split = make_split(log, DataConfig(first_item_is_target=False))
    rows = examples(log, split, "test", 10).rows(torch.arange(ROWS))
    references = {name: reference(training_log(log, split)) for name, reference in REFERENCES.items()}
    lines = lines_of_models(rows, references)
    two = [judged(references[name], rows, "keep") for name in ("item-knn", "v-sknn")]
    lines += lines_of_statistics(rows, *two)
    write_section(
        "Evaluation",
        f"{__doc__.splitlines()[0]} {ROWS:,} rows of {len(torch.unique(rows.sequence)):,} sequences, none "
        f"without a history, {ITEMS:,} items, one torch thread, processor seconds; medians of {ROUNDS} "
        f"rounds. Asked: AREAL with {STEPS} steps under {ASKED:.0f} s.\n\n"
        "| | seconds |\n|---|---|\n" + "\n".join(lines) + f"\n\n{machine()}",
    )


if __name__ == "__main__":
    main()
