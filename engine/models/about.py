"""What people should know of a model before they believe its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Tree = Mapping[str, Any]
"""The configuration of a run as it is stored: branches by name, of values by name."""


@dataclass(frozen=True)
class About:
    """Where a model comes from, and what is different here.

    Attributes:
        summary: what it does, in a sentence.
        source: the publication.
        deviations: what is otherwise than there.
        licence: of the code of its authors, from which nothing was copied.
    """

    summary: str
    source: str
    deviations: tuple[str, ...]
    licence: str


@dataclass(frozen=True)
class Method:
    """A model that can be trained.

    Attributes:
        title: its name among people, without what its settings add to it.
        branches: the branches of the configuration that are its own, or shared with some others.
        row: its name in a table, made from the configuration of a run: the loss belongs to it.
        loss: what its training loss is the sum of. Only where that is the same can losses be compared.
        has_chain: whether it generates by a reverse diffusion that can be watched (`Areal`).
    """

    title: str
    branches: tuple[str, ...]
    about: About
    row: Callable[[Tree], str]
    loss: Callable[[Tree], str]
    has_chain: bool = False


LOSSES = {"ce": "CE", "bce1": "BCE, 1 negative"}
"""How a loss is called in the name of a row."""


def loss_of_baseline(more: str = "") -> Callable[[Tree], str]:
    """The loss that `baseline.loss` chooses, and what a model adds to it."""

    def loss(config: Tree) -> str:
        chosen = str(config.get("baseline", {}).get("loss", "ce"))
        return LOSSES.get(chosen, chosen) + more

    return loss


def with_loss(title: str) -> Callable[[Tree], str]:
    """Names such as “GRU4Rec (CE)”: the loss decides more than the encoder does.

    Where the configuration is not at hand, nothing is said of it.
    """

    def row(config: Tree) -> str:
        loss = config.get("baseline", {}).get("loss")
        if loss is None:
            return title
        return f"{title} ({LOSSES.get(loss, loss)})"

    return row
