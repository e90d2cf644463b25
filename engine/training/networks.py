"""How the network of every model is made of a run's configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.models.areal.model import Areal, ArealSettings
from engine.models.areal.svd_start import svd_start
from engine.models.baselines.adaranker import AdaRanker
from engine.models.baselines.caser import Caser
from engine.models.baselines.cl4srec import CL4SRec
from engine.models.baselines.diffrec import DiffRec
from engine.models.baselines.gru4rec import GRU4Rec
from engine.models.baselines.ips import Ips
from engine.models.baselines.l_diffrec import LDiffRec
from engine.models.baselines.nextitnet import NextItNet
from engine.models.baselines.sasrec import SASRec
from engine.models.protocol import TrainedModel
from engine.sequences.examples import TrainingLog
from engine.training.config import RunConfig


@dataclass(frozen=True)
class Origin:
    """What a network may look at when it is made, beside its configuration.

    Attributes:
        log: of the training part; None where only the shapes matter.
        start_anew: False where a checkpoint gives the weights afterwards, so that they need no good start.
        check: called now and then; what it raises ends the work.
    """

    log: TrainingLog | None = None
    start_anew: bool = True
    check: Callable[[], None] = lambda: None


Builder = Callable[[int, RunConfig, Origin], TrainedModel]
"""Of the number of items, the configuration, and what else may be looked at."""


def _dreamrec(n_items: int, config: RunConfig, origin: Origin) -> TrainedModel:
    """AREAL's parts around the encoder of DreamRec."""
    attention = config.model.model_copy(update={"encoder": "attention"})
    return _areal(n_items, config.model_copy(update={"model": attention}), origin)


def _areal(n_items: int, config: RunConfig, origin: Origin) -> TrainedModel:
    """AREAL; its embeddings start from the log where they are to."""
    settings = ArealSettings(
        model=config.model,
        diffusion=config.diffusion,
        guidance=config.guidance,
        sampling=config.sampling,
        discrete_weight=config.training.discrete_weight,
        history_length=config.data.history_length,
    )
    log = origin.log
    if log is None:
        return Areal(n_items, settings)
    start = None
    if origin.start_anew and config.model.embedding_start == "svd":
        start = svd_start(log, config.model.embedding_size, config.seed, origin.check)
    return Areal(n_items, settings, start, _occurrences(log))


def _adaranker(n_items: int, config: RunConfig, origin: Origin) -> TrainedModel:
    popularity = None if origin.log is None else _occurrences(origin.log)
    return AdaRanker(n_items, config.baseline, config.adaranker, popularity)


def _diffrec(n_items: int, config: RunConfig, _: Origin) -> TrainedModel:
    return (LDiffRec if config.diffrec.latent else DiffRec)(n_items, config.diffrec)


def _occurrences(log: TrainingLog) -> Tensor:
    return torch.from_numpy(np.bincount(log.items, minlength=log.n_items))


def _sasrec(n_items: int, config: RunConfig, _: Origin) -> SASRec:
    return SASRec(n_items, config.baseline, config.sasrec, config.data.history_length)


def _gru4rec(n_items: int, config: RunConfig, _: Origin) -> GRU4Rec:
    return GRU4Rec(n_items, config.baseline, config.gru4rec)


def _ips(n_items: int, config: RunConfig, origin: Origin) -> TrainedModel:
    """The exposure model is a GRU4Rec with a softmax and one table of items, whatever is recommended with."""
    backbone = {"sasrec": _sasrec, "gru4rec": _gru4rec}[config.ips.backbone]
    of_exposure = config.baseline.model_copy(update={"loss": "ce", "tied": True})
    exposure = GRU4Rec(n_items, of_exposure, config.gru4rec)
    return Ips(backbone(n_items, config, origin), exposure, config.ips)


def _cl4srec(n_items: int, config: RunConfig, _: Origin) -> TrainedModel:
    longest = config.data.history_length
    return CL4SRec(n_items, config.baseline, config.sasrec, config.cl4srec, longest)


NETWORKS: dict[str, Builder] = {
    "areal": _areal,
    "gru4rec": _gru4rec,
    "caser": lambda n_items, config, _: Caser(
        n_items, config.baseline, config.caser, config.data.history_length
    ),
    "nextitnet": lambda n_items, config, _: NextItNet(n_items, config.baseline, config.nextitnet),
    "sasrec": _sasrec,
    "ips": _ips,
    "cl4srec": _cl4srec,
    "adaranker": _adaranker,
    "diffrec": _diffrec,
    "dreamrec": _dreamrec,
}
"""One for each of `engine.models.methods.METHODS`."""
