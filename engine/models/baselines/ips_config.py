"""IPS: its settings, and what to know of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.models.about import About

Backbone = Literal["sasrec", "gru4rec"]
Confounding = Literal["none", "gaussian"]


class IpsConfig(BaseModel):
    """Settings `ips.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    backbone: Backbone = Field(
        "sasrec",
        title="Recommender",
        description="The encoder whose examples are weighted; it has its own settings.",
    )
    power: float = Field(
        0.2,
        ge=0.0,
        le=1.0,
        title="Power of the propensity",
        description="An example weighs p(target | history)^-g; 1 undoes the exposure entirely, 0 not at all.",
    )
    largest_weight: float = Field(
        10.0,
        ge=1.0,
        le=1_000.0,
        title="Largest weight",
        description="A weight is clipped to this before all are divided by their mean over the batch.",
    )
    confounder: Confounding = Field(
        "none",
        title="Latent confounder",
        description="gaussian: a normal latent of every history, learned with the exposure model, also moves "
        "the propensity and the recommender; its mean counts when items are ranked. none: the propensity is "
        "that of the history alone.",
    )
    divergence_weight: float = Field(
        0.05,
        ge=0.0,
        le=10.0,
        title="Weight of the divergence",
        description="Of the Kullback-Leibler divergence of what history and target say of the confounder "
        "from what the history says alone; it grows to this over the first 200 steps.",
        json_schema_extra={"needs": {"ips.confounder": ["gaussian"]}},
    )


ABOUT = About(
    summary="A recommender whose rarely exposed targets count more: an exposure model says how likely each "
    "was to be seen, and the inverse weighs the loss.",
    source="Wang, Shen, Wang, Chen, Chen, Wen: Unbiased sequential recommendation with latent confounders, "
    "WWW 2022.",
    deviations=(
        "The authors published no code. “(re-implementation)” belongs to the name.",
        "The latent confounder is an option. Weights and recommender get it as the history alone tells it, "
        "since nobody knows the target when items are ranked; without it the propensity is that of the "
        "exposure model alone.",
        "The exposure model, a GRU with a softmax over all items, is trained beside the recommender instead "
        "of before it, with embeddings of its own; no gradient goes through the weights.",
        "Weights are clipped and divided by their mean over the batch. The negative of the binary loss is "
        "drawn evenly, so that its weight is one.",
        "It is judged without weights, like all others: it learns for another aim, and may lose here.",
        "The paper describes this model with the words of another one.",
    ),
    licence="No code of the authors is known. Written anew from the description.",
)
