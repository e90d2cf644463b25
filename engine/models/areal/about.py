"""AREAL, and DreamRec as its parts make it: what to know of them."""

from __future__ import annotations

from engine.models.about import About, Tree

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

DREAMREC = About(
    summary="The method AREAL stands on: recovers the next item from noise in a reverse diffusion, guided by "
    "self-attention over the history.",
    source="Yang, Wu, Wang, Wang, Yuan, He: Generate what you prefer: reshaping sequential recommendation "
    "via guided diffusion, NeurIPS 2023.",
    deviations=(
        "“Published” has its network, its squared error and its guidance, with T = 500, the schedule exp and "
        "w = 2 as its authors give them for YooChoose. “Recommended” adds AREAL's discrete term, embeddings "
        "on a sphere and their start, since the squared error alone lets embeddings collapse.",
        "Dropout is off when items are ranked, padding cannot be recommended, and the epoch is chosen on "
        "validation: the authors' code does none of the three.",
        "An empty history is the unconditional embedding; there it is a constant of the padding.",
        "Every example is drawn once an epoch, not with repetition.",
    ),
    licence="YangZhengyi98/DreamRec has no licence file. Written anew from the description.",
)


def chain_loss(config: Tree) -> str:
    """The terms of Eq. 24 with their weights."""
    discrete = float(config.get("training", {}).get("discrete_weight", 1.0))
    consistency = float(config.get("model", {}).get("consistency_weight", 0.0))
    terms = [(1.0, "squared error"), (discrete, "CE"), (consistency, "consistency")]
    return " + ".join(name if weight == 1 else f"{weight:g} × {name}" for weight, name in terms if weight)


def areal_row(config: Tree) -> str:
    """What a run of AREAL is called in a table."""
    encoder = config.get("model", {}).get("encoder", "mcrl")
    return "AREAL" if encoder == "mcrl" else f"AREAL ({encoder} encoder)"


def dreamrec_row(config: Tree) -> str:
    """What a run of DreamRec is called in a table: its loss, too."""
    discrete = config.get("training", {}).get("discrete_weight")
    if discrete is None:
        return "DreamRec"
    return f"DreamRec ({'squared error and CE' if discrete else 'squared error'})"
