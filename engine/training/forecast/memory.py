"""How much memory a training takes, from its sizes: a sum of what is known to be large."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.evaluation.evaluator import SCORES_AT_ONCE
from engine.models.areal.config import FULL_SOFTMAX_UP_TO
from engine.models.baselines.item_knn import BLOCK, NEIGHBOURS
from engine.models.methods import METHODS
from engine.models.softmax import FEWEST_ROWS, LOGITS_AT_ONCE
from engine.training.config import RunConfig
from engine.training.forecast.parameters import parameters_per_item
from engine.training.forecast.sizes import Sizes

FLOAT = 4
OVERHEAD = 90_000_000
"""Threads, allocators and libraries at work, beside what they are given to work on."""
PER_INTERACTION = 100
"""Bytes: the log and its examples as whole numbers of 64 bits, and what sorts them."""
PER_INTERACTION_ON_DEVICE = 64
PER_PAIR_COUNTED = 60
"""Bytes: a count of two items while the embeddings' start is computed from it."""
PER_NEIGHBOUR = 12
PER_NEIGHBOUR_SOUGHT = 52
"""Bytes: of two items whose similarity is kept, and of two that are being compared."""
REACH = 10
"""Items before and after that count as neighbours for the embeddings' start."""
LOCAL_WIDTHS, GLOBAL_WIDTHS = 16, 24
"""Numbers, in widths d, that the branches of a block keep of each position for their gradients; the local
one beside the widths of its kernels."""
ATTENTION_WIDTHS = 12
"""The same of the attention encoder, padding included."""
STEP_WIDTHS = 40
"""The same of each example, in the denoiser and between the networks."""


@dataclass(frozen=True)
class Kept:
    """What a baseline keeps of a step for its gradients.

    Attributes:
        widths: numbers of each position of a history, in widths d.
        catalogues: numbers of each example, in catalogues: above 0 where histories are rows over all items.
    """

    widths: int
    catalogues: int = 0


def _recurrent(config: RunConfig) -> int:
    units = config.gru4rec.layers * config.gru4rec.hidden_size
    return 2 + math.ceil(14 * units / config.baseline.embedding_size)


def _attending(config: RunConfig) -> int:
    return config.sasrec.blocks * (12 + 5 * config.sasrec.widening)


BASELINES: dict[str, Callable[[RunConfig], Kept]] = {
    "gru4rec": lambda config: Kept(_recurrent(config)),
    "caser": lambda _: Kept(16),
    "nextitnet": lambda _: Kept(60),
    "sasrec": lambda config: Kept(_attending(config)),
    "ips": lambda config: Kept(
        _recurrent(config) + _attending(config), catalogues=5 if config.ips.confounder != "none" else 4
    ),
    "cl4srec": lambda config: Kept(5 + 2 * _attending(config)),
    "adaranker": lambda _: Kept(40),
    "diffrec": lambda _: Kept(0, catalogues=9),
}
"""As measured on a processor."""


@dataclass(frozen=True)
class MemoryNeed:
    """Bytes beyond what the program takes by itself.

    Attributes:
        data: the log and its examples.
        start: computing the embeddings' start.
        methods: the simple methods, kept until they are tested.
        seeking: what counting for them takes at once.
        weights: parameters, gradients, the optimiser's state, the average.
        step: what a step holds for its gradients.
        scoring: a batch of scores over the catalogue.
    """

    data: int
    start: int
    methods: int
    seeking: int
    weights: int
    step: int
    scoring: int

    @property
    def machine(self) -> int:
        """The most at any moment, where the machine itself trains."""
        training = self.methods + self.weights + max(self.step, self.scoring, self.seeking)
        return OVERHEAD + self.data + max(self.start, training)

    @property
    def device(self) -> int:
        """The same on a device that trains, where the machine only counts."""
        return OVERHEAD + self.data + self.weights + max(self.step, self.scoring)


