"""A trained model as one file that can be taken away: weights, settings, items, figures, card, manifest."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial as partial_of
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save

from engine.errors import NotFound
from engine.events import CancelToken, Event, Progress
from engine.exporting.archive import write_archive
from engine.exporting.atomic import new_file_in
from engine.exporting.bundle_figures import figures_file
from engine.exporting.bundle_file import (
    CARD,
    CONFIG,
    EXAMPLE_FILE,
    FIGURES,
    FILES,
    ITEMS,
    KEPT,
    WEIGHTS,
    BundleConfig,
)
from engine.exporting.bundle_items import BundleItems, items_file
from engine.exporting.example import EXAMPLE
from engine.exporting.formats import Exported, export_format
from engine.exporting.manifest import NAME as MANIFEST
from engine.exporting.manifest import Origin, manifest, program_version
from engine.exporting.model_card import model_card
from engine.sequences.data_card import data_card
from engine.sequences.names import item_names
from engine.sequences.snapshot import Snapshot, open_run_snapshot
from engine.sequences.splits import make_split
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.runs import IMPORTED, RunRow, get_run, metrics
from engine.training.checkpoint import load_run_model, seen_by_model_for_use
from engine.training.config import RunConfig
from engine.workspace import Workspace


def export_bundle(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken, licence: str = ""
) -> Iterator[Event]:
    """Write the model of a run into `folder`, as one file named after the run.

    The same run gives the same bytes.

    Args:
        licence: what the card says of who may do what with it.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        BadInput: a file of that name is there, or the disk does not take it.
        Cancelled: nothing is left.
    """
    run = get_run(workspace.store, run_key)
    name = export_format("bundle").name_for(run)
    if run.status == IMPORTED:
        yield from _as_it_came(workspace, run, folder, name)
        return
    files: dict[str, bytes] = {}
    with new_file_in(folder, name) as partial:
        snapshot, dataset = open_run_snapshot(workspace, run), get_dataset(workspace.store, run.dataset_id)
        card = partial_of(_card, licence=licence)
        parts: tuple[Callable[..., dict[str, bytes]], ...] = (_model, _items, _figures, card)
        for done, write in enumerate(parts):
            yield Progress(text="Exporting", done=done, total=len(parts) + 1, unit="parts")
            cancel.raise_if_cancelled()
            files |= write(workspace, run, dataset, snapshot)
        yield Progress(text="Exporting", done=len(parts), total=len(parts) + 1, unit="parts")
        files |= {EXAMPLE_FILE: EXAMPLE.encode()}
        files = {each: files[each] for each in sorted(files)}
        described = {MANIFEST: manifest(files, _origin(run, dataset, snapshot)), **files}
        cancel.raise_if_cancelled()
        write_archive(partial, described)
    yield Exported(run_id=run.id, path=str(folder / name), files=list(described))


def _as_it_came(workspace: Workspace, run: RunRow, folder: Path, name: str) -> Iterator[Event]:
    """The bundle of an imported run leaves as it came: what it says of its origin stays true."""
    kept = workspace.run_folder(run.id) / KEPT
    with new_file_in(folder, name) as partial:
        yield Progress(text="Exporting", done=0, total=1, unit="parts")
        if not kept.exists():
            raise NotFound(
                f"The bundle of run {run.id} is gone.", f"Its file was {kept}.", "Import it again."
            )
        shutil.copyfile(kept, partial)
    note = "The bundle is the one that was imported, byte by byte."
    files = [MANIFEST, *sorted(FILES)]
    yield Exported(run_id=run.id, path=str(folder / name), files=files, notes=(note,))


def _origin(run: RunRow, dataset: DatasetRow, snapshot: Snapshot) -> Origin:
    return Origin(
        program=program_version(),
        run=run.name,
        trained_at=run.finished_at or run.created_at,
        dataset=dataset.name,
        synthetic=dataset.synthetic,
        snapshot_hash=snapshot.hash,
        sequences=snapshot.n_sequences,
        interactions=len(snapshot.items),
    )


def _model(workspace: Workspace, run: RunRow, _dataset: DatasetRow, snapshot: Snapshot) -> dict[str, bytes]:
    model = load_run_model(workspace, run, snapshot.n_items, torch.device("cpu"), purpose="use")
    config: dict[str, Any] = {
        "model": run.model,
        "n_items": snapshot.n_items,
        "policy": run.policy,
        "split_hash": run.split_hash,
        "preset": run.preset,
        "seed": run.seed,
        "device": run.device,
        "epochs": run.epoch,
        "best_epoch": run.best_epoch,
        "parameters": run.parameters,
        "trained_on": seen_by_model_for_use(workspace, run),
        "settings": run.config,
    }
    text = BundleConfig.model_validate(config).model_dump_json(indent=2) + "\n"
    return {WEIGHTS: save(model.state_dict()), CONFIG: text.encode()}


def _items(workspace: Workspace, run: RunRow, _dataset: DatasetRow, snapshot: Snapshot) -> dict[str, bytes]:
    names = item_names(workspace.store, run.dataset_id, snapshot)
    occurrences = np.bincount(snapshot.items, minlength=snapshot.n_items).astype(np.int64)
    return {ITEMS: items_file(BundleItems(names, occurrences))}


def _figures(
    workspace: Workspace, run: RunRow, _dataset: DatasetRow, _snapshot: Snapshot
) -> dict[str, bytes]:
    return {FIGURES: figures_file(metrics(workspace.store, run.id))}


def _card(
    workspace: Workspace, run: RunRow, dataset: DatasetRow, snapshot: Snapshot, *, licence: str
) -> dict[str, bytes]:
    data = RunConfig.model_validate(run.config).data
    card = model_card(
        run,
        dataset,
        metrics(workspace.store, run.id, split="test"),
        data_card(snapshot, make_split(snapshot, data), data.history_length),
        seen_by_model_for_use(workspace, run),
        licence=licence,
    )
    return {CARD: card.encode()}
