"""`models`, and verbs that take `--model`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli.program import main
from engine.models.methods import METHODS
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences


def test_every_model_is_listed_with_its_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    told = capsys.readouterr().out
    for name, method in METHODS.items():
        assert f"{name}  ({method.title})" in told
    assert "gru4rec.hidden_size" in told


def test_one_model_is_told_with_its_source_and_presets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "sasrec"]) == 0
    told = capsys.readouterr().out
    assert "Kang, McAuley" in told
    assert "Licence: kang205/SASRec: Apache-2.0" in told
    (blocks,) = (line.split() for line in told.splitlines() if line.startswith("sasrec.blocks"))
    assert blocks == ["sasrec.blocks", "2", "1", "2"]


def test_a_script_gets_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "gru4rec", "--json"]) == 0
    (result,) = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    (model,) = result["models"]
    assert model["rows"]["published"] == "GRU4Rec (BCE, 1 negative)"
    losses = {each["name"]: each["presets"] for each in model["settings"]}["baseline.loss"]
    assert losses == {"recommended": "ce", "published": "bce1", "quick": "ce"}


@pytest.mark.parametrize("words", [["models", "gru"], ["train", "1", "--model", "gru4"]])
def test_an_unknown_model_is_refused_with_the_nearest(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Workspace.open(tmp_path / "w") as workspace:
        import_sequences(workspace, ALTERNATING)
    assert main(["--workspace", str(tmp_path / "w"), *words]) == 2
    assert "gru4rec" in capsys.readouterr().err
