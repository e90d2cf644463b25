"""What the studies page reads from the store, on a thread of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from areal_gui import loading
from engine.errors import EngineError

if TYPE_CHECKING:
    from engine.store.studies import StudyRow
    from engine.studies.lifecycle import Standing
    from engine.studies.results import StudyResult
    from engine.workspace import Workspace


@dataclass(frozen=True)
class StudyLine:
    """A study in the list; without a standing where its plan cannot be read."""

    study: StudyRow
    standing: Standing | None


@dataclass(frozen=True)
class OpenedStudy:
    """A study with all that it has shown."""

    result: StudyResult
    standing: Standing

    @property
    def id(self) -> int:
        return self.result.study.id

    @property
    def is_search(self) -> bool:
        return self.result.study.kind == "search"


def read_studies(workspace: Workspace) -> list[StudyLine]:
    """All studies, newest first."""
    with loading.one_at_a_time:
        from engine.store.studies import list_studies
        from engine.studies.lifecycle import standing
    found = []
    for study in list_studies(workspace.store):
        try:
            found.append(StudyLine(study, standing(workspace, study)))
        except EngineError:
            found.append(StudyLine(study, None))
    return found


def read_study(workspace: Workspace, study_id: int) -> OpenedStudy:
    """One study; raises `EngineError` where it is gone or of another version."""
    with loading.one_at_a_time:
        from engine.studies.lifecycle import standing
        from engine.studies.results import result
    found = result(workspace, study_id)
    return OpenedStudy(found, standing(workspace, found.study))


def read_importances(workspace: Workspace, study: StudyRow) -> dict[str, float]:
    """How much each setting of a search decides; empty while nobody can tell."""
    with loading.one_at_a_time:
        from engine.studies.search import importances
    return importances(workspace, study)
