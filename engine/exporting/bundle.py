"""A trained model as a folder that can be taken away: weights, configuration, items, card, manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from engine.errors import BadInput
from engine.evaluation.evaluator import Policy
from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import new_folder
from engine.exporting.formats import Exported
from engine.exporting.manifest import DAMAGED, check_manifest, write_manifest
from engine.exporting.model_card import model_card
from engine.exporting.naming import folder_name
from engine.sequences.data_card import data_card
from engine.sequences.names import item_names
from engine.sequences.snapshot import open_run_snapshot
from engine.sequences.splits import make_split
from engine.store.datasets import Items, get_dataset
from engine.store.runs import RunRow, get_run, metrics
from engine.training.checkpoint import TrainedOn, load_run_model, seen_by_model_for_use
from engine.training.config import RunConfig
from engine.training.setup import build_model
from engine.workspace import Workspace

WEIGHTS, CONFIG, ITEMS, CARD = "model.safetensors", "config.json", "items.parquet", "README.md"
FILES = frozenset({WEIGHTS, CONFIG, ITEMS, CARD})


class BundleConfig(BaseModel):
    """The file `config.json`: what else is needed to score with the weights.

    `trained_on` is train for the run's best epoch, train+val or all for a model trained again for use.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    name: str
    n_items: int = Field(ge=1)
    policy: Policy
    split_hash: str
    preset: str
    trained_on: TrainedOn = "train"
    settings: RunConfig


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read back and found whole."""

    config: BundleConfig
    weights: dict[str, Tensor]
    items: Items

    def model(self) -> nn.Module:
        """The network with its weights, ready for `scores`."""
        model = build_model(self.config.n_items, self.config.settings)
        model.load_state_dict(self.weights)
        return model.eval()


def export_bundle(
    workspace: Workspace, run_key: int | str, folder: Path, cancel: CancelToken
) -> Iterator[Event]:
    """Write the model of a run into a new folder in `folder`, named after the run."""
    run = get_run(workspace.store, run_key)
    with new_folder(folder / folder_name(run)) as partial:
        for done, write in enumerate((_write_model, _write_items, _write_card)):
            cancel.raise_if_cancelled()
            yield Progress(text="Exporting", done=done, total=4, unit="parts")
            write(workspace, run, partial)
        cancel.raise_if_cancelled()
        yield Progress(text="Exporting", done=3, total=4, unit="parts")
        files = write_manifest(partial)
    yield Exported(run_id=run.id, path=str(folder / folder_name(run)), files=files)


def load_bundle(path: Path | str) -> Bundle:
    """Read a bundle, checking every file against the manifest. Nothing in it is executed.

    Raises:
        BadInput: not a bundle, another version, damaged, or parts that do not fit each other.
    """
    folder = Path(path)
    check_manifest(folder, FILES)
    try:
        config = BundleConfig.model_validate_json((folder / CONFIG).read_bytes())
        catalogue = pq.read_table(folder / ITEMS, columns=["external_id", "title"])
        weights = load_file(folder / WEIGHTS)
    except (ValidationError, pa.ArrowException, SafetensorError) as error:
        raise BadInput(f"{folder} cannot be read.", str(error), DAMAGED) from error
    bundle = Bundle(
        config,
        weights,
        Items(catalogue["external_id"].to_pylist(), catalogue["title"].to_pylist()),
    )
    if len(bundle.items) != config.n_items or not _fits(bundle):
        raise BadInput(f"The parts of {folder} do not fit each other.", advice=DAMAGED)
    return bundle


def _fits(bundle: Bundle) -> bool:
    """Whether the weights have the names and shapes of the configured network."""
    try:
        bundle.model()
    except RuntimeError:  # how PyTorch says that names or shapes differ
        return False
    return True


def _write_model(workspace: Workspace, run: RunRow, folder: Path) -> None:
    n_items = open_run_snapshot(workspace, run).n_items
    model = load_run_model(workspace, run, n_items, torch.device("cpu"), purpose="use")
    (folder / WEIGHTS).write_bytes(save(model.state_dict()))
    config = {
        "model": run.model,
        "name": run.name,
        "n_items": n_items,
        "policy": run.policy,
        "split_hash": run.split_hash,
        "preset": run.preset,
        "trained_on": seen_by_model_for_use(workspace, run),
        "settings": run.config,
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _write_items(workspace: Workspace, run: RunRow, folder: Path) -> None:
    catalogue = item_names(workspace.store, run.dataset_id, open_run_snapshot(workspace, run))
    columns = {
        "item": pa.array(range(len(catalogue)), pa.int32()),
        "external_id": pa.array(catalogue.external_ids, pa.string()),
        "title": pa.array(catalogue.titles, pa.string()),
    }
    pq.write_table(pa.table(columns), folder / ITEMS, compression="zstd")


def _write_card(workspace: Workspace, run: RunRow, folder: Path) -> None:
    dataset = get_dataset(workspace.store, run.dataset_id)
    snapshot, data = open_run_snapshot(workspace, run), RunConfig.model_validate(run.config).data
    card = model_card(
        run,
        dataset,
        metrics(workspace.store, run.id, split="test"),
        data_card(snapshot, make_split(snapshot, data), data.history_length),
        seen_by_model_for_use(workspace, run),
    )
    (folder / CARD).write_text(card, encoding="utf-8")
