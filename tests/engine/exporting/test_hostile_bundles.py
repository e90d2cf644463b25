"""Bundles that somebody damaged, or made to do harm, are refused with the reason."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load, save

from engine.errors import BadInput
from engine.exporting.archive import write_archive
from engine.exporting.bundle_file import CARD, CONFIG, FIGURES, ITEMS, WEIGHTS, Bundle, load_bundle
from engine.exporting.bundle_items import SCHEMA
from engine.exporting.manifest import NAME as MANIFEST
from engine.exporting.manifest import Origin, manifest

Files = dict[str, bytes]


def contents(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def resealed(path: Path, **changes: bytes | None) -> Path:
    """The bundle with other files, under a manifest that fits them."""
    files = contents(path)
    origin = Origin.model_validate(json.loads(files.pop(MANIFEST))["origin"])
    for name, content in changes.items():
        if content is None:
            del files[name]
        else:
            files[name] = content
    path.unlink()
    write_archive(path, {MANIFEST: manifest(files, origin), **files})
    return path


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        load_bundle(path)
    return str(refused.value)


def outcome(path: Path) -> Bundle | BadInput:
    try:
        return load_bundle(path)
    except BadInput as refused:
        return refused


def with_weights(path: Path, change: Callable[[dict[str, torch.Tensor]], None]) -> Path:
    weights = load(contents(path)[WEIGHTS])
    change(weights)
    return resealed(path, **{WEIGHTS: save(weights)})


def with_table(path: Path, table: pa.Table, **options: Any) -> Path:
    file = io.BytesIO()
    pq.write_table(table, file, **({"compression": "none", "store_schema": False} | options))
    return resealed(path, **{ITEMS: file.getvalue()})


def table(n: int = 24, **columns: Any) -> pa.Table:
    usual: dict[str, Any] = {
        "item": np.arange(n, dtype=np.int32),
        "external_id": [f"{number:04d}" for number in range(n)],
        "title": [None] * n,
        "interactions": np.ones(n, dtype=np.int64),
    }
    return pa.table({**usual, **columns}, schema=pa.schema([field.with_nullable(True) for field in SCHEMA]))


def test_the_helpers_change_nothing_else(bundle: Path) -> None:
    load_bundle(with_table(with_weights(bundle, lambda weights: None), table()))


def test_weights_of_another_shape_are_refused(bundle: Path) -> None:
    def cut(weights: dict[str, torch.Tensor]) -> None:
        weights["embedding"] = weights["embedding"][:3].clone()

    assert "embedding is [3, 16] float32, not [24, 16] float32" in refusal(with_weights(bundle, cut))


def test_weights_of_another_kind_are_refused(bundle: Path) -> None:
    def halve(weights: dict[str, torch.Tensor]) -> None:
        weights["embedding"] = weights["embedding"].half()

    assert "float16, not" in refusal(with_weights(bundle, halve))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(value: float, bundle: Path) -> None:
    def spoil(weights: dict[str, torch.Tensor]) -> None:
        weights["embedding"][2, 3] = value

    assert "not a number" in refusal(with_weights(bundle, spoil))


def test_a_missing_tensor_is_named(bundle: Path) -> None:
    missing = with_weights(bundle, lambda weights: weights.__delitem__("embedding"))
    assert "The tensor embedding is missing" in refusal(missing)


def test_a_surplus_tensor_is_named(bundle: Path) -> None:
    more = with_weights(bundle, lambda weights: weights.update(backdoor=torch.zeros(1)))
    assert "backdoor belongs to no such model" in refusal(more)


@pytest.mark.parametrize(
    "change",
    [
        {"n_items": 10**9}, {"n_items": 0}, {"policy": "?"}, {"settings": {"x": 1}}, {"more": 1},
        {"model": "x" * 1000}, {"best_epoch": -1}, {"parameters": 2**70},
    ],
)  # fmt: skip
def test_a_configuration_that_does_not_fit_is_refused(change: dict[str, object], bundle: Path) -> None:
    config = json.loads(contents(bundle)[CONFIG])
    assert "cannot be read" in refusal(resealed(bundle, **{CONFIG: json.dumps(config | change).encode()}))


def test_an_enormous_catalogue_is_refused_before_a_model_is_made(bundle: Path) -> None:
    """The table says how many items there are; the weights must be of so many, or nothing is built."""
    config = json.loads(contents(bundle)[CONFIG]) | {"n_items": 1_000_000}
    path = resealed(bundle, **{CONFIG: json.dumps(config).encode()})
    assert "not [1000000, 16]" in refusal(with_table(path, table(1_000_000)))


@pytest.mark.parametrize("name", [WEIGHTS, ITEMS, CONFIG, FIGURES])
@pytest.mark.parametrize("content", [b"", b"<html>not what it says</html>", b"PAR1" + bytes(40) + b"PAR1"])
def test_a_part_that_is_something_else_is_refused(name: str, content: bytes, bundle: Path) -> None:
    assert f"Its {name}" in refusal(resealed(bundle, **{name: content}))


def test_a_card_that_is_no_text_is_refused(bundle: Path) -> None:
    assert f"Its {CARD}" in refusal(resealed(bundle, **{CARD: b"\xff\xfe\x00"}))


def test_a_missing_file_is_named(bundle: Path) -> None:
    assert f"lacks {ITEMS}" in refusal(resealed(bundle, **{ITEMS: None}))


def test_a_surplus_file_is_named(bundle: Path) -> None:
    assert "holds run_me.py" in refusal(resealed(bundle, **{"run_me.py": b"import os"}))


def test_a_pickle_is_nothing_that_would_be_read(bundle: Path, tmp_path: Path) -> None:
    class Mischief:
        def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
            return os.mkdir, (str(tmp_path / "done"),)

    file = io.BytesIO()
    torch.save({"embedding": Mischief()}, file)
    assert f"Its {WEIGHTS}" in refusal(resealed(bundle, **{WEIGHTS: file.getvalue()}))
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"external_id": ["x"] * 24}, "same id"),
        ({"item": np.arange(24, dtype=np.int32)[::-1]}, "not in the order"),
        ({"external_id": [None] * 24}, "lacks"),
        ({"interactions": -np.ones(24, dtype=np.int64)}, "less than never"),
        ({"title": ["x" * 100_000] * 24}, "more than 65,536 bytes"),
    ],
)
def test_a_catalogue_that_is_none_is_refused(columns: dict[str, Any], reason: str, bundle: Path) -> None:
    assert reason in refusal(with_table(bundle, table(**columns)))


def test_a_catalogue_of_another_length_is_refused(bundle: Path) -> None:
    assert "It has 23 items" in refusal(with_table(bundle, table(23)))


def test_other_columns_are_refused(bundle: Path) -> None:
    assert "other columns" in refusal(with_table(bundle, table().append_column("more", pa.array([1] * 24))))


@pytest.mark.parametrize("codec", ["zstd", "snappy", "gzip"])
def test_a_catalogue_that_could_swell_is_refused(codec: str, bundle: Path) -> None:
    assert "compressed" in refusal(with_table(bundle, table(), compression=codec))


def test_a_small_dictionary_cannot_stand_for_gigabytes(bundle: Path) -> None:
    """Many rows that all point at one long text: a few megabytes that would become twelve thousand."""
    n = 200_000
    titles = pa.DictionaryArray.from_arrays(np.zeros(n, np.int32), ["x" * 60_000])
    plain = table(n).drop_columns("title").add_column(2, "title", titles)
    path = with_table(bundle, plain, use_dictionary=["title"])
    assert path.stat().st_size < 20_000_000
    assert "more than" in refusal(path)


def test_a_schema_of_other_makers_is_not_looked_at(bundle: Path) -> None:
    assert "beside its table" in refusal(with_table(bundle, table(), store_schema=True))


@pytest.mark.parametrize(
    "rows",
    [
        '{"a": 1}', '[["model", "val", "all", "loss", 1]]', '[["model", "val", "all", "loss", -7, 0.5]]',
        '[["model", "val", "all", "loss", 1, "x"]]', '[["m","v","a","l",1,1e999]]', "[" * 10_000,
        '[["m","v","a","l",1,1.0],["m","v","a","l",1,2.0]]',
    ],
)  # fmt: skip
def test_figures_that_are_none_are_refused(rows: str, bundle: Path) -> None:
    assert f"Its {FIGURES}" in refusal(resealed(bundle, **{FIGURES: rows.encode()}))


@cache
def _whole(path: Path) -> bytes:
    return path.read_bytes()


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_whatever_is_changed_is_refused_or_changes_nothing(data: st.DataObject, kept_bundle: Path) -> None:
    """Any few bytes, anywhere: the outside of the zip has some that nobody reads, such as times."""
    content = bytearray(_whole(kept_bundle))
    ends = st.integers(0, 600) | st.integers(len(content) - 600, len(content) - 1)
    places = data.draw(st.lists(ends | st.integers(0, len(content) - 1), min_size=1, max_size=4, unique=True))
    for place in places:
        content[place] ^= data.draw(st.integers(1, 255))
    path = kept_bundle.with_name("changed.areal")
    path.write_bytes(content)
    found = outcome(path)
    if isinstance(found, BadInput):
        assert found.why
        assert found.advice
        return
    expected = load_bundle(kept_bundle)
    assert (found.config, found.origin, found.items.names) == (
        expected.config,
        expected.origin,
        expected.items.names,
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from([WEIGHTS, ITEMS, CONFIG, FIGURES]))
def test_a_changed_part_under_a_fitting_manifest_never_gets_further_than_a_refusal(
    data: st.DataObject, name: str, kept_bundle: Path
) -> None:
    files = contents(kept_bundle)
    part = bytearray(files[name])
    for place in data.draw(st.lists(st.integers(0, len(part) - 1), min_size=1, max_size=3)):
        part[place] ^= data.draw(st.integers(1, 255))
    path = kept_bundle.with_name("resealed.areal")
    path.write_bytes(_whole(kept_bundle))
    found = outcome(resealed(path, **{name: bytes(part)}))
    assert isinstance(found, Bundle) or f"Its {name}" in found.why
