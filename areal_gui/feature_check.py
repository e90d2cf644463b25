"""Keeping Qt's Python binding from looking into every module that is imported.

Once PySide is loaded, it reads the source of each module after its import, to see whether the module may
switch PySide's optional spellings (`from __feature__ import snake_case`). That costs a file read for each of
some two thousand modules, and reaches into modules that are only half loaded: pydantic then fails with a
circular import, once in some dozens of starts. Nothing here uses those spellings, and a packaged program has
no sources to read, so "no" is the answer there too.
"""

from __future__ import annotations

import importlib
from typing import Any

import PySide6.QtCore  # noqa: F401  (loads the binding, and with it the module below)


def answer_without_looking() -> None:
    """Answer no for every module imported from now on."""
    feature: Any = importlib.import_module("shibokensupport.feature")
    assert hasattr(feature, "_mod_uses_pyside"), "PySide asks in another way now"
    feature._mod_uses_pyside = lambda _module: False
