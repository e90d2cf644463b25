"""What goes with exported vectors, for whoever finds them without this program."""

from __future__ import annotations

from engine.exporting.encodings import encoder
from engine.exporting.manifest import program_version
from engine.exporting.markdown import cell
from engine.exporting.subject import Subject

CARD = "README.md"


def card(of: Subject, size: int, users: int) -> str:
    """The card as Markdown.

    Args:
        size: width of an item's vector.
        users: how many have a vector.
    """
    found = encoder(of.model)
    parts = [
        f"# Vectors of {cell(of.run.name)}",
        f"Of the model `{of.run.model}`, run {of.run.id} on {cell(of.run.dataset_name)}; written by AREAL "
        f"{program_version()}.",
        f"`items.parquet` has the {len(of.items):,} items, each with its id in the log, its title, how often "
        f"it occurs there, and its vector of {size} numbers: what the model compares with and reads.",
    ]
    if users and found is not None:
        parts.append(
            f"`users.parquet` has the {users:,} users by their ids, how many items each has, and the "
            f"{found[0]} of the model after the latest {of.places} of them."
        )
    kinds = "one pair each for items and users" if users else "a pair for the items"
    parts.append(
        "`*_vectors.tsv` and `*_metadata.tsv` are the same for the Embedding Projector "
        f"(projector.tensorflow.org > Load), {kinds}. Tabs and line ends in a text have become blanks there; "
        "the Parquet files have every text as it is."
    )
    return "\n\n".join(parts) + "\n"