def memory_need(config: RunConfig, sizes: Sizes, parameters: int, *, device: str = "cpu") -> MemoryNeed:
    """What a training of these sizes takes.

    Args:
        parameters: of the model.
        device: where it is trained: "cpu" or "cuda".
    """
    training = config.training
    states = 2 + bool(training.average_decay)
    kept = FLOAT * parameters * (1 + states)
    twice = 2 if training.refit != "none" else 1
    return MemoryNeed(
        data=(PER_INTERACTION if device == "cpu" else PER_INTERACTION_ON_DEVICE) * sizes.interactions,
        start=_start(config, sizes),
        methods=PER_NEIGHBOUR * (min(NEIGHBOURS * sizes.items, _met(sizes)) + 3 * sizes.train),
        seeking=PER_NEIGHBOUR_SOUGHT * min(BLOCK * sizes.items, _met(sizes)),  # popular items come first
        weights=twice * kept + FLOAT * parameters,
        step=_step(config, sizes, device),
        scoring=_scoring(config, sizes, device) + FLOAT * parameters,  # the best epoch, for the test
    )


def _start(config: RunConfig, sizes: Sizes) -> int:
    if not METHODS[config.method].has_chain or config.model.embedding_start != "svd":
        return 0
    return PER_PAIR_COUNTED * min(2 * REACH * sizes.train, _met(sizes))


def _met(sizes: Sizes) -> int:
    """About how many pairs of items meet in some sequence: as many as if pairs were drawn evenly."""
    possible = sizes.items**2
    return round(-possible * math.expm1(-sizes.pairs / possible))


def _step(config: RunConfig, sizes: Sizes, device: str) -> int:
    if not METHODS[config.method].has_chain:
        return _step_of_baseline(config, sizes, device)
    model, batch = config.model, config.training.batch_size
    width, rows = model.embedding_size, min(batch, sizes.train)
    shown = sizes.history if device == "cpu" else config.data.history_length
    if reads_by_attention(config):
        encoder = ATTENTION_WIDTHS * rows * config.data.history_length * width
    else:
        local = LOCAL_WIDTHS + sum(model.kernel_widths)
        widths = {"local": local, "global": GLOBAL_WIDTHS, "both": local + GLOBAL_WIDTHS, "neither": 0}
        encoder = round(widths[model.branches] * model.layers * rows * shown * width)
    return FLOAT * (encoder + STEP_WIDTHS * rows * width) + _softmax(config, sizes, device)


def _step_of_baseline(config: RunConfig, sizes: Sizes, device: str) -> int:
    """Encoders work on padding, too; beside them are the dense gradients of what every item has."""
    rows, n = min(config.training.batch_size, sizes.train), sizes.items
    kept = BASELINES[config.method](config)
    positions = rows * config.data.history_length * config.baseline.embedding_size
    at_once = min(rows, max(FEWEST_ROWS, LOGITS_AT_ONCE[device] // n))
    tables = 2 * n * parameters_per_item(config)
    return FLOAT * (kept.widths * positions + kept.catalogues * rows * n + tables + at_once * n)


def reads_by_attention(config: RunConfig) -> bool:
    """Whether histories go through the attention encoder."""
    return config.method == "dreamrec" or config.model.encoder == "attention"


def _softmax(config: RunConfig, sizes: Sizes, device: str) -> int:
    """The discrete term, and the dense gradient of the embeddings that every loss has."""
    model, n, rows = config.model, sizes.items, min(config.training.batch_size, sizes.train)
    table = FLOAT * n * model.embedding_size
    if not config.training.discrete_weight:
        return table
    if is_sampled(config, n):
        return 2 * table + FLOAT * model.negatives * 3 * (rows + model.embedding_size)
    at_once = min(rows, max(FEWEST_ROWS, LOGITS_AT_ONCE[device] // n))
    return (3 if model.sphere else 2) * table + FLOAT * at_once * n


def is_sampled(config: RunConfig, n_items: int) -> bool:
    """Whether the softmax of the discrete term is over a sample of the catalogue."""
    choice = config.model.softmax
    if choice == "auto":
        choice = "full" if n_items <= FULL_SOFTMAX_UP_TO else "sampled"
    return choice == "sampled" and n_items > config.model.negatives


def _scoring(config: RunConfig, sizes: Sizes, device: str) -> int:
    n = sizes.items
    rows = max(1, min(1024, SCORES_AT_ONCE[device] // n))
    if not METHODS[config.method].has_chain:
        return FLOAT * n * (4 * rows + parameters_per_item(config))
    samples = config.sampling.samples
    at_once = max(1, max(FEWEST_ROWS, LOGITS_AT_ONCE[device] // n) // samples)
    return FLOAT * n * (4 * rows + samples * min(at_once, rows) + config.model.embedding_size)
