"""What a run is made of before its first step: data on the device, references, policy and network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from engine.evaluation.evaluator import Policy, resolve_policy
from engine.models.protocol import TrainedModel
from engine.sequences.examples import Examples, TrainingLog, examples, training_log
from engine.sequences.snapshot import Snapshot, open_run_snapshot, open_snapshot
from engine.sequences.splits import PARTS, TRAIN, UNUSED, Part, Split, make_split
from engine.store.runs import RunRow
from engine.training.config import Refit, RunConfig
from engine.training.networks import NETWORKS, Origin
from engine.workspace import Workspace

REFIT_UP_TO: dict[Refit, Part] = {"train+val": "val", "all": "test"}
"""The last part that the training for use sees."""


@dataclass(frozen=True)
class RunData:
    """A data set as one configuration sees it. Examples are on the CPU."""

    snapshot: Snapshot
    split: Split
    parts: dict[Part, Examples]
    log: TrainingLog
    repeat_share: float
    policy: Policy

    @property
    def n_items(self) -> int:
        return self.log.n_items


def run_data(workspace: Workspace, dataset_id: int, config: RunConfig) -> RunData:
    """A data set as it is now, as a new run sees it.

    Raises:
        BadSetting: the filters or the split are not possible.
    """
    return _split_up(open_snapshot(workspace, dataset_id, config.data.filters), config)


def data_of_run(workspace: Workspace, run: RunRow) -> RunData:
    """What a run was begun on, whatever has become of its data set since.

    Raises:
        EngineError: it is gone.
    """
    return _split_up(open_run_snapshot(workspace, run), RunConfig.model_validate(run.config))


def _split_up(snapshot: Snapshot, config: RunConfig) -> RunData:
    split = make_split(snapshot, config.data)
    log = training_log(snapshot, split)
    length = config.data.history_length
    parts: tuple[Part, ...] = ("train", "val", "test")
    return RunData(
        snapshot=snapshot,
        split=split,
        parts={part: examples(snapshot, split, part, length) for part in parts},
        log=log,
        repeat_share=log.repeat_share,
        policy=resolve_policy(config.data.repeats, log.repeat_share),
    )


def refit_data(data: RunData, config: RunConfig) -> tuple[TrainingLog, Examples]:
    """The log and the training examples of `training.refit`: the later parts count as training too."""
    snapshot, split = data.snapshot, data.split
    last = PARTS.index(REFIT_UP_TO[config.training.refit])
    seen = (split.part != UNUSED) & (split.part <= last)
    whole = Split(split.name, np.where(seen, TRAIN, split.part).astype(np.int8), split.hash)
    return training_log(snapshot, whole), examples(snapshot, whole, "train", config.data.history_length)


def build_model(
    n_items: int,
    config: RunConfig,
    log: TrainingLog | None = None,
    *,
    start_anew: bool = True,
    check: Callable[[], None] = lambda: None,
) -> TrainedModel:
    """The network of a configuration, whichever model it is of.

    Args:
        log: what it may be started from.
        start_anew, check: as of an `Origin`.
    """
    return NETWORKS[config.method](n_items, config, Origin(log, start_anew, check))


def parameter_count(model: nn.Module) -> int:
    """Trainable numbers of a model."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def embedding_spread(model: TrainedModel) -> float:
    """Root mean square distance of the items' vectors from their mean."""
    with torch.inference_mode():
        items = model.items()
        return float((items - items.mean(0)).square().sum(1).mean().sqrt())
