"""Several data sets side by side: the newest study of each that shares a row, and nothing else."""

from __future__ import annotations

import pytest

from engine.errors import NotFound
from engine.store.studies import hide_study, restore_study
from engine.studies.lifecycle import begin_study
from engine.studies.results import result
from engine.studies.table2.beside import beside, studies_beside
from engine.workspace import Workspace
from tests.engine.studies.table2.conftest import CASER, GRU, small_plan
from tests.support.imported import ALTERNATING, import_sequences


def test_alone_it_has_nothing_beside_it_and_then_the_newest_of_every_other_data_set(
    finished: Workspace,
) -> None:
    found = beside(finished, 1)
    assert [study.id for study in found.studies] == [1]
    assert [line.label for line in found.lines[:2]] == [GRU, CASER]
    with pytest.raises(NotFound):
        beside(finished, 99)
    _others_stand_beside(finished)


def _others_stand_beside(finished: Workspace) -> None:
    other = import_sequences(finished, ALTERNATING, name="other")
    plan = small_plan("caser")
    older = begin_study(finished, other, "table2", "Older", plan)
    newer = begin_study(finished, other, "table2", "Newer", plan)
    stranger = plan.model_copy(
        update={"entries": (plan.entries[0].model_copy(update={"label": "Something else"}),)}
    )
    third = import_sequences(finished, ALTERNATING, name="third")
    begin_study(finished, third, "table2", "Stranger", stranger)
    assert [study.id for study in studies_beside(finished, 1)] == [1, newer]
    found = beside(finished, 1)
    lines = {line.label: line for line in found.lines}
    assert "Something else" not in lines
    mine, theirs = lines[CASER].figures
    row = next(row for row in result(finished, 1).rows if row.label == CASER)
    assert mine == (row.figure("test", "hr@20"), row.figure("test", "ndcg@20"))
    assert theirs == (None, None)
    assert lines[GRU].figures[1] == (None, None)
    assert sum(line.best[0] for line in found.lines) == 1
    assert not any(line.best[1] for line in found.lines)
    assert lines["item-knn"].is_reference
    assert lines["item-knn"].figures[0][1] is not None
    hide_study(finished.store, newer)
    assert [study.id for study in studies_beside(finished, 1)] == [1, older]
    restore_study(finished.store, newer)
