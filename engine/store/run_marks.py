"""What people note about runs: a star, tags, a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.sqlite import insert

from engine.errors import BadSetting, NotFound
from engine.store.connection import Store
from engine.store.tables import dataset, run, run_tag

LONGEST_TAG = 40


def star_runs(store: Store, run_ids: Collection[int], starred: bool = True) -> None:
    """Give runs a star, or take it from them."""
    with store.write() as connection:
        connection.execute(update(run).where(run.c.id.in_(run_ids)).values(starred=int(starred)))


def note_run(store: Store, run_id: int, notes: str) -> None:
    """Keep what the user writes about a run."""
    with store.write() as connection:
        if connection.execute(update(run).where(run.c.id == run_id).values(notes=notes)).rowcount == 0:
            raise NotFound(f"There is no run number {run_id}.", advice="It may have been deleted.")


def tag_runs(
    store: Store, run_ids: Collection[int], add: Iterable[str] = (), remove: Iterable[str] = ()
) -> None:
    """Give tags to runs and take others from them.

    Raises:
        BadSetting: a tag is empty, too long, or has a comma in it.
    """
    new = [{"run_id": run_id, "tag": as_tag(tag)} for run_id in run_ids for tag in add]
    old = [as_tag(tag) for tag in remove]
    with store.write() as connection:
        connection.execute(delete(run_tag).where(run_tag.c.run_id.in_(run_ids), run_tag.c.tag.in_(old)))
        if new:
            connection.execute(insert(run_tag).on_conflict_do_nothing(), new)


def list_tags(store: Store) -> list[str]:
    """The tags that runs have which can be seen, in alphabetical order."""
    there = run.c.deleted_at.is_(None), dataset.c.deleted_at.is_(None)
    tagged = run_tag.join(run).join(dataset)
    query = select(run_tag.c.tag).select_from(tagged).where(*there).distinct()
    with store.read() as connection:
        return sorted(connection.execute(query).scalars(), key=str.casefold)


def as_tag(text: str) -> str:
    """A tag as it is kept: without blanks at its ends, and with single ones inside.

    Raises:
        BadSetting: it cannot be a tag.
    """
    tag = " ".join(text.split())
    if not tag:
        raise BadSetting("A tag needs at least one character.", advice="Type a word.")
    if "," in tag:
        raise BadSetting(f"“{tag}” is no tag.", "A comma separates tags.", "Leave the comma out.")
    if len(tag) > LONGEST_TAG:
        raise BadSetting(
            f"“{tag[:LONGEST_TAG]}…” is too long for a tag.",
            f"A tag has at most {LONGEST_TAG} characters.",
            "Write what is longer into the notes.",
        )
    return tag
