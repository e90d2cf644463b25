"""One list of export formats for the command line and the window."""

from __future__ import annotations

import importlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli.parser import EXPORT_FORMATS
from engine.errors import NotFound
from engine.events import CancelToken
from engine.exporting.formats import FORMATS, Exported, export_format
from engine.workspace import Workspace
from tests.support.run_rows import run_row


def test_the_command_line_offers_exactly_these() -> None:
    assert tuple(each.name for each in FORMATS) == EXPORT_FORMATS


@pytest.mark.parametrize("each", FORMATS, ids=lambda each: each.name)
def test_what_writes_a_form_is_there(each: object) -> None:
    assert callable(getattr(importlib.import_module(each.module), each.function))  # type: ignore[attr-defined]


def test_an_unknown_form_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(NotFound, match="bundel") as refused:
        export_format("bundel")
    assert "bundle" in refused.value.advice


def test_a_run_is_written_into_the_folder(trained: Workspace, tmp_path: Path) -> None:
    *_, done = export_format("bundle").export(trained, 1, tmp_path, CancelToken())

    assert isinstance(done, Exported)
    assert Path(done.path).is_file()


def test_the_list_costs_no_library() -> None:
    heavy = "{'torch', 'numpy', 'pyarrow', 'pandas', 'onnx', 'onnxruntime'}"
    code = f"import sys, engine.exporting.formats; print(sorted({heavy} & sys.modules.keys()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_every_export_is_called_after_its_run_and_what_it_is() -> None:
    run = replace(run_row(), name="shop, AREAL, quick")
    names = {each.name: each.name_for(run, {"ending": "csv"}) for each in FORMATS}
    assert names == {
        "bundle": "shop-AREAL-quick.areal",
        "onnx": "shop-AREAL-quick-onnx",
        "torch": "shop-AREAL-quick-torch",
        "recommendations": "shop-AREAL-quick-recommendations.csv",
        "embeddings": "shop-AREAL-quick-embeddings",
        "report": "shop-AREAL-quick-report.html",
        "figures": "shop-AREAL-quick-figures",
    }
