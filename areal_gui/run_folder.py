"""What the window reads in the folder of a run; the engine's own modules for it would load torch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.training.no_use import no_use_in_resuming

if TYPE_CHECKING:
    from engine.store.runs import RunRow
    from engine.workspace import Workspace

CHECKPOINT = Path("checkpoints", "last.safetensors")
LOG = "log.txt"
CUT_SHORT = ("stopped", "interrupted", "failed")
WARNING = re.compile(r"^[\d-]+ [\d:]+ warning: (.+)$", re.MULTILINE)
VERDICT = "on test NDCG@20"
"""How the line begins that names the better reference rows; the window has its own sentence for that."""


def can_resume(workspace: Workspace, run: RunRow) -> bool:
    """Whether a run ended before its time and can be gone on with, to some use."""
    return run.status in CUT_SHORT and not why_not_resume(workspace, run)


def why_not_resume(workspace: Workspace, run: RunRow) -> str:
    """Why a run that ended before its time is better not gone on with; empty for others, too."""
    if run.status not in CUT_SHORT:
        return ""
    if not (workspace.run_folder(run.id) / CHECKPOINT).exists():
        return _tr("It left no checkpoint to go on from: train again with its settings.")
    return no_use_in_resuming(run)


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_folder", text)


def warnings_of(workspace: Workspace, run_id: int) -> tuple[str, ...]:
    """What a run warned of, in all its sittings, oldest first."""
    try:
        log = (workspace.run_folder(run_id) / LOG).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ()
    found = dict.fromkeys(match.strip() for match in WARNING.findall(log))
    return tuple(text for text in found if not text.startswith(VERDICT))
