"""Files of one log that hold the same rows: snapshots of a log that grew, which together count rows twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from engine.errors import BadInput
from engine.importing.form import FileForm, listed
from engine.importing.look import look
from engine.importing.roles import Role
from engine.importing.source import size_of
from engine.importing.tables import open_table

_TELLING: tuple[Role, ...] = ("user", "item", "time", "order", "value", "event")
_LOOKED_AT = 8
_ROWS, _GLANCE = 1_000, 1 << 16
_FEWEST = 10
_SHARE, _SHARE_WITHOUT_TIMES = 0.2, 0.5
_DISTINCT = 0.95


@dataclass(frozen=True)
class _Beginning:
    """The first rows of a file: what its columns with a meaning hold, and the same without the user."""

    form: FileForm
    roles: frozenset[Role]
    rows: set[tuple[str, ...]]
    userless: set[tuple[str, ...]]

    def repeats(self, other: _Beginning) -> bool:
        """Whether the other file has many of the rows."""
        is_timed = "time" in self.roles or "order" in self.roles
        share = _SHARE if is_timed else _SHARE_WITHOUT_TIMES
        return self.roles == other.roles and _overlap(self.rows, other.rows) >= share

    def repeats_under_other_users(self, other: _Beginning) -> bool:
        """Whether the other file has many of the rows, of users by other names: times are that telling."""
        if self.roles != other.roles or "time" not in self.roles:
            return False
        are_telling = all(len(one.userless) >= _DISTINCT * len(one.rows) for one in (self, other))
        return are_telling and _overlap(self.userless, other.userless) >= _SHARE


def repeats_note(logs: Sequence[Path]) -> list[str]:
    """What is to be said of files that begin with the same rows; nothing where none do.

    Of many files a few are looked at.
    """
    step = max(1, -(-len(logs) // _LOOKED_AT))
    looked = [beginning for path in logs[::step] if (beginning := _beginning(path)) is not None]
    if same := _sharing(looked, [pair for pair in combinations(looked, 2) if pair[0].repeats(pair[1])]):
        once = ", or count duplicates once (data.duplicates=collapse)" if "time" in same[0].roles else ""
        return [
            f"{_named(same)} share rows, as snapshots of one growing log do: read together, such rows count "
            f"several times. Import the newest alone ({_largest(same)} is the largest){once}."
        ]
    renumbered = [pair for pair in combinations(looked, 2) if pair[0].repeats_under_other_users(pair[1])]
    if same := _sharing(looked, renumbered):
        return [
            f"{_named(same)} hold the same rows under different users, as snapshots do whose users are "
            "numbered anew: read together, rows count several times and different users become one. "
            f"Import the newest alone ({_largest(same)} is the largest)."
        ]
    return []


def _beginning(path: Path) -> _Beginning | None:
    """None of a file that cannot be read so, or whose rows repeat each other by design."""
    try:
        preview = look(path, sample_bytes=_GLANCE)
        are_histories = preview.form.kind == "recbole" and preview.form.table
        if are_histories or not {"user", "item"} <= set(preview.roles):
            return None
        roles = [role for role in _TELLING if role in preview.roles]
        rows = _first_rows(preview.form, [preview.roles.index(role) for role in roles])
    except BadInput:
        return None
    return _Beginning(preview.form, frozenset(roles), set(rows), {row[1:] for row in rows})


def _first_rows(form: FileForm, places: Sequence[int]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    with open_table(form) as table:
        for batch in table.rows(sorted(places)):
            columns = [batch.columns[at].slice(0, _ROWS - len(rows)).to_pylist() for at in places]
            rows += zip(*columns, strict=True)
            if len(rows) >= _ROWS:
                break
    return rows


def _overlap(some: set[tuple[str, ...]], others: set[tuple[str, ...]]) -> float:
    """What share of the smaller set the other has; none where that is only by chance."""
    shared = len(some & others)
    return shared / min(len(some), len(others)) if shared >= _FEWEST else 0.0


def _sharing(
    looked: Iterable[_Beginning], pairs: Sequence[tuple[_Beginning, _Beginning]]
) -> list[_Beginning]:
    """The files that are in any of the pairs, in their order."""
    return [one for one in looked if any(one is each for pair in pairs for each in pair)]


def _named(files: Sequence[_Beginning]) -> str:
    names = [_name(one.form) for one in files]
    return listed(names, 4) if len(names) > 2 else " and ".join(names)


def _largest(files: Sequence[_Beginning]) -> str:
    return _name(max((one.form for one in files), key=size_of))


def _name(form: FileForm) -> str:
    """With the folder: files of different days often have the same name."""
    return f"{form.path.parent.name}/{form.path.name}" if form.member is None else form.member
