"""The files of one import: each with its own form, and where the recipe's columns are in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput
from engine.importing.bundles import in_order_of_splits
from engine.importing.containers import log_files
from engine.importing.form import FileForm
from engine.importing.preview import Preview
from engine.importing.recipe import Recipe
from engine.importing.serial_days import may_be_serial_days
from engine.importing.sniff import sniff


@dataclass(frozen=True)
class LogFile:
    """One file of a log.

    Attributes:
        form: how it is read.
        columns: where each purpose's column is.
        label: how rejected rows name it.
    """

    form: FileForm
    columns: dict[str, int]
    label: str


def files_of(paths: Sequence[Path], recipe: Recipe, *, answered: bool = True) -> list[LogFile]:
    """Look at every file of an import; folders and zips stand for what is in them.

    Args:
        paths: files, folders and zips.
        recipe: what their columns are.
        answered: whether the recipe must answer what only the user can know.

    Raises:
        BadInput: a file cannot be used, does not have the recipe's columns, or raises a question that the
            recipe does not answer.
    """
    logs = log_files(_different(paths)).logs
    first = _preview(logs[0], recipe)
    if first.form.kind == "recbole" and first.form.table:  # histories: what is for the test goes on from
        logs = in_order_of_splits(logs)  # what is for training, in whatever order they are named
        first = _preview(logs[0], recipe)
    previews = [first, *(_alike(path, recipe, first) for path in logs[1:])]
    places = [_places(preview.form, first.form, recipe) for preview in previews]
    for preview, columns in zip(previews, places, strict=True) if answered else ():
        _require_answers(preview, recipe, columns.get("time"))
    labels = _labels([preview.form for preview in previews])
    return [
        LogFile(preview.form, columns, label)
        for preview, columns, label in zip(previews, places, labels, strict=True)
    ]


def _preview(path: Path, recipe: Recipe) -> Preview:
    return sniff(
        path,
        delimiter=recipe.delimiter,
        has_header=recipe.has_header,
        encoding=recipe.encoding,
        table=recipe.table,
    )


def _alike(path: Path, recipe: Recipe, first: Preview) -> Preview:
    """A further file as it describes itself, where that gives as many columns; else as the recipe says."""
    try:
        own = sniff(path)
    except BadInput:
        return _preview(path, recipe)
    return own if own.n_columns == first.n_columns else _preview(path, recipe)


def _places(form: FileForm, first: FileForm, recipe: Recipe) -> dict[str, int]:
    """Where the columns are; those of a further file without a header are where the first file has them."""
    if first.has_header and not form.has_header and len(form.columns) == len(first.columns):
        return recipe.columns_of(first)
    return recipe.columns_of(form)


def _require_answers(preview: Preview, recipe: Recipe, times: int | None) -> None:
    """Refuse what the recipe leaves open about the column of times."""
    for question in preview.questions:
        if times is None or question.column != preview.form.columns[times]:
            continue
        if question.kind == "serial_days" and recipe.serial_days is None:
            raise BadInput(
                f"Whether {question.example!r} is a day of a spreadsheet cannot be told.",
                f"The times of {preview.form.label} are numbers: days since 1900, or seconds since 1970.",
                "Say which of them they are.",
            )
        if question.kind == "day_first" and recipe.day_first is None:
            raise BadInput(
                f"Whether {question.example!r} names the day or the month first cannot be told.",
                f"All times of {preview.form.label} can be read either way.",
                "Say which of them comes first.",
            )
        counts_from_1970 = recipe.serial_days is False and may_be_serial_days([question.example])
        if question.kind == "time_zone" and recipe.time_zone is None and not counts_from_1970:
            raise BadInput(
                f"In which time zone {question.example!r} was written cannot be told.",
                f"The times of {preview.form.label} name none.",
                "Name the zone, such as Europe/Berlin, or UTC.",
            )


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


def _labels(forms: Sequence[FileForm]) -> list[str]:
    """Names of the files; whole paths where two have the same name."""
    names = [form.label for form in forms]
    if len(set(names)) == len(names):
        return names
    return [str(form.path if form.member is None else form.path / form.member) for form in forms]
