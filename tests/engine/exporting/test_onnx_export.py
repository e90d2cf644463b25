"""The ONNX folder: whole or not at all, checked, and used by a script that knows nothing of this program."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from engine.errors import BadInput, EngineError
from engine.events import Cancelled, CancelToken
from engine.exporting import parity
from engine.exporting.formats import Exported
from engine.exporting.onnx_export import export_onnx
from engine.exporting.subject import Subject
from engine.exporting.torch_export import export_torch
from engine.recommending.loading import load_recommender
from engine.workspace import Workspace
from tests.engine.cli.calling import areal
from tests.support.real_data import RealData

MODEL = {"README.md", "example.py", "items.tsv", "recommend.onnx"}
CHAIN = {"encoder.onnx", "noise.npy", "step.onnx"}

STRANGER = """
import json, sys

class Locked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("engine", "areal_gui", "torch", "pandas", "pyarrow", "onnx"):
            raise ImportError(name)

sys.meta_path.insert(0, Locked())
sys.path.insert(0, sys.argv[1])
from example import recommend

histories = json.load(sys.stdin)
blocks = [recommend(histories[at : at + 100]) for at in range(0, len(histories), 100)]
print(json.dumps([[row.tolist() for block in part for row in block] for part in zip(*blocks)]))
"""
"""Uses the exported folder as somebody would who has NumPy and onnxruntime alone."""


OURS = '"engine", "areal_gui"'
ALL = f'{OURS}, "torch", "pandas", "pyarrow", "onnx"'


@pytest.fixture(scope="module")
def exported(trained_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("onnx")
    with Workspace.open(trained_folder, write=False) as workspace:
        *_, done = export_onnx(workspace, 1, folder, CancelToken())
    assert isinstance(done, Exported)
    assert set(done.files) == MODEL | CHAIN
    return Path(done.path)


def test_a_stranger_gets_the_programs_lists_for_a_thousand_users(real_data: RealData, tmp_path: Path) -> None:
    log = real_data("yoochoose/yoochoose-clicks-100k-iso.dat")
    assert areal(tmp_path / "w", "import", log).code == 0
    settings = ("--set", "training.epochs=1", "--set", "model.embedding_size=16", "--set", "model.kernels=3")
    assert areal(tmp_path / "w", "train", "1", "--preset", "quick", *settings).code == 0
    done = areal(tmp_path / "w", "export", "1", "--out", tmp_path / "out", "--format", "onnx", "--json")
    assert done.code == 0, done.err

    with Workspace.open(tmp_path / "w", write=False) as workspace:
        recommender = load_recommender(workspace, 1)
        lists = next(iter(recommender.recommend_all(20, CancelToken())))
        users = lists.users[:1000]
        assert len(users) == 1000
        rows = (recommender.history(workspace.store, int(user)) for user in users)
        histories = [recommender.numbers_of(each) for each in rows]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    told = subprocess.run(
        [sys.executable, "-I", "-c", STRANGER, done.result["path"]],
        input=json.dumps(histories),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    assert told.stderr == ""
    items, scores = (np.array(each) for each in json.loads(told.stdout))
    own_items, own_scores = lists.items[:1000], lists.scores[:1000]
    np.testing.assert_allclose(scores, own_scores, atol=1e-6)
    # Two items may change places where their scores are the same but for rounding.
    assert (items == own_items).all(1).mean() > 0.99
    shared = [len(np.intersect1d(*rows)) for rows in zip(items, own_items, strict=True)]
    assert sum(shared) >= 20 * 1000 - 2


def test_the_example_answers_with_ids_and_titles(exported: Path) -> None:
    with (exported / "items.tsv").open(encoding="utf-8", newline="") as file:
        ids = [row["external_id"] for row in csv.DictReader(file, delimiter="\t")]
    told = subprocess.run(
        [sys.executable, exported / "example.py", *ids[:3]], capture_output=True, text=True, check=True
    )
    lines = [line.split("\t") for line in told.stdout.splitlines()]
    assert len(lines) == min(20, len(ids))
    assert {item for _, item, _ in lines} <= set(ids)


def test_batch_width_samples_and_k_may_be_anything(exported: Path) -> None:
    session = onnxruntime.InferenceSession(exported / "recommend.onnx")
    noise = np.load(exported / "noise.npy")
    for rows, width, samples, k in ((1, 1, 1, 1), (2, 40, 3, 5), (7, 3, 1, 24)):
        draw = np.random.default_rng(0).standard_normal((len(noise), samples, noise.shape[2]))
        items, scores = session.run(
            None,
            {
                "history": np.zeros((rows, width), dtype=np.int64),
                "length": np.arange(rows) % (width + 1),
                "noise": draw.astype(np.float32),
                "k": np.array([k]),
            },
        )
        assert items.shape == scores.shape == (rows, k)


def test_the_card_tells_inputs_noise_policy_and_how_well_it_agrees(exported: Path) -> None:
    card = (exported / "README.md").read_text("utf-8")
    metadata = onnxruntime.InferenceSession(exported / "recommend.onnx").get_modelmeta().custom_metadata_map
    told = ("Opset 18", "noise.npy", "`history`", "top 20 the same to 100.00%", "on 121 histories")
    for text in told:
        assert text in card
    assert (metadata["run_number"], metadata["n_items"], metadata["policy"]) == ("1", "24", "exclude")


def test_a_cancelled_export_leaves_nothing(trained: Workspace, tmp_path: Path) -> None:
    cancel = CancelToken()
    events = export_onnx(trained, 1, tmp_path, cancel)
    next(events)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(events)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_does_not_agree_is_not_kept(
    trained: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parity, "FURTHEST", -1.0)
    with pytest.raises(EngineError, match="does not agree"):
        list(export_onnx(trained, 1, tmp_path, CancelToken()))
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_fit_on_the_disk_is_refused_with_the_numbers(
    trained: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Subject, "bytes", 10**15)
    with pytest.raises(BadInput, match="does not fit") as refused:
        list(export_onnx(trained, 1, tmp_path / "out", CancelToken()))
    assert "3,000,000.0 GB" in refused.value.why
    assert not (tmp_path / "out").exists()


def test_programs_of_torch_run_without_this_program(trained: Workspace, tmp_path: Path) -> None:
    *_, done = export_torch(trained, 1, tmp_path, CancelToken())
    assert isinstance(done, Exported)
    assert set(done.files) == {
        *(name.replace(".onnx", ".pt2") for name in MODEL | CHAIN),
    }
    recommender = load_recommender(trained, 1)
    histories = [[], [3], [1, 2, 3], list(range(12))]
    told = subprocess.run(
        [sys.executable, "-I", "-c", STRANGER.replace(ALL, OURS), done.path],
        input=json.dumps(histories),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    items, scores = (np.array(each) for each in json.loads(told.stdout))
    for history, row, values in zip(histories, items, scores, strict=True):
        own = recommender.recommend(history, 20)
        found = [recommender.items.external_ids[item] for item in row[np.isfinite(values)]]
        assert found == [line.external_id for line in own if np.isfinite(line.score)]
