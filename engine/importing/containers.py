"""Folders and zips of files: which of them are the log, and which describes its items."""

from __future__ import annotations

import os
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import BadInput
from engine.importing.archives import MOST_MEMBERS, is_office, is_workbook, is_zip, members
from engine.importing.bundles import bundle_of, family, in_natural_order, is_beside, item_rank, names_items
from engine.importing.look import look
from engine.importing.preview import Preview
from engine.importing.source import reading

_GLANCE = 1 << 16
_LOOKED_AT_OF_A_FAMILY = 5


@dataclass(frozen=True)
class LogFiles:
    """The files of one log. A member of a zip is written as a path that leads into it: log.zip/ratings.csv.

    Attributes:
        logs: files of one shape, in the order they are read.
        items: a file with the items' titles.
        ignored: files that are neither.
        members: of a single folder or zip, the names of the files in it, to choose from.
    """

    logs: list[Path]
    items: Path | None = None
    ignored: list[Path] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


def log_files(paths: Sequence[Path]) -> LogFiles:
    """Look into folders and zips, and tell logs from item files.

    Raises:
        BadInput: there is no log in a folder or zip, or too many files to look at.
    """
    found = [_inside(path) if _is_container(path) else LogFiles([path]) for path in paths]
    logs = [log for one in found for log in one.logs]
    items = next((one.items for one in found if one.items is not None), None)
    described = [log for log in logs if names_items(log)]
    if items is None and len(logs) > 1 and len(described) == 1:
        items = described[0]
        logs.remove(items)
    ignored = [path for one in found for path in one.ignored]
    return LogFiles(logs, items, ignored, found[0].members if len(found) == 1 else [])


def _is_container(path: Path) -> bool:
    """Whether it is a folder, or a zip of several files."""
    if path.is_dir():
        return True
    if not path.is_file():
        return False
    with reading(path):
        if not is_zip(path):
            return False
        with zipfile.ZipFile(path) as archive:
            is_document = is_office(archive) or is_workbook(archive)
            return not is_document and len(members(path, archive)) != 1


def _inside(container: Path) -> LogFiles:
    names = _files_of(container)
    files = in_natural_order([container / name for name in names])
    candidates = [file for file in files if not is_beside(file)]
    if not candidates:
        raise _no_log(container, len(names))
    known = bundle_of(candidates)
    logs, items = known if known is not None else _told_apart(container, candidates)
    ignored = [file for file in files if file not in {*logs, items}]
    return LogFiles(logs, items, ignored, [file.relative_to(container).as_posix() for file in candidates])


def _files_of(container: Path) -> list[str]:
    """Relative names of all files in a folder or a zip."""
    with reading(container):
        if container.is_dir():
            return _files_of_folder(container)
        with zipfile.ZipFile(container) as archive:
            return members(container, archive)


def _files_of_folder(folder: Path) -> list[str]:
    names: list[str] = []
    for root, folders, files in os.walk(
        folder
    ):  # links to folders are not followed: they may lead in circles
        folders[:] = [name for name in folders if not name.startswith(".")]
        names += [(Path(root) / name).relative_to(folder).as_posix() for name in files]
        if len(names) > MOST_MEMBERS:
            raise BadInput(
                f"{folder.name} holds more than {MOST_MEMBERS:,} files.",
                "A log may be that many.",
                "Choose the folder that holds the files of the log and nothing else.",
            )
    return names


def _told_apart(container: Path, files: Sequence[Path]) -> tuple[list[Path], Path | None]:
    """The files that are the log, and the one that describes its items, by what is in them."""
    previews, refusal = _glances(files)
    shapes: dict[str, list[Path]] = defaultdict(list)
    for file, preview in previews.items():
        if {"user", "item"} <= set(preview.roles) and not (names_items(file) and not _is_ordered(preview)):
            shapes[preview.shape].append(file)
    if not shapes:
        raise refusal or _no_log(container, len(files))
    logs = max(shapes.values(), key=lambda group: _likelihood(group, previews[group[0]]))
    rest = [
        file
        for file, preview in previews.items()
        if file not in logs and ("user" not in preview.roles or names_items(file))
    ]
    describing = [file for file in rest if names_items(file) or "item" in previews[file].roles]
    return logs, min(describing, key=item_rank, default=None)


def _glances(files: Sequence[Path]) -> tuple[dict[Path, Preview], BadInput | None]:
    """A short look at each file that can be read; and why the first that cannot be cannot.

    Of numbered parts of one thing a few are looked at: the others are taken to be like them.
    """
    families: dict[str, list[Path]] = defaultdict(list)
    for file in files:
        families[family(file)].append(file)
    previews: dict[Path, Preview] = {}
    refusal: BadInput | None = None
    for relatives in families.values():
        step = max(1, len(relatives) // _LOOKED_AT_OF_A_FAMILY)
        looked: list[Preview] = []
        for file in relatives[::step]:
            try:
                looked.append(look(file, sample_bytes=_GLANCE))
                previews[file] = looked[-1]
            except BadInput as error:
                refusal = refusal or error
        if looked and all(preview.shape == looked[0].shape for preview in looked):
            previews |= {file: looked[0] for file in relatives if file not in previews}
    return {file: previews[file] for file in files if file in previews}, refusal


def _is_ordered(preview: Preview) -> bool:
    return "time" in preview.roles or "order" in preview.roles


def _likelihood(group: Sequence[Path], preview: Preview) -> tuple[bool, bool, int, int]:
    """How likely files of one shape are the log: known, with times, many, large."""
    return preview.known is not None, _is_ordered(preview), len(group), preview.size_bytes


def _no_log(container: Path, n_files: int) -> BadInput:
    name = container.name or str(container)
    if not n_files:
        return BadInput(f"{name} is empty.", "There is no file in it.", "Choose the file that holds the log.")
    return BadInput(
        f"{name} holds no log.",
        f"None of its {n_files:,} files is a table with a column of users and one of items.",
        "Choose the file that holds the log.",
    )
