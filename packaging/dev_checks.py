"""Every check of the project, in the order of how soon they can fail."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from dev_environment import ROOT

PYTEST = ["-m", "pytest"]
# One process per core; in each, the libraries compute with one thread.
PARALLEL = ["-n", "auto"]
# The engine's tests always run where PySide6 cannot be imported: it must do without. And in the rooms that
# compute, the shapes that the annotations promise are checked at every call.
WITHOUT_QT = {"PYTHONPATH": str(ROOT / "tests" / "support" / "without_qt")}
SHAPED = "engine.diffusion,engine.models,engine.evaluation.metrics"
ENGINE = ["-p", "no:pytest-qt", f"--jaxtyping-packages={SHAPED},beartype.beartype", "tests/engine"]
ELSEWHERE = [f"--ignore=tests/{folder}" for folder in ("engine", "end_to_end", "benchmarks")]


@dataclass(frozen=True)
class Check:
    """One command.

    Attributes:
        name: how `test NAME` calls it.
        command: what follows `python`.
        environment: variables on top of those of this process.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)


CHECKS = [
    Check("lint", ["-m", "ruff", "check", "."]),
    Check("format", ["-m", "ruff", "format", "--check", "."]),
    Check("walls", ["-c", "from importlinter.cli import lint_imports_command as run; run()"]),
    Check("types", ["-m", "mypy"]),
    Check("engine", [*PYTEST, *PARALLEL, *ENGINE], WITHOUT_QT),
    Check("window", [*PYTEST, *PARALLEL, "tests", *ELSEWHERE], {"QT_QPA_PLATFORM": "offscreen"}),
    Check("end-to-end", [*PYTEST, "tests/end_to_end", "-p", "no:randomly"]),
]


def run(python: str, names: list[str]) -> int:
    """Run the named checks (all of them without a name).

    Returns:
        0 when all passed, 1 when one failed, 2 for an unknown name.
    """
    known = [check.name for check in CHECKS]
    if unknown := [name for name in names if name not in known]:
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    outcomes = [(check, *_run_one(python, check)) for check in CHECKS if not names or check.name in names]
    print("\n" + "-" * 40)
    for check, passed, seconds in outcomes:
        print(f"{'passed' if passed else 'FAILED'}  {check.name:<12} {seconds:7.1f} s")
    return 0 if all(passed for _, passed, _ in outcomes) else 1


def _run_one(python: str, check: Check) -> tuple[bool, float]:
    print(f"\n=== {check.name}: {' '.join(check.command)}", flush=True)
    started = time.monotonic()
    environment = {**os.environ, "OMP_NUM_THREADS": "1", **check.environment}
    code = subprocess.call([python, *check.command], cwd=ROOT, env=environment)
    return code == 0, time.monotonic() - started
