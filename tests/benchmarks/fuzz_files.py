"""Damaged files for the fuzzer of the import: heads of real logs, rewritten in some form, then damaged."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from tests.support.real_data import real_data_folder

HEAD = 6_000
LOGS = (
    "zhihu/zhihu_sessions.csv",
    "yoochoose/yoochoose-clicks-100k-iso.dat",
    "yoochoose/yoochoose1_64_train_sessions.csv",
    "movietweetings/latest-2014/ratings.dat",
    "movietweetings/latest-2014/movies.dat",
    "movielens-latest-small/ratings.csv",
    "movielens-latest-small/movies.csv",
    "complete-journey/transactions.csv.gz",
    "complete-journey/products.csv",
    "odd-files/jodotlearn.ratings.dat",
)
TOKENS = (
    *(b'"', b'""', b"\0", b"\r", b"\r\n", b"\n", b"\n\n", b",", b";", b"\t", b"::", b"|", b" ", b"\xff"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", "é漢🙂".encode(), b"{", b"[", b"]}", b"nan", b"1e999", b"-1", b"NULL"),
    *(b"04/07/2014 10:51", b"9" * 40, b"=1+1", b"\x1f", b"\x85", b"\x1a", b"x" * 5000, b'"' * 101),
)
Rows = list[list[str]]


@dataclass(frozen=True)
class Case:
    """A file to import.

    Attributes:
        data: its bytes.
        ending: of its name.
        description: where it comes from.
    """

    data: bytes
    ending: str
    description: str


def case_of(seed: int) -> Case:
    """The file of one number, always the same."""
    chance = random.Random(seed)
    log = chance.choice(LOGS)
    form = chance.choice(list(FORMS)) if chance.random() < 0.6 else "as it is"
    packing = chance.choice(list(PACKINGS)) if chance.random() < 0.2 else "plain"
    head = _head(log, chance.randrange(300, HEAD))
    data = head if form == "as it is" else FORMS[form](_rows(head))
    before = chance.random() < 0.7
    if before:
        data = _damaged(data, chance)
    data = PACKINGS[packing](data) if packing != "plain" else data
    if not before:
        data = _damaged(data, chance)
    ending = Path(log).suffix if form == "as it is" else ".txt"
    return Case(data, ending, f"{log}, {form}, {packing}, damaged {'before' if before else 'after'} packing")


@cache
def _whole_head(log: str) -> bytes:
    path = real_data_folder() / log
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return file.read(HEAD)


def _head(log: str, size: int) -> bytes:
    head = _whole_head(log)[:size]
    return head[: head.rfind(b"\n") + 1] or head


def _rows(head: bytes) -> Rows:
    text = head.decode("utf-8", "replace").replace("::", "\t")
    rows = list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ","))
    width = max(map(len, rows), default=1)
    return [row + [""] * (width - len(row)) for row in rows if row]


def _written(delimiter: str, quoting: int, encoding: str) -> Callable[[Rows], bytes]:
    def write(rows: Rows) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\n").writerows(rows)
        return out.getvalue().encode(encoding, "replace")

    return write


def _as_json_lines(rows: Rows) -> bytes:
    names = rows[0]
    return "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows[1:]).encode()


def _as_json_array(rows: Rows) -> bytes:
    names = rows[0]
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows[1:]], indent=1).encode()


def _as_sessions(rows: Rows) -> bytes:
    sessions: dict[str, list[dict[str, str]]] = {}
    for row in rows[1:]:
        sessions.setdefault(row[0], []).append({"aid": row[-1], "type": "clicks"})
    lines = (json.dumps({"session": key, "events": events}) for key, events in sessions.items())
    return "\n".join(lines).encode()


def _as_lists(rows: Rows) -> bytes:
    lists: dict[str, list[str]] = {}
    for row in rows[1:]:
        lists.setdefault(row[0], []).append(row[-1])
    return "\n".join(" ".join([key, *items]) for key, items in lists.items()).encode()


def _as_recbole(rows: Rows) -> bytes:
    names = ["user_id:token", "item_id:token", *(f"f{at}:token" for at in range(2, len(rows[0])))]
    return "\n".join("\t".join(row) for row in [names[: len(rows[0])], *rows[1:]]).encode()


def _as_table(rows: Rows) -> pa.Table:
    columns = list(zip(*rows[1:], strict=True)) or [() for _ in rows[0]]
    names = [f"{name}{at}" for at, name in enumerate(rows[0])]
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )


def _as_parquet(rows: Rows) -> bytes:
    out = io.BytesIO()
    pq.write_table(_as_table(rows), out)
    return out.getvalue()


def _as_arrow(rows: Rows) -> bytes:
    table = _as_table(rows)
    out = pa.BufferOutputStream()
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return bytes(out.getvalue())


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/ratings.csv", data)
        archive.writestr("folder/movies.csv", b"movieId,title\n1,Toy Story\n")
        archive.writestr("README", b"read me")
    return out.getvalue()


FORMS: dict[str, Callable[[Rows], bytes]] = {
    "quoted": _written(",", csv.QUOTE_ALL, "utf-8"),
    "semicolons": _written(";", csv.QUOTE_MINIMAL, "cp1252"),
    "tabs": _written("\t", csv.QUOTE_MINIMAL, "utf-8-sig"),
    "bars": _written("|", csv.QUOTE_MINIMAL, "utf-8"),
    "UTF-16": _written(",", csv.QUOTE_MINIMAL, "utf-16"),
    "blanks": lambda rows: "\n".join(" ".join(row) for row in rows).encode(),
    "JSON lines": _as_json_lines,
    "JSON array": _as_json_array,
    "sessions": _as_sessions,
    "lists": _as_lists,
    "RecBole": _as_recbole,
    "Parquet": _as_parquet,
    "Arrow": _as_arrow,
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: bytes(pa.compress(data, codec="zstd", asbytes=True)),
    "zip": _zipped,
}


def _damaged(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 10, 30))):
        at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        end = min(end, at + chance.choice((1, 8, 200)))
        data = chance.choice(_DAMAGES)(data, at, end, chance)
    return data


_DAMAGES: tuple[Callable[[bytes, int, int, random.Random], bytes], ...] = (
    lambda data, at, end, chance: data[:at] + data[end:],
    lambda data, at, end, chance: data[:at] + data[at:end] * 2 + data[end:],
    lambda data, at, end, chance: data[:at] + chance.choice(TOKENS) + data[at:],
    lambda data, at, end, chance: data[:at] + chance.choice(TOKENS) + data[end:],
    lambda data, at, end, chance: data[:at] + chance.randbytes(end - at) + data[end:],
    lambda data, at, end, chance: data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
    lambda data, at, end, chance: data[:at] if chance.random() < 0.1 else data,
    lambda data, at, end, chance: data[:at] + data[end:] + data[at:end],
)
