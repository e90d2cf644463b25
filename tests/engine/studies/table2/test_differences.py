"""The tests of Table 2: paired over sequences, over the mean of the seeds, adjusted for all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from engine.evaluation.metrics import METRICS, gains
from engine.evaluation.rank_table import ranks_of, read_ranks
from engine.evaluation.significance import differences, holm
from engine.events import Cancelled, CancelToken, Progress
from engine.studies.results import ResultRow, StudyResult, result
from engine.studies.table2 import differences as tested
from engine.studies.table2.differences import Tested, _summed, _tables, compared_with_best
from engine.training.kept_ranks import ranks_file
from engine.workspace import Workspace
from tests.engine.studies.table2.conftest import CASER, GRU


def compared(workspace: Workspace, found: StudyResult) -> tuple[Tested, list[Progress]]:
    working = compared_with_best(workspace, found, ("ndcg@20",), CancelToken())
    told = []
    while True:
        try:
            told.append(next(working))
        except StopIteration as end:
            return end.value, told


def test_every_other_row_and_every_reference_row_meets_the_best(finished: Workspace) -> None:
    found = result(finished, 1)
    assert found.best is not None
    rows, told = compared(finished, found)
    best = found.rows[found.best].label
    assert rows["ndcg@20"].keys() == {GRU, CASER, *found.references["test"]} - {best}
    assert told[-1].done == told[-1].total
    for name, against in rows["ndcg@20"].items():
        assert against.low <= against.difference <= against.high
        assert 0 < against.p <= 1
        mean = found.rows[found.best].figures["test"]["ndcg@20"].mean
        if name in found.references["test"]:
            other = found.references["test"][name]["ndcg@20"]
            assert against.difference == pytest.approx(mean - other, abs=1e-9)
    assert rows["ndcg@20"]["random"].p < 0.05


def test_a_row_is_the_mean_of_its_seeds(finished: Workspace) -> None:
    found = result(finished, 1)
    names, sums, sizes = _summed(_tables(finished, found))
    for row in found.rows:
        each = []
        for run in row.runs:
            table = read_ranks(ranks_file(finished, run, "test"))
            each.append(gains(ranks_of(table, "model")).numpy().sum(0))
        assert np.allclose(sums[names.index(row.label)].sum(0), np.mean(each, axis=0))
        mean = row.figures["test"]["ndcg@20"].mean
        total = sums[names.index(row.label)].sum(0)[METRICS.index("ndcg@20")]
        assert total / sizes.sum() == pytest.approx(mean)


def test_the_p_values_are_those_of_the_permutation_test_by_holms_steps(finished: Workspace) -> None:
    from engine.evaluation.significance import Clusters

    found = result(finished, 1)
    assert found.best is not None
    names, sums, sizes = _summed(_tables(finished, found))
    column = [METRICS.index("ndcg@20")]
    best = names.index(found.rows[found.best].label)
    others = [name for name in names if name != names[best]]
    raw = [
        differences(Clusters(sums[best][:, column], sizes), Clusters(sums[names.index(n)][:, column], sizes))[
            0
        ].p
        for n in others
    ]
    rows, _ = compared(finished, found)
    expected = dict(zip(others, holm(raw), strict=True))
    found_p = {name: against.p for name, against in rows["ndcg@20"].items()}
    assert found_p == pytest.approx(expected, abs=0.06)
    assert list(found_p.values()) == holm([against.raw for against in rows["ndcg@20"].values()])


def test_a_row_without_its_ranks_is_left_out(finished: Workspace) -> None:
    found = result(finished, 1)
    assert found.best is not None
    other = found.rows[1 - found.best]
    path = ranks_file(finished, other.runs[0], "test")
    kept = path.read_bytes()
    path.write_bytes(b"damaged")
    try:
        rows, _ = compared(finished, found)
    finally:
        path.write_bytes(kept)
    assert other.label not in rows["ndcg@20"]
    assert "random" in rows["ndcg@20"]


def ranks(better: Sequence[int], position: Sequence[int] = (1, 2, 1)) -> pa.Table:
    """Of two examples of sequence 7 and one of sequence 9; item-kNN is right about all."""
    columns: dict[str, Sequence[int]] = {"sequence": (7, 7, 9), "position": position}
    columns |= {"model.better": better, "model.equal": (1, 1, 1)}
    return pa.table(columns | {"item-knn.better": (0, 0, 0), "item-knn.equal": (1, 1, 1)})


def test_the_gains_of_two_seeds_are_averaged_example_by_example() -> None:
    seeds = [ranks([0, 99, 0]), ranks([99, 99, 2])]
    names, sums, sizes = _summed({"A": seeds, "B": seeds[:1]})
    assert names == ["A", "B", "item-knn"]
    assert sizes.tolist() == [2, 1]
    assert sums[:, :, METRICS.index("hr@20")].tolist() == [[0.5, 1], [1, 1], [2, 1]]
    assert sums[0, :, METRICS.index("ndcg@20")].tolist() == pytest.approx([0.5, 0.75])  # rank 3: 1 / log2(4)


def test_only_whole_rows_over_the_same_examples_are_tested(
    finished: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        1: ranks([0, 1, 2]),
        2: ranks([3, 1, 2]),
        3: ranks([0, 0, 0]),
        4: ranks([0, 0, 0], position=(1, 2, 3)),
        5: None,
    }
    monkeypatch.setattr(tested, "ranks_file", lambda _, run, __: run)
    monkeypatch.setattr(tested, "read_ranks", files.get)
    rows = (
        ResultRow("whole", {}, "finished", 2, 2, runs=(1, 2)),
        ResultRow("a seed is missing", {}, "running", 1, 2, runs=(3,)),
        ResultRow("of other examples", {}, "finished", 1, 1, runs=(4,)),
        ResultRow("without its ranks", {}, "finished", 2, 2, runs=(3, 5)),
    )
    assert list(_tables(finished, replace(result(finished, 1), rows=rows))) == ["whole"]


def test_it_can_be_given_up(finished: Workspace) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        list(compared_with_best(finished, result(finished, 1), ("ndcg@20",), token))
