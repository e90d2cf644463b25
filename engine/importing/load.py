"""The import of a log: read, check, arrange, join titles, write; all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput
from engine.events import CancelToken, Event, Progress, retold
from engine.importing.assembly import Assembly, Label, Numbered
from engine.importing.containers import log_files
from engine.importing.form import shape_of
from engine.importing.forms import LogFile, files_of
from engine.importing.identifiers import Texts
from engine.importing.kept_aside import KeptAside
from engine.importing.reading import LogReader
from engine.importing.recipe import Recipe
from engine.importing.restarts import separate_restarted
from engine.importing.room import require_room
from engine.importing.sessions import require_times, split_sessions
from engine.importing.source import size_of
from engine.importing.spool import Spool
from engine.importing.times import UNDERSTOOD
from engine.importing.titles import Titles, join_titles
from engine.store.loading import Prepared, write_dataset
from engine.workspace import Workspace

_SECONDS_BETWEEN_EVENTS = 0.05
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")


@dataclass(frozen=True, kw_only=True)
class ImportProgress(Progress):
    """How far the import is: bytes while it reads, rows while it writes."""

    rows: int
    rejected: int


@dataclass(frozen=True, kw_only=True)
class IdsRestarted(Event):
    """A file numbers its sequences anew: so many of its ids mean others than in the files before."""

    file: str
    sequences: int


@dataclass(frozen=True, kw_only=True)
class ItemTitlesJoined(Event):
    """The item file was read: how many of the log's items it has."""

    matched: int
    total: int
    unreadable: int


@dataclass(frozen=True, kw_only=True)
class DatasetImported(Event):
    """The log is in the store."""

    dataset_id: int
    name: str
    users: int
    items: int
    interactions: int
    rejected: int
    seconds: float


class MostRowsRejected(BadInput):
    """More than half of the rows could not be read, and nobody has said that this is as it should be.

    Attributes:
        accepted: rows that could be read.
        rejected: rows that could not.
        reasons: how many of them for each reason, the most frequent first.
    """

    def __init__(self, accepted: int, rejected: int, reasons: dict[str, int], example: str) -> None:
        super().__init__(
            f"{rejected:,} of {accepted + rejected:,} rows cannot be read.",
            f"Most often: {next(iter(reasons))}. {example}",
            "Check the separator and what each column is; or import the rows that can be read, if they are "
            "what you want.",
        )
        self.accepted = accepted
        self.rejected = rejected
        self.reasons = reasons


def import_log(
    workspace: Workspace,
    paths: Sequence[Path],
    recipe: Recipe,
    cancel: CancelToken,
    *,
    accept_rejected: bool = False,
) -> Iterator[Event]:
    """Import files as one log.

    Args:
        workspace: open for writing.
        paths: the files; together they are one log, in this order.
        recipe: what their columns are.
        cancel: asks for the end; nothing is left in the store then.
        accept_rejected: go on also when more than half of the rows cannot be read.

    Raises:
        MostRowsRejected: more than half of the rows cannot be read.
        BadInput: a file cannot be used, or none of its rows.
        Cancelled: the end was asked for.
    """
    started = time.monotonic()
    require_times(recipe.time, recipe.session_gap_minutes)
    with ExitStack() as stack:
        require_room(workspace, log_files(paths).logs)
        folder = stack.enter_context(workspace.under_way("import", _name(paths, recipe)))
        reader = stack.enter_context(LogReader(stack.enter_context(KeptAside(folder)), folder))
        files = yield from read_files(reader, paths, recipe, cancel, accept_rejected=accept_rejected)
        log = yield from _numbered(reader, files, recipe, stack.enter_context(Spool(folder)), folder, cancel)
        titles = yield from _titles(recipe, log.item_ids, cancel)
        label = _label(files, _name(paths, recipe), recipe, len(reader.kept_aside))
        assembly = Assembly(log, titles, label, folder, cancel)
        done = yield from _write(workspace, assembly, reader.kept_aside, folder, cancel)
        facts = assembly.facts()
    yield DatasetImported(
        dataset_id=done[0],
        name=done[1],
        users=facts.n_users,
        items=facts.n_items,
        interactions=facts.n_interactions,
        rejected=facts.n_rejected,
        seconds=time.monotonic() - started,
    )


def _numbered(
    reader: LogReader,
    files: Sequence[LogFile],
    recipe: Recipe,
    spare: Spool,
    folder: Path,
    cancel: CancelToken,
) -> Generator[IdsRestarted, None, Numbered]:
    """What was read, with sequences told apart whose ids are the same; `spare` is for sessions."""
    spool, user_ids, item_ids = reader.finish()
    user_ids, restarted = separate_restarted(spool, user_ids, reader.file_rows, folder)
    for file, sequences in zip(files, map(max, restarted, reader.restarted or restarted), strict=True):
        if sequences:
            yield IdsRestarted(file=file.label, sequences=sequences)
    log = Numbered(spool, user_ids, item_ids, reader.events)
    if recipe.session_gap_minutes is None:
        return log
    return split_sessions(log, recipe.session_gap_minutes, spare, folder, cancel)


