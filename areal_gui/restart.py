"""Opening a workspace in a window of its own: a process, as the workspace belongs to one."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def open_window(root: Path) -> bool:
    """Start the program on a workspace; tells whether it started."""
    frozen = getattr(sys, "frozen", False)
    program = [] if frozen else ["-m", "areal_gui"]
    started, _ = QProcess.startDetached(
        sys.executable, [*program, "--workspace", str(root)], str(Path(__file__).resolve().parents[1])
    )
    return started
