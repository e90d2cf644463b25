"""A run's model as programs: from the history of a user to the scores of all items, and its parts."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch._higher_order_ops.scan import scan_op
from torch.nn import functional as F

from engine.evaluation.evaluator import Policy
from engine.exporting.programs.denoising import Denoising, DenoisingStep
from engine.exporting.programs.histories import latest, seen, without_seen
from engine.exporting.programs.program import Port, Program
from engine.models.areal.model import Areal
from engine.models.protocol import TrainedModel

SCORES, ENCODER, STEP = "recommend", "encoder", "step"

WHOLE = (
    Port(
        "history",
        torch.int64,
        ("batch", "width"),
        "Items of each user by their numbers, oldest first, filled up on the right with any number. The "
        "whole history: the model looks at the latest items, and what is excluded is excluded everywhere.",
    ),
    Port("length", torch.int64, ("batch",), "How many items of each row count, 0 or more."),
)


class Encoding(nn.Module):
    """h of AREAL's latest items (Eq. 10-21)."""

    items: Tensor

    def __init__(self, model: Areal, places: int) -> None:
        super().__init__()
        self.encoder, self.none = model.encoder, model.none
        self.places, self.n_items = places, model.n_items
        with torch.no_grad():
            self.register_buffer("items", model.items().detach().clone())

    def forward(self, history: Tensor, length: Tensor) -> Tensor:
        recent, count = latest(history, length, self.places, self.n_items)
        embedded = F.embedding(recent.clamp_max(self.n_items - 1), self.items)
        return torch.where(count[:, None] > 0, self.encoder(embedded, count), self.none)


class ChainScores(nn.Module):
    """The item posterior of AREAL, averaged over the draws of x_T."""

    def __init__(self, model: Areal, places: int, policy: Policy) -> None:
        super().__init__()
        self.encoding = Encoding(model, places)
        self.denoising = Denoising(model)
        self.temperature = model.config.model.temperature
        self.policy = policy

    def forward(self, history: Tensor, length: Tensor, noise: Tensor) -> Tensor:
        ends = self.denoising(self.encoding(history, length), noise) / self.temperature
        scores = _mean_posterior(ends, self.encoding.items)
        n_items = self.encoding.n_items
        return scores if self.policy == "keep" else without_seen(scores, seen(history, length, n_items))


def _mean_posterior(x: Tensor, items: Tensor) -> Tensor:
    """The mean over samples [B, S, d] of softmax(x . item), one sample after the other: in little memory."""

    def turn(total: Tensor, of_sample: Tensor, items_: Tensor) -> list[Tensor]:
        return [total + F.linear(of_sample, items_).softmax(1)]

    none = x.new_zeros(x.shape[0], items.shape[0])
    total: Tensor = scan_op(turn, [none], [x.transpose(0, 1)], (items,))[0]
    return total / x.shape[1]


class Scores(nn.Module):
    """The probabilities that any model gives after the latest items."""

    def __init__(self, model: TrainedModel, places: int, policy: Policy) -> None:
        super().__init__()
        self.model, self.places, self.policy = model, places, policy

    def forward(self, history: Tensor, length: Tensor) -> Tensor:
        n_items = self.model.n_items
        scores = self.model.scores(*latest(history, length, self.places, n_items))
        scores = self.model.probabilities(scores)
        return scores if self.policy == "keep" else without_seen(scores, seen(history, length, n_items))


def programs_of(model: TrainedModel, places: int, policy: Policy) -> list[Program]:
    """The programs of a model, that which ranks the items first.

    Args:
        places: items that the model looks at.
    """
    n_items = model.n_items
    scores = Port("scores", torch.float32, ("batch", n_items), "The score of every item.")
    if not isinstance(model, Areal):
        doc = f"The probabilities of all {n_items:,} items after a history."
        return [Program(SCORES, doc, Scores(model, places, policy), WHOLE, (scores,), ranks=True)]
    ranking = ChainScores(model, places, policy)
    doc = (
        f"The probabilities of all {n_items:,} items after a history: encoded, then the guided reverse chain "
        f"in {len(ranking.denoising.times)} steps from each draw of x_T, and the mean of the item posteriors."
    )
    noise = _noise(model, ranking.denoising)
    return [
        Program(SCORES, doc, ranking, (*WHOLE, noise), (scores,), ranks=True),
        _encoder(model, ranking.encoding),
        _step(ranking.denoising),
    ]


def _noise(model: Areal, denoising: Denoising) -> Port:
    draws = model.reverse.noise(model.none, model.config.sampling.samples, seed=0)
    noisy = denoising.draws - 1
    drawn = f"x_T, then the noise of each of the {noisy} steps that add some" if noisy else "x_T"
    return Port(
        "noise",
        torch.float32,
        (denoising.draws, "samples", len(model.none)),
        f"Standard normal: {drawn}; as many samples as are to be averaged. All rows share it.",
        torch.cat([draw.cpu() for draw in draws]),
    )


def _encoder(model: Areal, encoding: Encoding) -> Program:
    h = Port("h", torch.float32, ("batch", len(model.none)), "The guidance.")
    return Program(ENCODER, "The guidance h of a history (Eq. 10-21).", encoding, WHOLE, (h,))


def _step(denoising: Denoising) -> Program:
    size = len(denoising.none)
    state = ("batch", "samples", size)
    inputs = [
        Port("x", torch.float32, state, "The state x_t; standard normal at the first step."),
        Port("h", torch.float32, ("batch", size), "The guidance, from the encoder."),
        Port(
            "step",
            torch.int64,
            (),
            f"Which step, 0 ... {len(denoising.times) - 1}: they are at the t of `times`.",
        ),
    ]
    if denoising.looks_back:
        inputs.append(
            Port("before", torch.float32, state, "The prediction of the step before; zeros at first.")
        )
    if denoising.draws > 1:
        inputs.append(
            Port("noise", torch.float32, ("samples", size), "Standard normal, fresh for each step.")
        )
    outputs = (
        Port("x_next", torch.float32, state, "The next state; after the last step x_0."),
        Port("prediction", torch.float32, state, "x_0 as predicted from x_t, guided."),
    )
    doc = "One step of the guided reverse chain (Eq. 4-6, 22-23), as the run's sampler takes it."
    return Program(STEP, doc, DenoisingStep(denoising), inputs, outputs)
