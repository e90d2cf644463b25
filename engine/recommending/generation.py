"""How a list is drawn out of noise, where that is not as the run says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.diffusion.config import SamplingConfig
from engine.diffusion.guidance import GuidedChain
from engine.diffusion.process import DiffusionProcess
from engine.training.config import RunConfig


@dataclass(frozen=True)
class Generation:
    """What can be chosen anew for a trained model, because no weight depends on it.

    Attributes:
        strength: w of the guidance.
        sampling: sampler, steps, and how many draws of x_T are averaged.
        seed: of the noise.
    """

    strength: float
    sampling: SamplingConfig
    seed: int = 0

    @classmethod
    def of(cls, config: RunConfig) -> Generation:
        """As the run has it."""
        return cls(config.guidance.strength, config.sampling)

    def whole(self, diffusion_steps: int) -> Generation:
        """The same guidance along all T steps of the ancestral chain (Eq. 4-6)."""
        sampling = self.sampling.model_copy(update={"sampler": "ddpm", "steps": diffusion_steps})
        return replace(self, sampling=sampling)

    def chain(self, process: DiffusionProcess) -> GuidedChain:
        """The reverse chain of it."""
        return GuidedChain(process, self.strength, self.sampling)
