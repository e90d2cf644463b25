"""Imports that Qt's binding must not look into."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOSTILE = """
def __getattr__(name):
    raise ImportError(f"{name} asked of a module that is only half loaded")

def function():
    pass

from areal_gui_test_part import PART
"""


def test_a_module_that_answers_no_questions_can_be_imported_beside_the_window(tmp_path: Path) -> None:
    (tmp_path / "areal_gui_test_half.py").write_text(HOSTILE)
    (tmp_path / "areal_gui_test_part.py").write_text("PART = 1\n")
    code = (
        "import areal_gui, inspect, sys; asked = [];"
        "inspect.getsource = lambda module: asked.append(module) or '';"
        f" sys.path.insert(0, {str(tmp_path)!r}); import areal_gui_test_half; print(asked)"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert done.stderr == ""
    assert done.stdout.strip() == "[]"
