"""The import of a log: read, check, arrange, join titles, write; all or nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from engine.errors import BadInput
from engine.events import CancelToken, Event, Progress
from engine.importing.assembly import Assembled, Label, assemble
from engine.importing.form import FileForm
from engine.importing.kept_aside import KeptAside
from engine.importing.reading import LogReader
from engine.importing.recipe import Recipe
from engine.importing.restarts import separate_restarted
from engine.importing.sniff import sniff
from engine.importing.source import reading
from engine.importing.times import UNDERSTOOD
from engine.importing.titles import Titles, join_titles
from engine.store.loading import write_dataset
from engine.workspace import Workspace

_SECONDS_BETWEEN_EVENTS = 0.05


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
    forms = [_form(path, recipe) for path in _different(paths)]
    columns = [recipe.columns_of(form) for form in forms]
    with KeptAside() as kept_aside:
        reader = LogReader(kept_aside)
        yield from _read(reader, forms, columns, cancel)
        if sum(reader.file_rows) == 0:
            raise _nothing_usable(forms[0], kept_aside)
        if not accept_rejected:
            _ask_if_most_are_rejected(sum(reader.file_rows), kept_aside)
        log, user_ids, item_ids = reader.finish()
        user_ids, restarted = separate_restarted(log, user_ids, reader.file_rows)
        for form, sequences in zip(forms, restarted, strict=True):
            if sequences:
                yield IdsRestarted(file=form.path.name, sequences=sequences)
        titles = Titles.none(len(item_ids))
        if recipe.items_file is not None:
            titles = join_titles(Path(recipe.items_file), item_ids, cancel)
            yield ItemTitlesJoined(matched=titles.matched, total=len(item_ids), unreadable=titles.unreadable)
        cancel.raise_if_cancelled()
        label = _label(forms, recipe, len(kept_aside))
        assembled = assemble(log, user_ids, item_ids, titles, label, reader.events)
        del log  # a large log need not be there twice while it is written
        dataset_id, name = yield from _write(workspace, assembled, kept_aside, cancel)
    yield DatasetImported(
        dataset_id=dataset_id,
        name=name,
        users=assembled.facts.n_users,
        items=assembled.facts.n_items,
        interactions=assembled.facts.n_interactions,
        rejected=assembled.facts.n_rejected,
        seconds=time.monotonic() - started,
    )


def _read(
    reader: LogReader, forms: Sequence[FileForm], columns: Sequence[dict[str, int]], cancel: CancelToken
) -> Iterator[ImportProgress]:
    labels = _labels(forms)
    sizes = [_size(form) for form in forms]
    before, due = 0, _Due()
    for form, places, label, size in zip(forms, columns, labels, sizes, strict=True):
        for position in reader.read(form, places, label):
            cancel.raise_if_cancelled()
            if due():
                yield ImportProgress(
                    text=f"Reading {label}",
                    done=min(before + position, sum(sizes)),
                    total=sum(sizes),
                    unit="bytes",
                    rows=sum(reader.file_rows),
                    rejected=len(reader.kept_aside),
                )
        before += size


def _write(
    workspace: Workspace, assembled: Assembled, kept_aside: KeptAside, cancel: CancelToken
) -> Generator[ImportProgress, None, tuple[int, str]]:
    facts, due = assembled.facts, _Due()
    writing = write_dataset(
        workspace.store, facts, assembled.users, assembled.catalogue, assembled.interactions, kept_aside
    )
    # Closed on any way out: a cancelled or abandoned import rolls its transaction back at once.
    with closing(writing):
        while True:
            try:
                written = next(writing)
            except StopIteration as end:
                return cast(tuple[int, str], end.value)
            cancel.raise_if_cancelled()
            if due():
                yield ImportProgress(
                    text="Writing to the workspace",
                    done=written,
                    total=facts.n_interactions,
                    unit="rows",
                    rows=facts.n_interactions,
                    rejected=facts.n_rejected,
                )


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


def _different(paths: Sequence[Path]) -> list[Path]:
    if not paths:
        raise BadInput("No file was named.", advice="Name at least one log.")
    resolved = [path.resolve() for path in paths]
    for path, count in Counter(resolved).items():
        if count > 1:
            raise BadInput(
                f"{path.name} is named twice.",
                "Its rows would count twice.",
                "Name each file of the log once.",
            )
    return resolved


def _form(path: Path, recipe: Recipe) -> FileForm:
    return sniff(
        path, delimiter=recipe.delimiter, has_header=recipe.has_header, encoding=recipe.encoding
    ).form


def _size(form: FileForm) -> int:
    with reading(form.path):
        return form.path.stat().st_size


def _labels(forms: Sequence[FileForm]) -> list[str]:
    """Names of the files; whole paths where two have the same name."""
    names = [form.path.name for form in forms]
    return names if len(set(names)) == len(names) else [str(form.path) for form in forms]


def _label(forms: Sequence[FileForm], recipe: Recipe, n_rejected: int) -> Label:
    stem = forms[0].path.name.removesuffix(".gz").removesuffix(".zip")
    return Label(
        name=(recipe.name or "").strip() or Path(stem).stem,
        source="; ".join(str(form.path) for form in forms),
        synthetic=recipe.synthetic,
        recipe=recipe.model_dump(mode="json"),
        n_rejected=n_rejected,
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


def _nothing_usable(form: FileForm, kept_aside: KeptAside) -> BadInput:
    example, (reason, count) = kept_aside.first, (kept_aside.reasons or Counter([""])).most_common(1)[0]
    why = "It holds no rows."
    if example is not None:
        why = f"Most often: {reason} ({count:,} rows). Line {example.line} reads {example.text[:80]!r}."
    advice = UNDERSTOOD if reason == "time not understood" else "Check the separator and what each column is."
    return BadInput(f"Not a single row of {form.path.name} could be read.", why, advice)
