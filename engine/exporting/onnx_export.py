"""A run's model as ONNX files in a folder, checked against the engine before they are given away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.evaluation.evaluator import Policy
from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import new_folder
from engine.exporting.example import EXAMPLE
from engine.exporting.example import NAME as EXAMPLE_FILE
from engine.exporting.formats import Exported
from engine.exporting.item_tables import ITEMS_TSV, write_items
from engine.exporting.manifest import program_version
from engine.exporting.naming import folder_name
from engine.exporting.onnx_graph.card import CARD, card
from engine.exporting.onnx_graph.files import NOISE_FILE, onnx_files
from engine.exporting.onnx_graph.parity import agreement, histories_of
from engine.exporting.programs.denoising import times_of
from engine.exporting.programs.scoring import programs_of
from engine.exporting.room import require_room
from engine.models.protocol import TrainedModel
from engine.sequences.names import item_names
from engine.sequences.snapshot import open_run_snapshot
from engine.store.runs import RunRow, get_run
from engine.training.checkpoint import load_run_model, seen_by_model_for_use
from engine.training.config import RunConfig
from engine.workspace import Workspace

SUFFIX = "-onnx"


def export_onnx(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """Write the model of a run into a new folder in `folder`, named after the run.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        BadInput: a folder of that name is there, or the disk does not take it.
        EngineError: the model cannot be written as ONNX, or its file does not agree with the engine.
        Cancelled: nothing is left.
    """
    run = get_run(workspace.store, run_key)
    snapshot = open_run_snapshot(workspace, run)
    model = load_run_model(workspace, run, snapshot.n_items, torch.device("cpu"), purpose="use")
    places = RunConfig.model_validate(run.config).data.history_length
    policy: Policy = "exclude" if run.policy == "exclude" else "keep"
    programs = programs_of(model, places, policy)
    about = _about(workspace, run, model, places)
    target = folder / (folder_name(run) + SUFFIX)
    require_room(folder, 3 * _bytes_of(model))
    with new_folder(target) as partial:
        files: dict[str, bytes] = {}
        for name, content in onnx_files(programs, about):
            cancel.raise_if_cancelled()
            files[name] = content
            (partial / name).write_bytes(content)
            yield Progress(
                text="Writing the model as ONNX", done=len(files), total=len(programs) + 1, unit="parts"
            )
        by_program = {name.removesuffix(".onnx"): content for name, content in files.items()}
        histories = histories_of(snapshot)
        found = yield from agreement(by_program, model, places, policy, histories, _noise(files), cancel)
        found.require()
        write_items(partial / ITEMS_TSV, item_names(workspace.store, run.dataset_id, snapshot))
        (partial / EXAMPLE_FILE).write_text(EXAMPLE, "utf-8")
        (partial / CARD).write_text(card(about, programs, found), "utf-8")
        written = sorted(file.name for file in partial.iterdir())
    yield Exported(run_id=run.id, path=str(target), files=written, notes=(found.text,))


def _noise(files: dict[str, bytes]) -> NDArray[np.float32] | None:
    if NOISE_FILE not in files:
        return None
    found: NDArray[np.float32] = np.load(io.BytesIO(files[NOISE_FILE]), allow_pickle=False)
    return found


def _bytes_of(model: TrainedModel) -> int:
    return sum(tensor.numel() * tensor.element_size() for tensor in model.state_dict().values())


def _about(workspace: Workspace, run: RunRow, model: TrainedModel, places: int) -> dict[str, str]:
    """What is kept in every file."""
    about = {
        "run": run.name,
        "run_number": str(run.id),
        "model": run.model,
        "version": program_version(),
        "data_set": run.dataset_name,
        "trained_on": seen_by_model_for_use(workspace, run),
        "split_hash": run.split_hash,
        "policy": run.policy,
        "n_items": str(model.n_items),
        "history_length": str(places),
        "items": f"row n of {ITEMS_TSV} is item n",
    }
    return {**about, **times_of(model)}
