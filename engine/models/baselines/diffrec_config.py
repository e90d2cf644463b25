"""Settings of DiffRec and its variants."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from engine.models.about import About, Tree

Variant = Literal["diffrec", "t-diffrec", "l-diffrec", "lt-diffrec"]
Objective = Literal["reconstruct", "next_item"]

_LATENT: JsonDict = {"needs": {"diffrec.variant": ["l-diffrec", "lt-diffrec"]}}


class DiffRecConfig(BaseModel):
    """Settings `diffrec.*`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variant: Variant = Field(
        "diffrec",
        title="Variant",
        description="diffrec: noise on the session as a set; t-diffrec: its items count from 0.1, the "
        "oldest, to 1, the latest; l-diffrec: noise on what a variational encoder makes of the set, all "
        "items in one cluster (n_cate = 1); lt-diffrec: both.",
    )
    objective: Objective = Field(
        "reconstruct",
        title="What is learned",
        description="reconstruct: a session, its target among its items, from the same session with noise, "
        "as published; next_item: the session and its target from the session without it, adapted to what "
        "the test asks.",
    )
    hidden: int = Field(
        300,
        ge=8,
        le=4096,
        title="Hidden units",
        description="Width of the denoiser's hidden layer; 1000 as published, which takes minutes an epoch "
        "on a processor.",
    )
    latent_size: int = Field(
        300,
        ge=4,
        le=1024,
        title="Latent size",
        description="Width of what the variational encoder makes of a session.",
        json_schema_extra=_LATENT,
    )
    steps: int = Field(
        5,
        ge=1,
        le=200,
        title="Diffusion steps T",
        description="Length of the chain, all of which is walked back from the session as it is when items "
        "are ranked: no noise is drawn then.",
        json_schema_extra={"unit": "steps"},
    )
    noise_scale: float = Field(
        0.1,
        gt=0.0,
        le=1.0,
        title="Noise scale s",
        description="1 - alpha_bar_t grows from s times the least to s times the largest noise.",
    )
    noise_least: float = Field(
        5e-4,
        gt=0.0,
        le=0.1,
        title="Least noise",
        description="Lower end of the linear schedule of the variance.",
        json_schema_extra={"at_most": "diffrec.noise_largest"},
    )
    noise_largest: float = Field(
        5e-3,
        gt=0.0,
        le=0.5,
        title="Largest noise",
        description="Upper end of the linear schedule of the variance.",
    )
    dropout: float = Field(
        0.5,
        ge=0.0,
        le=0.9,
        title="Input dropout",
        description="Share of the numbers that the network reads set to zero while training.",
    )
    reweigh: bool = Field(
        True,
        title="Weights of the bound",
        description="The loss at t is weighed by SNR(t - 1) - SNR(t), 1 at t = 1; off: all t alike.",
    )
    importance: bool = Field(
        True,
        title="Importance sampling of t",
        description="Steps with a large loss are drawn more often, and count accordingly less; off: all t "
        "evenly.",
    )
    diffusion_weight: float = Field(
        0.03,
        gt=0.0,
        le=100.0,
        title="Weight of the latent diffusion",
        description="Of the squared error in the latent space, beside the likelihood of the items.",
        json_schema_extra=_LATENT,
    )
    divergence_weight: float = Field(
        0.3,
        ge=0.0,
        le=10.0,
        title="Weight of the divergence",
        description="Of the Kullback-Leibler divergence of the encoder from N(0, 1); it grows to this over "
        "the first 200 steps.",
        json_schema_extra=_LATENT,
    )

    @property
    def time_aware(self) -> bool:
        """Whether later items count more."""
        return self.variant in ("t-diffrec", "lt-diffrec")

    @property
    def latent(self) -> bool:
        """Whether the diffusion is of a latent."""
        return self.variant in ("l-diffrec", "lt-diffrec")


TITLES = {
    "diffrec": "DiffRec",
    "t-diffrec": "T-DiffRec",
    "l-diffrec": "L-DiffRec",
    "lt-diffrec": "LT-DiffRec",
}


def loss(config: Tree) -> str:
    """What its training loss is: an error of whole rows, which is no error of embeddings."""
    own = config.get("diffrec", {})
    weighted = "weighted " if own.get("reweigh", True) else ""
    learned = ", next item" if own.get("objective") == "next_item" else ""
    return f"{weighted}squared error of rows{learned}"


def row(config: Tree) -> str:
    """What a run is called in a table: never without what its rows are."""
    own = config.get("diffrec", {})
    title = TITLES.get(str(own.get("variant", "diffrec")), "DiffRec")
    adapted = ", adapted" if own.get("objective") == "next_item" else ""
    return f"{title} (session rows{adapted})"


ABOUT = About(
    summary="Takes a session as a row over the whole catalogue, adds a little noise, and learns to give the "
    "row back; items that it fills in are recommended.",
    source="Wang, Xu, Feng, Lin, He, Chua: Diffusion recommender model, SIGIR 2023.",
    deviations=(
        "Its rows are all interactions of a known user; here they are sessions: in training the history and "
        "its target, in the test the history alone, of a session that was never seen.",
        "“Adapted” learns the history and its target from the history alone; one prediction then ranks, no "
        "chain is walked but that of L-DiffRec's latent.",
        "Whether items of the history are ranked is the rule of the whole table; there they never are. Where "
        "they may be, a row that was learned from itself puts them first.",
        "The probability of a step comes from the mean squared loss of each of its last 10 batches, not from "
        "10 single losses.",
        "The only item of a session is its latest in T-DiffRec; the authors' code takes it for the oldest.",
        "L-DiffRec has all items in one cluster: no LightGCN embeddings, no k-means. The weight of its "
        "squared error does not fall over the epochs.",
        "LT-DiffRec hardly learns whose turn it is: its likelihood wants the last two items of a session "
        "nearly alike, behind the noise of the latent.",
        "300 hidden units unless the preset is “published”, which has 1000 and takes minutes an epoch on a "
        "processor.",
    ),
    licence="YiyanXu/DiffRec has no licence file. Written anew from the description.",
)
