"""Where an imported run comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import count, here

SHOWN_OF_HASH = 12


def origin_text(origin: Mapping[str, Any]) -> str:
    """What the bundle says, and its hash: the same for the same file wherever it is."""
    program = str(origin["program"]) or _tr("of an unknown version")
    said = _tr(
        "Imported from “{file}”: trained on “{data}” ({sequences} sequences, {interactions} interactions), "
        "ended {when}, exported by AREAL {program}. SHA-256 {hash}…"
    )
    return said.format(
        file=origin["file"],
        data=origin["dataset"],
        sequences=count(origin["sequences"]),
        interactions=count(origin["interactions"]),
        when=here(origin["trained_at"]),
        program=program,
        hash=str(origin["hash"])[:SHOWN_OF_HASH],
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_origin", text)
