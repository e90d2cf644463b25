"""The models that can be trained, by name, and what to know of each. Imports no torch.

A new one is entered here, as a branch of `engine.training.config.RunConfig` where it has settings of its own,
in `engine.training.networks`, and with its presets in `engine.training.presets`. The tests in
`tests/engine/models/test_every_model.py` then hold for it, too.
"""

from __future__ import annotations

from typing import Literal, get_args

from engine.models.about import Method, Tree, loss_of_baseline, with_loss
from engine.models.areal.about import ABOUT as AREAL
from engine.models.areal.about import DREAMREC, areal_row, chain_loss, dreamrec_row
from engine.models.baselines import adaranker_config, diffrec_config
from engine.models.baselines.caser_config import ABOUT as CASER
from engine.models.baselines.cl4srec_config import ABOUT as CL4SREC
from engine.models.baselines.gru4rec_config import ABOUT as GRU4REC
from engine.models.baselines.ips_config import ABOUT as IPS
from engine.models.baselines.nextitnet_config import ABOUT as NEXTITNET
from engine.models.baselines.sasrec_config import ABOUT as SASREC

MethodName = Literal[
    "areal", "gru4rec", "caser", "nextitnet", "sasrec", "ips", "cl4srec", "adaranker", "diffrec", "dreamrec"
]

CHAIN = ("model", "diffusion", "guidance", "sampling")
"""The branches of what generates by a reverse diffusion."""

METHODS: dict[str, Method] = {
    "areal": Method("AREAL", CHAIN, AREAL, areal_row, chain_loss, has_chain=True),
    "gru4rec": Method("GRU4Rec", ("baseline", "gru4rec"), GRU4REC, with_loss("GRU4Rec"), loss_of_baseline()),
    "caser": Method("Caser", ("baseline", "caser"), CASER, with_loss("Caser"), loss_of_baseline()),
    "nextitnet": Method(
        "NextItNet", ("baseline", "nextitnet"), NEXTITNET, with_loss("NextItNet"), loss_of_baseline()
    ),
    "sasrec": Method("SASRec", ("baseline", "sasrec"), SASREC, with_loss("SASRec"), loss_of_baseline()),
    "ips": Method(
        "IPS (re-implementation)",
        ("baseline", "gru4rec", "sasrec", "ips"),
        IPS,
        with_loss("IPS (re-implementation)"),
        loss_of_baseline(", weighted by exposure"),
    ),
    "cl4srec": Method(
        "CL4SRec (re-implementation)",
        ("baseline", "sasrec", "cl4srec"),
        CL4SREC,
        with_loss("CL4SRec (re-implementation)"),
        loss_of_baseline(" + contrast"),
    ),
    "adaranker": Method(
        "AdaRanker",
        ("baseline", "adaranker"),
        adaranker_config.ABOUT,
        adaranker_config.row,
        loss_of_baseline(" + BCE of candidates"),
    ),
    "diffrec": Method("DiffRec", ("diffrec",), diffrec_config.ABOUT, diffrec_config.row, diffrec_config.loss),
    "dreamrec": Method("DreamRec", CHAIN, DREAMREC, dreamrec_row, chain_loss, has_chain=True),
}
"""In the order in which people see them."""

assert tuple(METHODS) == get_args(MethodName)


def methods_with(branch: str) -> list[str]:
    """The models that a branch of the configuration belongs to: nowhere else have its settings an effect."""
    return [name for name, method in METHODS.items() if branch in method.branches]


NAMED_BY = (
    "baseline.loss",
    "adaranker.ranks",
    "diffrec.variant",
    "diffrec.objective",
    "model.encoder",
    "training.discrete_weight",
)
"""All that `row_name` asks of a configuration: long lists of runs read nothing else of it."""


def row_name(method: str, config: Tree) -> str:
    """What a run is called in a table: the model, and its loss where that can be chosen.

    Args:
        method: also one that this version does not know, which keeps its name.
        config: as the run has it stored.
    """
    known = METHODS.get(method)
    return method if known is None else known.row(config)


def without_chain(method: str, config: Tree) -> str:
    """Why a run has no chain from noise to an item, as a sentence; empty where it has one."""
    known = METHODS.get(method)
    if known is not None and known.has_chain:
        return ""
    if method == "diffrec":
        return (
            f"{row_name(method, config)} denoises the scores of all items together: there is no path of one "
            "point over a map of items to watch."
        )
    return f"{row_name(method, config)} scores the items directly: there is no chain from noise to watch."


def loss_kind(method: str, config: Tree) -> str:
    """What the training loss of a run is the sum of: losses of two kinds have nothing in common."""
    known = METHODS.get(method)
    return method if known is None else known.loss(config)
