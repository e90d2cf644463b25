"""A training ends soon after it is asked to, also in the long stretches before its first step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.events import Cancelled, CancelToken
from engine.models.areal import svd_start
from engine.models.baselines import item_knn
from engine.models.registry import REFERENCES
from engine.store.runs import list_runs
from engine.training.events import ReferenceEvaluated
from engine.training.record import RunRecord
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.training.courses import of_type
from tests.support.imported import SMALL


def before(function: Callable[..., Any], act: Callable[[], None], calls: list[int]) -> Callable[..., Any]:
    """The same function, which first acts; its calls are counted."""

    def acting(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        act()
        return function(*arguments, **options)

    return acting


def test_it_ends_while_the_embeddings_are_made_ready(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, calls = CancelToken(), list[int]()
    monkeypatch.setattr(svd_start, "positive_pmi", before(svd_start.positive_pmi, token.cancel, calls))
    with pytest.raises(Cancelled):
        list(train(workspace, dataset, SMALL, token))
    assert calls == [1]
    assert [run.status for run in list_runs(workspace.store)] == ["stopped"]


def test_it_ends_while_the_neighbours_of_the_items_are_counted(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, calls = CancelToken(), list[int]()
    monkeypatch.setattr(item_knn, "BLOCK", 2)  # of eight items
    monkeypatch.setattr(item_knn, "_nearest", before(item_knn._nearest, token.cancel, calls))
    with pytest.raises(Cancelled):
        list(train(workspace, dataset, SMALL, token))
    assert calls == [1]


def test_it_ends_between_two_reference_rows_and_finds_them_again(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, calls = CancelToken(), list[int]()
    with monkeypatch.context() as patch:
        patch.setattr(RunRecord, "final", before(RunRecord.final, token.cancel, calls))
        with pytest.raises(Cancelled):
            list(train(workspace, dataset, SMALL, token))
    assert calls == [1]
    events = list(resume(workspace, 1, CancelToken()))
    found = [event.subject for event in of_type(events, ReferenceEvaluated) if event.split == "val"]
    assert found == list(REFERENCES)
