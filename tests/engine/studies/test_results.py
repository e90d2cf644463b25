"""Which row of a study is called the best."""

from __future__ import annotations

from engine.studies.results import Figure, ResultRow, _best


def row(val: float | None, test: float, trained: int = 3) -> ResultRow:
    """Of three seeds, with NDCG@20 on both parts."""
    figures = {"test": {"ndcg@20": Figure(test)}}
    if val is not None:
        figures["val"] = {"ndcg@20": Figure(val), "hr@20": Figure(1 - val)}
    return ResultRow("a row", {}, "finished", trained, 3, figures=figures)


def test_the_best_row_is_the_one_best_on_validation_whatever_the_test_says() -> None:
    assert _best([row(0.2, 0.1), row(0.1, 0.9), row(None, 1.0)], "ndcg@20") == 0


def test_a_row_that_lacks_a_seed_is_not_the_best() -> None:
    assert _best([row(0.1, 0.1), row(0.9, 0.9, trained=2)], "ndcg@20") == 0
    assert _best([row(0.9, 0.9, trained=2)], "ndcg@20") is None


def test_of_equal_rows_the_first_is_the_best() -> None:
    assert _best([row(0.1, 0.1), row(0.2, 0.1), row(0.2, 0.9)], "ndcg@20") == 1
