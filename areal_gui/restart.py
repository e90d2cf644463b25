"""Opening a workspace in a window of its own: a process, as the workspace belongs to one."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment


def open_window(root: Path) -> bool:
    """Start the program on a workspace; tells whether it started."""
    frozen = getattr(sys, "frozen", False)
    process = QProcess()
    process.setProgram(sys.executable)
    process.setArguments([*([] if frozen else ["-m", "areal_gui"]), "--workspace", str(root)])
    process.setWorkingDirectory(str(Path(__file__).resolve().parents[1]))
    environment = QProcessEnvironment.systemEnvironment()
    # Tells a program made by PyInstaller that it is one of its own, not a helper of this one.
    environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
    process.setProcessEnvironment(environment)
    # (the stubs know the static call alone, which answers with a pair)
    return bool(process.startDetached())
