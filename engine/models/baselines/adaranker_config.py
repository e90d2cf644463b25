"""Settings of AdaRanker."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.models.about import LOSSES, About, Tree

Ranks = Literal["full", "rerank"]
Drawn = Literal["mixed", "retrieved"]

RERANKED = 100
"""How many items of the backbone's list are ranked again."""


class AdaRankerConfig(BaseModel):
    """Settings `adaranker.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ranks: Ranks = Field(
        "rerank",
        title="What is ranked",
        description=f"rerank: the {RERANKED} best of the backbone, as the method is meant; the rest keep "
        "their order. full: the whole catalogue, which is then the candidate set of every history: nothing "
        "left to adapt to.",
    )
    added: bool = Field(
        False,
        title="Added to the backbone",
        description="The scorer corrects the backbone's score of a candidate; off: it scores alone, as in "
        "the paper.",
    )
    drawn: Drawn = Field(
        "mixed",
        title="Negatives are drawn",
        description="mixed: for half of the examples evenly, for the others by popularity, as in the paper. "
        f"retrieved: of the {RERANKED} best of the backbone, among which the ranker will have to choose; an "
        "example whose target is not among them teaches the ranker nothing.",
    )
    apart: bool = Field(
        False,
        title="Backbone learns apart",
        description="The backbone learns by its own loss alone, and the adaptation takes it as it is; off: "
        "the loss of the candidates moves the backbone, too.",
    )
    negatives: int = Field(
        19,
        ge=1,
        le=1000,
        title="Negatives",
        description="Items that are drawn beside the target into the candidate set of a training example.",
        json_schema_extra={"unit": "items"},
    )
    slots: int = Field(
        10,
        ge=1,
        le=100,
        title="Memory slots",
        description="Keys and values from which a memory unit mixes the weights of the scorer.",
    )


RANKED = {"full": "full catalogue", "rerank": f"re-ranks the top {RERANKED}"}


def row(config: Tree) -> str:
    """What a run is called in a table: what is ranked, and the backbone's loss."""
    ranks = config.get("adaranker", {}).get("ranks")
    loss = config.get("baseline", {}).get("loss")
    if ranks is None or loss is None:
        return "AdaRanker"
    return f"AdaRanker ({RANKED.get(ranks, ranks)}, {LOSSES.get(loss, loss)})"


ABOUT = About(
    summary="Reads the set of candidates that it is to rank, and adapts to it: how the history is read, and "
    "the weights of the network that scores each candidate.",
    source="Fan, Lian, Zhao, Liu, Li, Xie: Ada-Ranker: a data distribution adaptive ranking paradigm for "
    "sequential recommendation, SIGIR 2022.",
    deviations=(
        "It ranks lists of 20 there. Of a whole catalogue either the backbone's 100 best are ranked again, "
        "or all of it is the candidate set: then the set is the same for every history, and nothing is "
        "left to adapt to.",
        "The backbone is a GRU that learns beside the ranker, with the loss in the row's name; there it and "
        "the embeddings (word2vec) are trained before. Its width is d, there 128.",
        "Items have no categories here: half of the candidate sets are drawn evenly, half by popularity; or "
        f"they are drawn from the backbone's {RERANKED} best, as those that it will rank.",
        "The candidates' distribution is its mean when items are ranked, so that ranks do not change from "
        "one time to the next; the loss is taken on logits.",
        "Generated weights begin near one, so that the adaptation begins as none. The logits may be "
        "added to the backbone's scores instead of ranking alone, and the loss of the candidates kept from "
        "the backbone, which comes near to training it before.",
    ),
    licence="RUCAIBox/Ada-Ranker has no licence file. Written anew from the description.",
)
