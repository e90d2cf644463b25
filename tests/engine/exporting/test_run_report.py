"""The report of a run: one file that needs nothing else and says what the run and its card say."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import BadInput, NotFound
from engine.events import Cancelled, CancelToken
from engine.exporting.bundle_import import import_bundle
from engine.exporting.run_charts import training_charts
from engine.exporting.run_report import export_figures, export_report
from engine.store.runs import BEFORE_TRAINING, Metric, get_run, metrics, rename_run, update_run
from engine.workspace import Workspace
from tests.engine.exporting.test_user_report import Page


def written(workspace: Workspace, folder: Path, run: int = 1) -> str:
    *_, done = export_report(workspace, run, folder, CancelToken())
    return Path(done.path).read_text(encoding="utf-8")  # type: ignore[attr-defined]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "other") as workspace:
        yield workspace


def test_it_tells_results_groups_data_and_settings(trained: Workspace, tmp_path: Path) -> None:
    text = written(trained, tmp_path)
    words = " ".join(Page(text).words)
    run = get_run(trained.store, 1)
    figure = next(
        each.value for each in metrics(trained.store, 1, subject="model", split="test")
        if (each.slice, each.name) == ("all", "ndcg@20")
    )  # fmt: skip

    for expected in (run.name, run.split_hash, f"{100 * figure:.2f}", "Item-kNN", "With history", "Gini"):
        assert expected in words
    for title in ("Test results", "By group of examples", "Training", "Data: shop", "Configuration"):
        assert f"<h2>{title}</h2>" in text
    assert "training.batch_size" in words
    assert "gru4rec" not in words  # settings that this model does not have


def test_every_interval_stands_below_its_figure(trained: Workspace, tmp_path: Path) -> None:
    cells = re.findall(r"<td class=n>([^<]*\[[^<]*)</td>", written(trained, tmp_path))
    assert cells
    assert all(re.fullmatch(r"[\d.]+\n\[[\d.]+,\u00a0[\d.]+\]", cell) for cell in cells)


def test_it_needs_nothing_from_anywhere(trained: Workspace, tmp_path: Path) -> None:
    text = written(trained, tmp_path)
    page = Page(text)

    assert page.sources == []
    assert not {"script", "link", "iframe", "object", "embed"} & set(page.tags)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", text))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert "url(" not in text
    assert "@import" not in text


def test_its_curves_are_drawn(trained: Workspace, tmp_path: Path) -> None:
    text = written(trained, tmp_path)
    drawings = re.findall(r"<svg.*?</svg>", text, re.DOTALL)

    assert len(drawings) == 4
    for drawing in drawings:
        assert ElementTree.fromstring(drawing).get("aria-label")
    assert "Training loss" in text
    assert "Validation NDCG@20" in text


def test_it_is_light_and_dark_and_can_be_printed(trained: Workspace, tmp_path: Path) -> None:
    text = written(trained, tmp_path)

    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_a_name_is_never_taken_for_html(other: Workspace, kept_bundle: Path, tmp_path: Path) -> None:
    list(import_bundle(other, kept_bundle, CancelToken()))
    rename_run(other.store, 1, "<script>alert(1)</script>")
    text = written(other, tmp_path / "out")

    assert "script" not in Page(text).tags
    assert "alert(1)" in text


def test_of_an_imported_run_it_tells_the_origin(other: Workspace, kept_bundle: Path, tmp_path: Path) -> None:
    list(import_bundle(other, kept_bundle, CancelToken()))
    text = written(other, tmp_path / "out")

    assert "<h2>Origin</h2>" in text
    assert "SHA-256 of the bundle" in text
    assert "<h2>Test results</h2>" in text


def test_a_run_without_a_test_says_so(other: Workspace, kept_bundle: Path, tmp_path: Path) -> None:
    list(import_bundle(other, kept_bundle, CancelToken()))
    with other.store.write() as connection:
        connection.exec_driver_sql("delete from run_metric")
    update_run(other.store, 1, error="Training diverged.", best_epoch=None)
    text = written(other, tmp_path / "out")

    assert "was not tested" in text
    assert "Training diverged." in text
    with pytest.raises(BadInput, match="nothing to draw"):
        list(export_figures(other, 1, tmp_path / "out", CancelToken()))


def test_an_unknown_run_and_a_taken_name_leave_nothing(trained: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        written(trained, tmp_path / "new", run=9)
    assert not (tmp_path / "new").exists()
    before = written(trained, tmp_path)
    with pytest.raises(BadInput, match="exists already"):
        written(trained, tmp_path)
    (only,) = tmp_path.iterdir()
    assert only.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("export", [export_report, export_figures])
def test_cancelled_it_leaves_nothing(export: type, trained: Workspace, tmp_path: Path) -> None:
    cancel = CancelToken()
    events = export(trained, 1, tmp_path / "new", cancel)
    next(events)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(events)
    assert list(tmp_path.iterdir()) == []


def test_the_figures_are_files_that_stand_alone(trained: Workspace, tmp_path: Path) -> None:
    *_, done = export_figures(trained, 1, tmp_path, CancelToken())
    files = sorted(Path(done.path).iterdir())

    assert [file.name for file in files] == sorted(done.files)
    assert "loss.svg" in done.files
    for file in files:
        root = ElementTree.parse(file).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "--s0" in file.read_text(encoding="utf-8")


def test_no_reference_row_has_the_colour_of_the_model(trained: Workspace) -> None:
    levels = [
        Metric(name, "val", "all", "ndcg@20", BEFORE_TRAINING, 0.2)
        for name in ("v-sknn", "markov", "item-knn")
    ]
    own = [Metric("model", "val", "all", "ndcg@20", epoch, 0.1 * epoch) for epoch in (1, 2)]
    (chart,) = training_charts(get_run(trained.store, 1), [*levels, *own])

    colours = re.findall(r'class="line level s(\d)"', chart.svg)
    assert len(set(colours)) == 3
    assert "0" not in colours
