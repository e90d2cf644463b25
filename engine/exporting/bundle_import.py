"""A bundle becomes a run of this workspace: listed, compared and asked as others are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import BadInput
from engine.events import CancelToken, Event, Progress
from engine.exporting.archive import Archive
from engine.exporting.atomic import failures_in_words
from engine.exporting.bundle_file import KEPT, Bundle, load_bundle
from engine.recommending.imported import POPULARITY, matchings
from engine.store.imported import ImportedRun, add_imported, imported_with, set_audience, show_imported
from engine.store.runs import get_run
from engine.training.checkpoint import BEST, CHECKPOINTS, REFIT, save
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class BundleImported(Event):
    """The bundle is a run now.

    Attributes:
        audience: the data set whose users it is asked about, the one of which it knows most; None: it knows
            no item of any.
        known: items of that data set that the model knows, of so many `items`.
    """

    run_id: int
    name: str
    model: str
    items: int
    audience: str | None
    known: int
    of_items: int


def import_bundle(workspace: Workspace, path: Path, cancel: CancelToken) -> Iterator[Event]:
    """Read a bundle and keep it as a run; the last event is `BundleImported`.

    Whatever ends the program, the run is there whole, or nothing of it is seen.

    Raises:
        BadInput: it is refused, with the reason; or it is here already.
        Cancelled: nothing is left.
    """
    Archive(path).close()  # before anything large that is no bundle is copied
    with workspace.under_way("import", f"{path.stem}") as folder:
        yield Progress(text="Reading the bundle", done=0, total=3, unit="steps")
        own = folder / "run"
        own.mkdir()
        with failures_in_words(own):
            shutil.copyfile(path, own / KEPT)
        cancel.raise_if_cancelled()
        bundle = load_bundle(own / KEPT, path.name)
        _check_new(workspace, bundle, path)
        cancel.raise_if_cancelled()
        yield Progress(text="Keeping the model", done=1, total=3, unit="steps")
        with failures_in_words(own):
            _fill(own, bundle)
        cancel.raise_if_cancelled()
        run_id = _placed(workspace, bundle, path, own)
    yield Progress(text="Looking for users it knows", done=2, total=3, unit="steps")
    yield _with_audience(workspace, run_id, bundle)


def _check_new(workspace: Workspace, bundle: Bundle, path: Path) -> None:
    there = imported_with(workspace.store, bundle.hash)
    if there is not None:
        number, name = there
        raise BadInput(
            f"“{path.name}” was imported before.", f"It is run {number}, “{name}”.", "Use that run."
        )


def _fill(folder: Path, bundle: Bundle) -> None:
    """The files of a run, as far as they are used of one that was trained elsewhere."""
    again = bundle.config.trained_on != "train"
    save(bundle.model, folder / CHECKPOINTS / (REFIT if again else BEST))
    np.save(folder / POPULARITY, bundle.items.interactions)
    settings = bundle.config.settings.model_dump(mode="json")
    (folder / "config.json").write_text(json.dumps(settings, indent=2), encoding="utf-8")
    (folder / "README.md").write_text(bundle.card, encoding="utf-8")


def _placed(workspace: Workspace, bundle: Bundle, path: Path, folder: Path) -> int:
    config, origin = bundle.config, bundle.origin
    columns = {
        "name": " ".join(origin.run.split()) or path.stem,
        "model": config.model,
        "preset": config.preset,
        "seed": config.seed,
        "device": config.device,
        "finished_at": origin.trained_at,
        "config": config.settings.model_dump(mode="json"),
        "split_hash": config.split_hash,
        "snapshot_hash": origin.snapshot_hash or None,
        "policy": config.policy,
        "epoch": config.epochs,
        "best_epoch": config.best_epoch,
        "parameters": config.parameters,
    }
    new = ImportedRun(
        columns,
        dataset_name=" ".join(origin.dataset.split()) or "A log",
        source=path.name,
        hash=bundle.hash,
        origin=origin.model_dump(),
        synthetic=origin.synthetic,
        items=bundle.items.names,
        metrics=bundle.figures,
    )
    run_id = add_imported(workspace.store, new)
    target = workspace.root / "runs" / str(run_id)
    shutil.rmtree(target, ignore_errors=True)  # of a workspace whose store was put back from a copy
    with failures_in_words(target):
        target.parent.mkdir(exist_ok=True)
        folder.rename(target)
    show_imported(workspace.store, run_id)
    return run_id


def _with_audience(workspace: Workspace, run_id: int, bundle: Bundle) -> BundleImported:
    run = get_run(workspace.store, run_id)
    best = next(iter(matchings(workspace, run)), None)
    if best is not None:
        set_audience(workspace.store, run_id, best.dataset_id)
    return BundleImported(
        run_id=run_id,
        name=run.name,
        model=run.model,
        items=len(bundle.items.names),
        audience=None if best is None else best.name,
        known=0 if best is None else best.known,
        of_items=0 if best is None else best.items,
    )
