"""What is known to go wrong: said before the start, and watched for after every epoch."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diffusion.process import DiffusionProcess
from engine.models.methods import METHODS
from engine.training.config import RunConfig
from engine.training.events import SPREAD_LOST, EpochFinished
from engine.training.setting_texts import called
from engine.training.standing import Selected

NOISE_ENOUGH = 0.1
"""sqrt(alpha_bar_T) above which x_T still shows the target, while sampling starts from noise alone."""

LOSS_EXPLODED = 2.0
"""Times its lowest epoch that the loss must reach to be called growing."""


def cautions(config: RunConfig, planned_steps: int) -> Iterator[str]:
    """Plain sentences on settings that are known to fail. They warn; they do not forbid."""
    if METHODS[config.method].has_chain:
        yield from _of_diffusion(config)
    if config.training.warm_up >= planned_steps:
        yield (
            f"The warm-up of {config.training.warm_up:,} steps is not over after all {planned_steps:,} "
            f"planned steps. Lower {called('training.warm_up')}."
        )


def _of_diffusion(config: RunConfig) -> Iterator[str]:
    diffusion, training, guidance = config.diffusion, config.training, config.guidance
    signal = DiffusionProcess(diffusion).levels[-1] ** 0.5
    if signal > NOISE_ENOUGH:
        yield (
            f"With T = {diffusion.steps} the schedule {diffusion.schedule} leaves {signal:.0%} of the target "
            "in x_T, but recommending starts from pure noise, which the model has not learned. Raise "
            f"{called('diffusion.steps')}, or choose the schedule sqrt or cosine."
        )
    if training.discrete_weight == 0:
        yield (
            "The squared error alone lets trainable embeddings collapse: it is smallest where all items are "
            "the same. Set "
            f"{called('training.discrete_weight')} to 1."
        )
    if not config.model.sphere:
        yield (
            "Embeddings off the sphere grow longer than the noise: the target shows through x_t at nearly "
            "every step, and the guidance is not learned. Keep them on it (model.sphere)."
        )
    if guidance.strength and not guidance.drop_probability:
        yield (
            "The guidance subtracts an unconditional prediction that is not trained. Set "
            f"{called('guidance.drop_probability')} to 0.1, or {called('guidance.strength')} to 0."
        )


def warnings_after(event: EpochFinished, selected: Selected, config: RunConfig) -> list[str]:
    """What went wrong in an epoch; each thing is told once in a run, so `selected` remembers it."""
    slower = f"lower {called('training.learning_rate')}"
    loss, spread = event.losses["total"], event.embedding_spread
    lowest = selected.lowest_loss = min(loss, selected.lowest_loss or loss)
    first = selected.first_spread = selected.first_spread or spread
    found = {}
    if spread < SPREAD_LOST * first:
        has_term = METHODS[config.method].has_chain
        advice = f"raise {called('training.discrete_weight')}, or {slower}" if has_term else slower
        found["spread"] = (
            f"The embeddings are collapsing: their spread fell from {first:.2f} to {spread:.2f} by epoch "
            f"{event.epoch}. {advice[:1].upper()}{advice[1:]}."
        )
    if loss > LOSS_EXPLODED * lowest:
        found["loss"] = (
            f"The loss is growing: {loss:.4g} in epoch {event.epoch}, after {lowest:.4g} at its best. "
            f"{slower[:1].upper()}{slower[1:]}, or set {called('training.clip_norm')} to 1."
        )
    new = [name for name in found if name not in selected.warned]
    selected.warned += new
    return [found[name] for name in new]
