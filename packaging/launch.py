"""Where the packaged program begins: one file, the window or the command line by the name it is called.

Frozen by PyInstaller; `areal` is a link to `areal-gui`, so that there is one copy of everything.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

COMMAND_LINE = "areal"


def main() -> int:
    """Be the window, or, called `areal`, the command line."""
    multiprocessing.freeze_support()
    _give_back_library_path()
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


if __name__ == "__main__":
    sys.exit(main())
