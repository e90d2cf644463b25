"""RecBole's benchmark files: rows of histories, split over files for training, validation and test."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.importing.load import DatasetImported, IdsRestarted
from engine.workspace import Workspace
from tests.engine.importing.conftest import Histories, ImportText, run_import

PARTS = ("train", "valid", "test")
HEADER = "session_id:token\titem_id_list:token_seq\titem_id:token"
Parts = dict[str, list[str]]


def sequences(number: int) -> list[list[str]]:
    chance = random.Random(7)
    return [[f"i{chance.randrange(60)}" for _ in range(chance.randint(4, 15))] for _ in range(number)]


def rows(user: object, items: list[str], longest: int | None = None) -> list[str]:
    """One row for each item but the first, with all items before it or the last few of them."""
    return [
        f"{user}\t{' '.join(items[:end][-longest if longest else 0 :])}\t{items[end]}"
        for end in range(1, len(items))
    ]


def numbered(sequences: list[list[str]], first: int = 1) -> list[str]:
    """The longest row of each sequence first; ids number the rows."""
    texts = [text for items in sequences for text in reversed(rows("", items))]
    return [f"{number}{text}" for number, text in enumerate(texts, first)]


def written(folder: Path, parts: Parts) -> Iterator[Path]:
    folder.mkdir()
    for name, lines in parts.items():
        path = folder / f"log.{name}.inter"
        path.write_text("\n".join([HEADER, *lines]) + "\n")
        yield path


def leave_one_out(sequences: list[list[str]], longest: int | None) -> Parts:
    """Of each user the last item is for the test, the one before it for validation."""
    parts: Parts = {name: [] for name in PARTS}
    for user, items in enumerate(sequences):
        *train, valid, test = rows(user, items, longest)
        parts["train"] += train
        parts["valid"].append(valid)
        parts["test"].append(test)
    return parts


@pytest.mark.parametrize("longest", [None, 5])
@pytest.mark.parametrize("named", ["folder", "files, the test first"])
def test_histories_that_go_on_in_the_next_file_count_every_item_once(
    tmp_path: Path, import_files: ImportText, histories: Histories, longest: int | None, named: str
) -> None:
    logs = sequences(40)
    paths = list(written(tmp_path / "log", leave_one_out(logs, longest)))
    data = import_files(*([tmp_path / "log"] if named == "folder" else reversed(paths)))
    assert histories(data.id) == {str(user): items for user, items in enumerate(logs)}


def test_a_test_row_without_the_validation_item_adds_one_item(
    tmp_path: Path, import_files: ImportText, histories: Histories
) -> None:
    parts = {"train": ["7\ta b\tc"], "valid": ["7\ta b c\td"], "test": ["7\ta b c\te"]}
    data = import_files(*written(tmp_path / "log", parts))
    assert histories(data.id) == {"7": list("abcde")}


def test_sessions_that_each_file_numbers_anew_stay_apart(workspace: Workspace, tmp_path: Path) -> None:
    logs = sequences(60)
    parts = dict(zip(PARTS, (logs[:40], logs[40:50], logs[50:]), strict=True))
    texts = {
        name: [text for number, items in enumerate(part) for text in rows(number, items)]
        for name, part in parts.items()
    }
    events = run_import(workspace, list(written(tmp_path / "log", texts)))
    told = [(event.file, event.sequences) for event in events if isinstance(event, IdsRestarted)]
    assert told == [("log.valid.inter", 10), ("log.test.inter", 10)]
    last = events[-1]
    assert isinstance(last, DatasetImported)
    assert (last.users, last.interactions) == (60, sum(map(len, logs)))


@pytest.mark.parametrize("anew", [True, False])
def test_rows_numbered_in_every_file_are_the_sessions_of_that_file(
    tmp_path: Path, import_files: ImportText, histories: Histories, anew: bool
) -> None:
    logs = sequences(50)
    train = numbered(logs[:40])
    parts = {"train": train, "test": numbered(logs[40:], 1 if anew else len(train) + 1)}
    data = import_files(*written(tmp_path / "log", parts))
    found = histories(data.id)
    assert list(found.values()) == logs
    assert sum(name.endswith(" (2)") for name in found) > 0 if anew else all(map(str.isdecimal, found))


def test_users_with_times_who_come_again_are_the_same(
    tmp_path: Path, import_files: ImportText, histories: Histories
) -> None:
    header = "user_id:token\titem_id_list:token_seq\titem_id:token\ttimestamp:float"
    for name, line in (("train", "1\ta b\tc\t1400000000"), ("test", "1\tx y\tz\t1400000100")):
        (tmp_path / f"log.{name}.inter").write_text(f"{header}\n{line}\n2\tq r\ts\t1400000200\n")
    data = import_files(tmp_path / "log.train.inter", tmp_path / "log.test.inter")
    assert histories(data.id) == {"1": list("abcxyz"), "2": list("qrs")}
