"""Reading a bundle, whoever made it: whole, or refused with the reason. Nothing in it is executed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from engine.errors import BadInput
from engine.evaluation.evaluator import Policy
from engine.exporting.archive import AGAIN, LARGEST, Archive
from engine.exporting.bundle_figures import UnfitFigures, read_figures
from engine.exporting.bundle_items import BundleItems, UnfitItems, read_items
from engine.exporting.bundle_weights import UnfitWeights, model_with, read_weights
from engine.exporting.manifest import Origin, checked_files, first_fault
from engine.models.protocol import TrainedModel
from engine.store.runs import Metric
from engine.training.checkpoint import TrainedOn
from engine.training.config import RunConfig

SUFFIX = ".areal"
KEPT = "bundle.areal"
"""The file itself, in the folder of an imported run: exported again, it leaves as it came."""
WEIGHTS, CONFIG, ITEMS, FIGURES = "model.safetensors", "config.json", "items.parquet", "figures.json"
CARD, EXAMPLE_FILE = "README.md", "example.py"
FILES = {
    CARD: 1 << 24,
    EXAMPLE_FILE: 1 << 16,
    CONFIG: 1 << 20,
    FIGURES: 1 << 27,
    ITEMS: 1 << 31,
    WEIGHTS: LARGEST,
}
"""The files of a bundle beside its manifest, and how many bytes each may have."""

_Short = Annotated[str, StringConstraints(max_length=200)]


class BundleConfig(BaseModel):
    """The file `config.json`: what else is needed to score with the weights, and to tell the run by.

    `trained_on` is train for the run's best epoch, train+val or all for a model trained again for use.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: _Short
    n_items: int = Field(ge=1)
    policy: Policy
    split_hash: _Short
    preset: _Short
    seed: int = Field(ge=0, lt=2**63)
    device: _Short
    epochs: int = Field(ge=0, le=1_000_000)
    best_epoch: int | None = Field(ge=0, le=1_000_000)
    parameters: int | None = Field(ge=0, lt=2**63)
    trained_on: TrainedOn
    settings: RunConfig


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read back and found whole.

    Attributes:
        hash: SHA-256 of the file.
        origin: where it comes from, as it says.
        card: the model card, Markdown.
        model: the network with its weights, ready for `scores`.
    """

    hash: str
    origin: Origin
    config: BundleConfig
    items: BundleItems
    figures: list[Metric]
    card: str
    model: TrainedModel


def load_bundle(path: Path | str, name: str = "") -> Bundle:
    """Read a bundle, checking every file against the manifest.

    Args:
        path: the file.
        name: what people know it by, where that is not its name.

    Raises:
        BadInput: not a bundle, another version, damaged, or parts that do not fit each other.
    """
    path = Path(path)
    with Archive(path, name) as archive:
        origin, files = checked_files(archive, FILES)
    try:
        config = BundleConfig.model_validate_json(files[CONFIG])
        items, figures = read_items(files[ITEMS]), read_figures(files[FIGURES])
        card = files[CARD].decode()
        if len(items.names) != config.n_items:
            raise UnfitItems(f"It has {len(items.names):,} items, its {CONFIG} says {config.n_items:,}.")
        model = model_with(read_weights(files[WEIGHTS]), config.n_items, config.settings)
    except (ValidationError, UnicodeError, UnfitItems, UnfitFigures, UnfitWeights) as error:
        raise _unfit(archive.name, origin, error) from error
    return Bundle(hash_of(path), origin, config, items, figures, card, model)


def hash_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unfit(name: str, origin: Origin, error: Exception) -> BadInput:
    parts = {UnfitItems: ITEMS, UnfitFigures: FIGURES, UnfitWeights: WEIGHTS, UnicodeDecodeError: CARD}
    part = parts.get(type(error), CONFIG)
    why = first_fault(error) if isinstance(error, ValidationError) else str(error)
    made = f" It was made by AREAL {origin.program}." if origin.program else ""
    return BadInput(f"“{name}” cannot be read.", f"Its {part}: {why.rstrip('.')}.{made}", AGAIN)