def _titles(
    recipe: Recipe, item_ids: Texts, cancel: CancelToken
) -> Generator[ItemTitlesJoined, None, Titles]:
    if recipe.items_file is None:
        return Titles.none(len(item_ids))
    titles = join_titles(
        Path(recipe.items_file), item_ids, cancel, key=recipe.items_key, title=recipe.items_title
    )
    yield ItemTitlesJoined(matched=titles.matched, total=len(item_ids), unreadable=titles.unreadable)
    return titles


def read_files(
    reader: LogReader,
    paths: Sequence[Path],
    recipe: Recipe,
    cancel: CancelToken,
    *,
    accept_rejected: bool = False,
) -> Generator[ImportProgress, None, list[LogFile]]:
    """Read all files of a log; returns what they are.

    Raises:
        MostRowsRejected: more than half of the rows cannot be read.
        BadInput: a file cannot be used, or none of its rows.
        Cancelled: the end was asked for.
    """
    files = files_of(paths, recipe)
    sizes = [size_of(file.form) for file in files]
    before, due = 0, _Due()
    for file, size in zip(files, sizes, strict=True):
        for share in reader.read(file.form, file.columns, file.label, recipe):
            cancel.raise_if_cancelled()
            if due():
                yield ImportProgress(
                    text=f"Reading {file.label}",
                    done=before + int(share * size),
                    total=sum(sizes),
                    unit="bytes",
                    rows=sum(reader.file_rows),
                    rejected=len(reader.kept_aside),
                )
        before += size
    if sum(reader.file_rows) == 0:
        raise _nothing_usable(files[0].label, reader.kept_aside)
    if not accept_rejected:
        _ask_if_most_are_rejected(sum(reader.file_rows), reader.kept_aside)
    return files


def _write(
    workspace: Workspace, assembly: Assembly, kept_aside: KeptAside, folder: Path, cancel: CancelToken
) -> Generator[ImportProgress, None, tuple[int, str]]:
    total, due = int(assembly.users.n.sum()), _Due()
    writing = write_dataset(
        workspace.store,
        assembly.users,
        assembly.catalogue,
        Prepared(assembly.columns, assembly.rows(), folder),
        assembly.facts,
        kept_aside,
    )

    def tell(written: int) -> Iterator[ImportProgress]:
        cancel.raise_if_cancelled()
        if due():
            yield ImportProgress(
                text="Writing to the workspace",
                done=written,
                total=total,
                unit="rows",
                rows=total,
                rejected=len(kept_aside),
            )

    # Closed on any way out: an import that is cancelled or abandoned rolls its transaction back at once.
    return (yield from retold(writing, tell))


class _Due:
    """Says at most twenty times a second that it is time to report: a window draws every event."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _SECONDS_BETWEEN_EVENTS
        return True


def _name(paths: Sequence[Path], recipe: Recipe) -> str:
    """How the data set is to be called: as the recipe says, or as its first file."""
    given = (recipe.name or "").strip()
    return given or _bare(paths[0].name) if paths else ""


def _bare(name: str) -> str:
    """A file's name without what says how it is written and packed."""
    for ending in _PACKED:
        name = name.removesuffix(ending)
    return Path(name).stem


def _label(files: Sequence[LogFile], name: str, recipe: Recipe, n_rejected: int) -> Label:
    forms = [file.form for file in files]
    return Label(
        name=name,
        source="; ".join(dict.fromkeys(str(form.path) for form in forms)),
        synthetic=recipe.synthetic,
        recipe=recipe.model_dump(mode="json"),
        n_rejected=n_rejected,
        shape=shape_of(forms[0]),
    )


def _ask_if_most_are_rejected(accepted: int, kept_aside: KeptAside) -> None:
    if len(kept_aside) > accepted:
        example = kept_aside.first
        assert example is not None
        raise MostRowsRejected(
            accepted,
            len(kept_aside),
            dict(kept_aside.reasons.most_common()),
            f"Line {example.line} of {example.file} reads {example.text[:80]!r}.",
        )


def _nothing_usable(file: str, kept_aside: KeptAside) -> BadInput:
    example, (reason, count) = kept_aside.first, (kept_aside.reasons or Counter([""])).most_common(1)[0]
    why = "It holds no rows."
    if example is not None:
        why = f"Most often: {reason} ({count:,} rows). Line {example.line} reads {example.text[:80]!r}."
    advice = UNDERSTOOD if reason == "time not understood" else "Check the separator and what each column is."
    return BadInput(f"Not a single row of {file} could be read.", why, advice)
