"""Vectors of items and users: the model's own, with the ids of the log, in two forms that say the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
import torch

from engine.events import Cancelled, CancelToken
from engine.exporting.embeddings import export_embeddings
from engine.exporting.formats import Exported
from engine.exporting.subject import subject
from engine.store.datasets import items
from engine.workspace import Workspace
from tests.engine.cli.calling import areal

KINDS = {
    f"{name}{end}" for name in ("items", "users") for end in (".parquet", "_metadata.tsv", "_vectors.tsv")
}


@pytest.fixture
def exported(trained: Workspace, tmp_path: Path) -> Path:
    *_, done = export_embeddings(trained, 1, tmp_path, CancelToken())
    assert isinstance(done, Exported)
    assert (set(done.files), done.notes) == (KINDS | {"README.md"}, ())
    return Path(done.path)


def test_items_have_their_ids_titles_and_the_models_vectors(exported: Path, trained: Workspace) -> None:
    table = pq.read_table(exported / "items.parquet")
    names = items(trained.store, 1)
    assert table["external_id"].to_pylist() == names.external_ids
    assert table["title"].to_pylist() == names.titles
    assert sum(table["interactions"].to_pylist()) == len(subject(trained, 1).snapshot.items)
    with torch.inference_mode():
        own = subject(trained, 1).model.items().numpy()
    np.testing.assert_array_equal(np.array(table["vector"].to_pylist(), dtype=np.float32), own)


def test_users_have_the_guidance_of_their_latest_items(exported: Path, trained: Workspace) -> None:
    table = pq.read_table(exported / "users.parquet")
    of = subject(trained, 1)
    start, end = (int(bound) for bound in of.snapshot.offsets[3:5])
    history = torch.tensor(of.snapshot.items[start:end].astype(np.int64))[None]
    with torch.inference_mode():
        own = of.model.guidance(of.model.embedded(history), torch.tensor([end - start]))[0]  # type: ignore[operator]
    assert table.num_rows == of.snapshot.n_sequences
    assert table["interactions"][3].as_py() == end - start
    np.testing.assert_allclose(table["vector"][3].as_py(), own, atol=1e-6)


@pytest.mark.parametrize("name", ["items", "users"])
def test_the_projectors_files_say_the_same_line_by_line(exported: Path, name: str) -> None:
    table = pq.read_table(exported / f"{name}.parquet")
    vectors = np.loadtxt(exported / f"{name}_vectors.tsv", delimiter="\t", dtype=np.float32)
    header, *rows = (exported / f"{name}_metadata.tsv").read_text("utf-8").splitlines()
    np.testing.assert_allclose(vectors, np.array(table["vector"].to_pylist()), rtol=1e-5, atol=1e-6)
    assert header.split("\t") == table.column_names[:-1]
    assert [row.split("\t")[0] for row in rows] == table["external_id"].to_pylist()


def test_tabs_and_line_ends_in_a_title_break_no_line(tmp_path: Path) -> None:
    log, titles = tmp_path / "log.csv", tmp_path / "titles.csv"
    rows = [
        f"u{user},{'ab'[(user + place) % 2]},{100 * user + place}"
        for user in range(40)
        for place in (1, 2, 3)
    ]
    log.write_text("user,item,time\n" + "\n".join(rows) + "\n", "utf-8")
    titles.write_text('item,title\na,"tea\tand\nmilk"\nb,=1+1\n', "utf-8")
    assert areal(tmp_path / "w", "import", log, "--items", titles).code == 0
    settings = ("--set", "training.epochs=1", "--set", "model.embedding_size=8", "--set", "data.repeats=keep")
    assert areal(tmp_path / "w", "train", "1", "--preset", "quick", *settings).code == 0

    done = areal(tmp_path / "w", "export", "1", "--out", tmp_path, "--format", "embeddings", "--json")

    assert done.code == 0, done.err
    told = (Path(done.result["path"]) / "items_metadata.tsv").read_text("utf-8").splitlines()
    assert [line.split("\t")[1] for line in told] == ["title", "=1+1", "tea and milk"]
    table = pq.read_table(Path(done.result["path"]) / "items.parquet")
    assert table["title"].to_pylist() == ["=1+1", "tea\tand\nmilk"]


def test_a_model_without_vectors_of_users_gives_those_of_items(tmp_path: Path, trained_folder: Path) -> None:

    shutil.copytree(trained_folder, tmp_path / "w")
    trained = areal(
        tmp_path / "w",
        "train",
        "1",
        "--model",
        "diffrec",
        "--preset",
        "quick",
        "--set",
        "training.epochs=1",
        "--json",
    )
    assert trained.code == 0, trained.err
    done = areal(tmp_path / "w", "export", "2", "--out", tmp_path, "--format", "embeddings", "--json")
    assert done.code == 0, done.err
    assert not any(name.startswith("users") for name in done.result["files"])
    assert "no vector of a user" in done.result["notes"][0]


def test_a_cancelled_export_leaves_nothing(trained: Workspace, tmp_path: Path) -> None:
    cancel = CancelToken()
    events = export_embeddings(trained, 1, tmp_path, cancel)
    next(events)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(events)
    assert list(tmp_path.iterdir()) == []


def test_an_imported_run_tells_how_often_items_occur_where_it_was_trained(
    bundle: Path, trained: Workspace, tmp_path: Path
) -> None:
    assert areal(tmp_path / "other", "import-bundle", bundle).code == 0
    done = areal(tmp_path / "other", "export", "1", "--out", tmp_path, "--format", "embeddings", "--json")
    assert done.code == 0, done.err
    assert "no users are chosen" in done.result["notes"][0]
    table = pq.read_table(Path(done.result["path"]) / "items.parquet")
    assert table["interactions"].to_pylist() == subject(trained, 1).occurrences.tolist()
