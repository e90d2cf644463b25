"""What the export of a model as a program takes, how large it is, how fast it runs and how well it agrees.

Run by hand: `python -m tests.benchmarks.exported_models`. Models as they are before their training, 10,000
items; writes one run into RESULTS.md.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch

from engine.events import CancelToken
from engine.exporting.onnx_graph.files import onnx_file
from engine.exporting.onnx_graph.session import Session
from engine.exporting.parity import Agreement, Runner, agreement
from engine.exporting.programs.program import Program, capture
from engine.exporting.programs.scoring import programs_of
from engine.exporting.subject import Subject
from engine.exporting.torch_export import Loaded
from engine.recommending.everyone import latest
from engine.recommending.served import Served
from engine.sequences.snapshot import Snapshot
from engine.store.datasets import Items
from engine.training.config import RunConfig
from engine.training.settings import Value, with_settings
from engine.training.setup import build_model
from tests.benchmarks.results import machine, write_section
from tests.support.run_rows import run_row

N_ITEMS, USERS, LENGTH, ROWS, ROUNDS = 10_000, 1_000, 20, 100, 5

FORMS: dict[str, Mapping[str, Value]] = {
    "AREAL as recommended: 20 ddim steps, 8 samples": {},
    "AREAL, all 1000 ddpm steps, 8 samples": {"sampling.sampler": "ddpm", "sampling.steps": 1000},
    "AREAL, linear, all 1000 ddpm steps": {
        "diffusion.denoiser": "linear",
        "sampling.sampler": "ddpm",
        "sampling.steps": 1000,
    },
    "GRU4Rec": {"method": "gru4rec"},
    "SASRec": {"method": "sasrec"},
}


def main() -> None:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(title, changes, Path(folder)) for title, changes in FORMS.items()]
    headers = ("", "ONNX: s", "MB", ".pt2: s", "MB", "loaded: s", f"{ROWS} users, ms: engine", "onnxruntime")
    lines = [(*headers, "apart", "top 20 the same"), ("---",) * 10, *rows]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    write_section(
        "Exported models",
        f"`recommend` alone, before training, {N_ITEMS:,} items, d = 64, histories of {LENGTH} items of "
        "which the latest 10 count; seconds of the processor, the first with the import of what exports. "
        f"Time of use is the median of {ROUNDS} rounds on one thread, the engine's from the same histories "
        "to the same lists. Apart: the largest difference of a probability on 256 histories."
        f"\n\n{table}\n\n{machine()}",
    )


def _row(title: str, changes: Mapping[str, Value], folder: Path) -> tuple[str, ...]:
    of = _subject(changes)
    ranking, *others = programs_of(of.model, of.places, of.policy)
    began = time.process_time()
    content = onnx_file(ranking, {})
    written = time.process_time() - began
    path, began = folder / "model.pt2", time.process_time()
    torch.export.save(capture(ranking), path)
    saved, began = time.process_time() - began, time.process_time()
    Loaded(ranking, path)
    loaded = time.process_time() - began
    session = Session(content)
    found = _agreement(of, {ranking.name: session, **_at_work(others)}, ranking)
    inputs = _inputs(of, ranking)
    engine, runtime = _median(lambda: _lists(of)), _median(lambda: session.run(inputs))
    return (
        title,
        *(f"{written:.1f}", f"{len(content) / 1e6:.1f}", f"{saved:.1f}", f"{path.stat().st_size / 1e6:.1f}"),
        *(f"{loaded:.1f}", f"{engine * 1e3:.0f}", f"{runtime * 1e3:.0f}"),
        *(f"{found.difference:.0e}", f"{found.top:.2%}"),
    )


def _subject(changes: Mapping[str, Value]) -> Subject:
    config = with_settings(RunConfig(), dict(changes))
    torch.manual_seed(0)
    model = build_model(N_ITEMS, config).eval()
    items = np.random.default_rng(0).integers(0, N_ITEMS, USERS * LENGTH).astype(np.int32)
    users = Snapshot(np.arange(USERS + 1) * LENGTH, items, None, None, N_ITEMS, "")
    names = Items([str(item) for item in range(N_ITEMS)], [None] * N_ITEMS)
    return Subject(
        run_row(), model, names, Served.trained_on(1, users), config.data.history_length, "exclude"
    )


def _at_work(programs: list[Program]) -> dict[str, Runner]:
    return {each.name: Session(onnx_file(each, {})) for each in programs}


def _noise(ranking: Program) -> dict[str, np.ndarray]:
    return {port.name: port.default.numpy() for port in ranking.inputs if port.default is not None}


def _agreement(of: Subject, runners: dict[str, Runner], ranking: Program) -> Agreement:
    checking = agreement(runners, of, _noise(ranking).get("noise"), CancelToken())
    while True:
        try:
            next(checking)
        except StopIteration as ended:
            found: Agreement = ended.value
            return found


def _inputs(of: Subject, ranking: Program) -> dict[str, np.ndarray]:
    whole = of.snapshot.items[: ROWS * LENGTH].reshape(ROWS, LENGTH).astype(np.int64)
    length = np.full(ROWS, LENGTH)
    return {"history": whole, "length": length, "k": np.array([20]), **_noise(ranking)}


def _lists(of: Subject) -> None:
    history, length = latest(of.snapshot, of.snapshot.offsets[: ROWS + 1], of.places)
    with torch.inference_mode():
        of.model.probabilities(of.model.scores(history, length)).topk(20)


def _median(work: Callable[[], object]) -> float:
    def timed() -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    timed()
    return statistics.median(timed() for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
