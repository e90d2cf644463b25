"""AREAL: what to know of it."""

from __future__ import annotations

from engine.models.about import About

ABOUT = About(
    summary="Recovers the next item from noise in a reverse diffusion, guided by an encoding of the history: "
    "a multi-scale CNN for short runs and a residual LSTM for long scattered interests.",
    source="Niu, Xing, Jia, Liu, Xin: A novel diffusion recommendation algorithm based on multi-scale CNN "
    "and residual LSTM, 2023.",
    deviations=(
        "The preset “Paper” is section 5.1.3 to the letter; the others add a discrete term to the loss, put "
        "the embeddings on a sphere, and sample in few steps.",
    ),
    licence="No code of the authors is public. Written from the paper.",
)
