"""A bundle at work without a workspace."""

from __future__ import annotations

from engine.exporting.bundle_file import Bundle
from engine.recommending.imported import served_to_nobody
from engine.recommending.loading import recommender_with
from engine.recommending.recommender import Recommender
from engine.store.runs import IMPORTED, RunRow


def recommender_of(bundle: Bundle) -> Recommender:
    """What recommends after any history of the items of a bundle."""
    config, origin = bundle.config, bundle.origin
    run = RunRow(
        id=0,
        dataset_id=0,
        dataset_name=origin.dataset,
        name=origin.run,
        model=config.model,
        preset=config.preset,
        seed=config.seed,
        device=config.device,
        status=IMPORTED,
        created_at=origin.trained_at,
        finished_at=origin.trained_at,
        config=config.settings.model_dump(mode="json"),
        split_hash=config.split_hash,
        policy=config.policy,
        epoch=config.epochs,
        best_epoch=config.best_epoch,
        parameters=config.parameters,
        error=None,
        snapshot_hash=origin.snapshot_hash or None,
    )
    names = bundle.items.names
    served = served_to_nobody(0, len(names))
    return recommender_with(run, names, bundle.model, served, bundle.items.interactions)
