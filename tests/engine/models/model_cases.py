"""Every trained model in small, and how it is fitted: a new model is covered when it is registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch

from engine.models.methods import METHODS
from engine.models.protocol import TrainedModel
from engine.sequences.examples import Examples, TrainingLog
from engine.training.config import RunConfig
from engine.training.settings import Value, with_settings
from engine.training.setup import build_model

SMALL: dict[str, Value] = {
    "data.history_length": 5,
    "model.embedding_size": 16,
    "diffusion.steps": 100,
    "sampling.steps": 5,
    "sampling.samples": 2,
    "baseline.embedding_size": 16,
    "baseline.dropout": 0.1,
    "baseline.initial_deviation": 0.1,
    "gru4rec.hidden_size": 24,
    "adaranker.negatives": 7,
    "diffrec.hidden": 32,
    "diffrec.latent_size": 64,
    "diffrec.dropout": 0.1,
    "diffrec.divergence_weight": 0.02,
}

NEXT_ITEM: dict[str, Value] = {"diffrec.objective": "next_item", "diffrec.reweigh": False}

VARIANTS: dict[str, tuple[Mapping[str, Value], ...]] = {
    "caser": ({"baseline.loss": "bce1", "caser.layer_between": False},),
    "nextitnet": ({"nextitnet.dilations": "1,4"},),
    "ips": ({"ips.backbone": "gru4rec", "ips.power": 1.0}, {"ips.confounder": "gaussian"}),
    "cl4srec": ({"cl4srec.weight": 1.0, "cl4srec.temperature": 0.5},),
    "sasrec": ({"sasrec.blocks": 1, "sasrec.heads": 4, "sasrec.widening": 2},),
    "adaranker": (
        {"adaranker.ranks": "full", "adaranker.added": True},
        {"adaranker.drawn": "retrieved", "adaranker.added": True, "adaranker.apart": True},
    ),
    "diffrec": (
        {"diffrec.variant": "l-diffrec"},
        *({"diffrec.variant": name, **NEXT_ITEM} for name in ("t-diffrec", "l-diffrec", "lt-diffrec")),
    ),
    "areal": ({"model.encoder": "attention"},),
    "dreamrec": ({"diffusion.denoiser": "linear"},),
}
"""Beside both losses of the sequential baselines: other forms of a model, by its name."""


def _around(n: int, d: int, config: RunConfig) -> int:
    """What a sequential baseline has around its encoder: items, start vector, output, bias."""
    shared = config.baseline
    return (n + 1) * d + (0 if shared.tied else n * d) + (n if shared.bias else 0)


def _block(d: int, config: RunConfig) -> int:
    """Of an attention block: query, key and value; the feed-forward layer; two layer norms."""
    w = config.sasrec.widening
    return 3 * d * (d + 1) + (2 * w * d * d + w * d + d) + 4 * d


def _caser(n: int, d: int, config: RunConfig) -> int:
    """Filters over the places of the history, and a layer to width d or a table as wide as the features."""
    settings, places = config.caser, config.data.history_length
    filters = sum(settings.horizontal * (d * height + 1) for height in settings.spans)
    features = settings.horizontal * len(settings.spans) + settings.vertical * d
    found = filters + settings.vertical * (places + 1)
    if settings.layer_between:
        return found + d * (features + 1) + _around(n, d, config)
    return found + (n + 1) * d + n * features + (n if config.baseline.bias else 0)


def _gru4rec(n: int, d: int, config: RunConfig) -> int:
    hidden = config.gru4rec.hidden_size
    return _around(n, d, config) + 3 * hidden * (d + hidden + 2) + d * (hidden + 1)


def _sasrec(n: int, d: int, config: RunConfig) -> int:
    blocks = config.sasrec.blocks * _block(d, config)
    return _around(n, d, config) + config.data.history_length * d + blocks + 2 * d


def _ips(n: int, d: int, config: RunConfig) -> int:
    """The recommender, an exposure model with one table of items, and what there is for a confounder."""
    recommender = _sasrec if config.ips.backbone == "sasrec" else _gru4rec
    of_exposure = with_settings(config, {"baseline.tied": True})
    confounder = 2 * d * (d + 1) + 2 * d * (2 * d + 1) + 2 * d * d if config.ips.confounder != "none" else 0
    return recommender(n, d, config) + _gru4rec(n, d, of_exposure) + confounder


PARAMETERS: dict[str, Callable[[int, int, RunConfig], int]] = {
    "gru4rec": _gru4rec,
    "caser": _caser,
    "nextitnet": lambda n, d, config: (
        _around(n, d, config)
        + len(config.nextitnet.steps) * 2 * (3 * d * d + d + 2 * d)
        + (d * (d + 1) if config.baseline.tied else 0)
    ),
    "sasrec": _sasrec,
    "ips": _ips,
    "cl4srec": lambda n, d, config: _sasrec(n, d, config) + d,
    "adaranker": lambda n, d, config: (
        _around(n, d, config)
        + 6 * d * (d + 1)  # GRU
        + 5 * d * (d + 1)  # distribution of the candidates
        + 2 * (d + 1)  # scale and shift
        + (2 * d + 1) * d
        + d
        + 1  # scorer
        + 4 * config.adaranker.slots * d  # keys
        + config.adaranker.slots * (2 * d * d + 2 * d + 1)  # values
    ),
    "dreamrec": lambda n, d, config: (
        n * d
        + d  # without a history
        + config.data.history_length * d
        + 5 * d * (d + 1)  # query, key, value, feed-forward
        + 4 * 2 * d  # layer norms
        + 2 * d * (d + 1)
        + d * (2 * d + 1)  # t
        + (
            d * (3 * d + 1)
            if config.diffusion.denoiser == "linear"
            else 2 * d * (3 * d + 1) + d * (2 * d + 1)
        )
    ),
    "diffrec": lambda n, _, config: _rows(n, config.diffrec.hidden, config.diffrec.latent_size, config),
}
"""Closed forms of what each baseline trains with n items and width d."""

EPOCHS = 20


@dataclass(frozen=True)
class Case:
    """A model with some settings."""

    method: str
    changes: tuple[tuple[str, Value], ...] = ()

    @property
    def config(self) -> RunConfig:
        return with_settings(RunConfig(), {**SMALL, "method": self.method, **dict(self.changes)})

    @property
    def rank_on_checkerboard(self) -> float:
        """2 for what takes a history as a set: it knows the pair, not whose turn it is.

        LT-DiffRec sees the order, but its likelihood wants the last two items of a session nearly alike, and
        the noise of its latent hides the rest within so few steps.
        """
        own = self.config.diffrec
        return 1.0 if self.method != "diffrec" or own.variant == "t-diffrec" else 2.0

    @property
    def knows_beginnings(self) -> bool:
        """Not where a row learns itself, so that none is empty; and a linear chain has one end, not four."""
        if self.method == "diffrec":
            return self.config.diffrec.objective == "next_item"
        return not METHODS[self.method].has_chain or self.config.diffusion.denoiser == "mlp"

    def __str__(self) -> str:
        return "-".join([self.method, *(str(value) for _, value in self.changes)])


def cases() -> list[Case]:
    """Each model with each of its losses, and its variants."""
    found = []
    for name, method in METHODS.items():
        losses = ("ce", "bce1") if "baseline" in method.branches else ()
        found += [Case(name, (("baseline.loss", loss), ("baseline.tied", loss == "ce"))) for loss in losses]
        found += [Case(name)] if not losses else []
        found += [Case(name, tuple(changes.items())) for changes in VARIANTS.get(name, ())]
    return found


def made(case: Case, n_items: int, log: TrainingLog | None = None, seed: int = 0) -> TrainedModel:
    """The model before its training."""
    torch.manual_seed(seed)
    return build_model(n_items, case.config, log)


def fit(case: Case, log: TrainingLog, train: Examples, epochs: int = EPOCHS) -> TrainedModel:
    """The model, fitted on the examples of `log`."""
    model = made(case, log.n_items, log)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    for epoch in range(epochs):
        for rows in torch.split(torch.randperm(len(train)), 64):
            batch = train.batch(rows)
            terms = model.loss(batch.history, batch.length, batch.target)
            optimiser.zero_grad()
            torch.stack(list(terms.values())).sum().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        if epoch >= 4 and _is_learned(model, train, case.rank_on_checkerboard):
            break
    return model


@torch.no_grad()
def _is_learned(model: TrainedModel, train: Examples, rank: float) -> bool:
    """Whether the first hundreds of targets are among the best `rank`, but for those of empty histories."""
    batch = train.batch(torch.arange(min(200, len(train))))
    best = model.eval().scores(batch.history, batch.length).topk(int(rank), dim=1).indices
    model.train()
    return bool(((best == batch.target[:, None]).any(1) | (batch.length == 0)).all())


def _rows(n: int, hidden: int, latent: int, config: RunConfig) -> int:
    """What DiffRec trains: a network over the catalogue, or over the latent of an autoencoder of it."""
    read = latent if config.diffrec.latent else n
    network = read * hidden + hidden + hidden * read + read + 10 * (10 + 1) + 10 * hidden
    autoencoder = (n + 1) * 2 * latent + (latent + 1) * n
    return network + (autoencoder if config.diffrec.latent else 0)
