"""What the studies page reads from the store, on a thread of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from areal_gui import loading
from engine.events import CancelToken, result_of

if TYPE_CHECKING:
    from engine.store.studies import StudyRow
    from engine.studies.lifecycle import Standing
    from engine.studies.results import StudyResult
    from engine.studies.table2.beside import Beside
    from engine.studies.table2.table import Table2
    from engine.workspace import Workspace


@dataclass(frozen=True)
class StudyLine:
    """A study in the list; without a standing where its plan cannot be read."""

    study: StudyRow
    standing: Standing | None


@dataclass(frozen=True)
class OpenedStudy:
    """A study with all that it has shown. `seconds_left`: of training, as far as that can be known."""

    result: StudyResult
    standing: Standing
    seconds_left: float | None = None

    @property
    def id(self) -> int:
        return self.result.study.id

    @property
    def is_search(self) -> bool:
        return self.result.study.kind == "search"

    @property
    def is_table2(self) -> bool:
        return self.result.study.kind == "table2"


def read_studies(workspace: Workspace) -> list[StudyLine]:
    """All studies, newest first."""
    with loading.one_at_a_time:
        from engine.studies.lifecycle import standings
    return [StudyLine(study, standing) for study, standing in standings(workspace)]


def read_study(workspace: Workspace, study_id: int) -> OpenedStudy:
    """One study; raises `EngineError` where it is gone or of another version."""
    with loading.one_at_a_time:
        from engine.studies.estimate import seconds_left
        from engine.studies.lifecycle import standing
        from engine.studies.results import result
    found, left = result(workspace, study_id), None
    far = standing(workspace, found.study)
    if far.state in ("running", "waiting"):
        left = seconds_left(workspace, found.study)
    return OpenedStudy(found, far, left)


def read_table2(workspace: Workspace, study_id: int, cancel: CancelToken) -> Table2:
    """Table 2 with its tests, which take seconds; raises `Cancelled` where it is given up."""
    with loading.one_at_a_time:
        from engine.studies.table2.table import assemble
    return result_of(assemble(workspace, study_id, cancel))


def read_beside(workspace: Workspace, study_id: int) -> Beside:
    """Table 2 on this data set and on others."""
    with loading.one_at_a_time:
        from engine.studies.table2.beside import beside
    return beside(workspace, study_id)


def save_table(workspace: Workspace, studies: Sequence[int], path: Path, cancel: CancelToken) -> None:
    """Write Table 2 of some studies in the format of the file's name."""
    with loading.one_at_a_time:
        from engine.studies.table2.export import check_table_suffix, save_table2
    check_table_suffix(path)  # before the tests, which take seconds
    save_table2(path, [read_table2(workspace, number, cancel) for number in studies])


def read_importances(workspace: Workspace, study: StudyRow) -> dict[str, float]:
    """How much each setting of a search decides; empty while nobody can tell."""
    with loading.one_at_a_time:
        from engine.studies.search import importances
    return importances(workspace, study)
