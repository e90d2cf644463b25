"""Tiny logs that have gone through the real import."""

from __future__ import annotations

from collections.abc import Sequence

from engine.events import CancelToken
from engine.importing.load import DatasetImported, import_log
from engine.importing.recipe import Recipe
from engine.training.config import RunConfig
from engine.training.settings import with_settings
from engine.workspace import Workspace

SMALL = with_settings(
    RunConfig(),
    {
        "model.embedding_size": 16,
        "diffusion.steps": 50,
        "sampling.steps": 4,
        "sampling.samples": 2,
        "training.epochs": 4,
        "training.batch_size": 64,
        "training.learning_rate": 0.01,
        "device": "cpu",
    },
)
"""Learns such a log within seconds."""

ALTERNATING = [[f"i{2 * (n % 4)}", f"i{2 * (n % 4) + 1}"] * 3 for n in range(120)]
"""Sequences i0 i1 i0 i1 ..., i2 i3 ...: the next item is certain."""


def import_sequences(
    workspace: Workspace,
    sequences: Sequence[Sequence[str]],
    *,
    name: str = "tiny",
    split: Sequence[str] | None = None,
    users: Sequence[str] | None = None,
) -> int:
    """Import these sequences of item ids, one user each, in this order; returns the data set's number.

    Args:
        split: train, val or test for every sequence, as a column of the log.
        users: their ids; u0, u1 and so on where none are given.
    """
    path = workspace.root / f"{name}.csv"
    columns = ["user", "item", "time"] + (["split"] if split else [])
    lines = [",".join(columns)]
    for user, sequence in enumerate(sequences):
        for place, item in enumerate(sequence):
            fields = [users[user] if users else f"u{user}", item, str(1_700_000_000 + 1000 * user + place)]
            lines.append(",".join(fields + ([split[user]] if split else [])))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    recipe = Recipe(user="user", item="item", time="time", split="split" if split else None, name=name)
    *_, imported = import_log(workspace, [path], recipe, CancelToken())
    assert isinstance(imported, DatasetImported)
    return imported.dataset_id
