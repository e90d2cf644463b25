"""Where the packaged program begins: one file, the window or the command line by the name it is called.

Frozen by PyInstaller; `areal` is a link to `areal-gui`, so that there is one copy of everything.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from types import ModuleType

COMMAND_LINE = "areal"


def main() -> int:
    """Be the window, or, called `areal`, the command line."""
    multiprocessing.freeze_support()
    _give_back_library_path()
    do_without_opengl()
    if Path(sys.argv[0]).stem == COMMAND_LINE:
        from engine.cli import main as command_line

        return command_line()
    from areal_gui.__main__ import main as window

    return window()


def _give_back_library_path() -> None:
    """Let programs that this one starts, a browser or a file manager, find their own libraries."""
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def do_without_opengl() -> None:
    """Put something empty where pyqtgraph imports Qt's OpenGL, for a way of drawing never switched on here.

    The real one takes 10 MB in the package, and time at every start. pyqtgraph asks of a widget whether it is
    drawn by OpenGL: none is.
    """
    widgets = ModuleType("PySide6.QtOpenGLWidgets")
    widgets.__dict__["QOpenGLWidget"] = type("QOpenGLWidget", (), {})
    sys.modules[widgets.__name__] = widgets
    sys.modules["PySide6.QtOpenGL"] = ModuleType("PySide6.QtOpenGL")


if __name__ == "__main__":
    sys.exit(main())
