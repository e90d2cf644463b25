"""What training and evaluation tell while they run. Metrics are fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import Event

SPREAD_LOST = 0.5
"""Share of the embeddings' first spread under which they are collapsing: it fell to 0.14 where they did."""


@dataclass(frozen=True, kw_only=True)
class RunStarted(Event):
    """A run has a number, a folder and a split; training is about to begin.

    `model` is its name in tables.
    """

    run_id: int
    name: str
    dataset_id: int
    device: str
    parameters: int
    examples_train: int
    examples_val: int
    examples_test: int
    epochs: int
    steps_per_epoch: int
    policy: str
    repeat_share: float
    model: str = "AREAL"


@dataclass(frozen=True, kw_only=True)
class RunResumed(RunStarted):
    """A run goes on where it stood: in epoch `epoch`, after `step` optimisation steps in all."""

    epoch: int
    step: int


@dataclass(frozen=True, kw_only=True)
class RunWarning(Event):
    """Something that people should know and that does not end the run; the run's log has it too."""

    run_id: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Paused(Event):
    """The run rests between two steps, with a checkpoint on disk, until its token is resumed or cancelled."""

    run_id: int


@dataclass(frozen=True, kw_only=True)
class Resumed(Event):
    """The pause is over."""

    run_id: int


@dataclass(frozen=True, kw_only=True)
class CheckpointSaved(Event):
    """All that the run needs to go on is on disk, up to step `step`, in epoch `epoch`."""

    run_id: int
    epoch: int
    step: int


@dataclass(frozen=True, kw_only=True)
class EvaluatedBetween(Event):
    """Asked for in the middle of epoch `epoch`: validation metrics after step `step`. They choose nothing."""

    run_id: int
    epoch: int
    step: int
    metrics: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class ReferenceEvaluated(Event):
    """One reference row: on validation before the first epoch, on test at the end."""

    run_id: int
    subject: str
    split: str
    metrics: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class StepsDone(Event):
    """The optimisation steps since the last such event; `step` is the last of them, from 1.

    `losses` has one value per step for every term and for their sum, `total`; `gradient_norms`, before
    clipping, and `learning_rates` are by step, too. `seconds` of work had passed at the end of each step,
    pauses not counted. `memory` is in bytes: on a GPU the most that tensors took meanwhile, else what the
    process holds; NaN where the system does not tell.
    """

    run_id: int
    step: int
    epoch: int
    losses: dict[str, list[float]]
    gradient_norms: list[float]
    learning_rates: list[float]
    seconds: list[float]
    samples_per_second: float
    memory: float

    @property
    def steps(self) -> range:
        """Their numbers."""
        return range(self.step - len(self.seconds) + 1, self.step + 1)

    @property
    def by_name(self) -> dict[str, Sequence[float] | float]:
        """The values as `engine.training.step_series` names them; those of a whole event are one number."""
        losses = {f"loss.{term}": values for term, values in self.losses.items() if term != "total"}
        return {
            "loss": self.losses["total"],
            **losses,
            "gradient_norm": self.gradient_norms,
            "learning_rate": self.learning_rates,
            "samples_per_second": self.samples_per_second,
            "memory": self.memory,
        }


@dataclass(frozen=True, kw_only=True)
class EpochFinished(Event):
    """An epoch, from 1: mean losses, validation metrics, and how long the rest will take at most.

    `learning_rate` is that of its last step; `gradient_norm` the mean over its steps, before clipping.
    `embedding_spread` is the root mean square distance of the item embeddings x_0 from their mean: it
    falls towards 0 where they collapse. `first_spread` is what it was before the training.
    """

    run_id: int
    epoch: int
    losses: dict[str, float]
    metrics: dict[str, float]
    seconds: float
    eta_seconds: float
    best: bool
    learning_rate: float
    embedding_spread: float
    gradient_norm: float = 0.0
    first_spread: float | None = None


@dataclass(frozen=True, kw_only=True)
class EpochChosen(Event):
    """The selection is over, for this reason: epoch `epoch` is the one that is tested."""

    run_id: int
    epoch: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class Refitted(Event):
    """The model was trained again, for use, on more of the log than the one that was judged.

    `on` is train+val or all. `metrics` are of the refitted model on test; empty where it has seen the test
    examples.
    """

    run_id: int
    on: str
    epochs: int
    examples: int
    metrics: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class RunFinished(Event):
    """The end. `metrics` are of the best epoch on test; empty for a run that was stopped before it.

    `beaten_by` names the reference rows whose test NDCG@20 is at least the model's.
    """

    run_id: int
    status: str
    epochs: int
    best_epoch: int
    stop_reason: str
    metrics: dict[str, float]
    seconds: float
    beaten_by: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evaluated(Event):
    """Metrics of a trained run by slice, and of the reference rows under the same policy."""

    run_id: int
    split: str
    policy: str
    rows: int
    metrics: dict[str, float]
    slices: dict[str, dict[str, float]]
    references: dict[str, dict[str, float]]
