"""A Python in whose path this folder stands cannot import Qt, and neither can its child processes.

Stands in for a second environment without PySide6 (over a gigabyte): whatever of the engine reaches
for the window fails here as it would there.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

BLOCKED = {"PySide6", "shiboken6", "pyqtgraph", "areal_gui"}


class _NoQt(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{fullname} is not there: this Python runs without Qt", name=fullname)
        return None


sys.meta_path.insert(0, _NoQt())
