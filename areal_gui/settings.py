"""What the window remembers: a small typed file in the workspace, so that one folder moves everything."""

from __future__ import annotations

import base64
import dataclasses
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_type_hints

from areal_gui.theme import CHOICES, Choice

log = logging.getLogger(__name__)

FILE_NAME = "window.json"
RECENT_FILES = 8
QUEUE_HELD = "train.queue_held"
"""In `extra`: whether the trainings that wait go on waiting."""


@dataclass
class Settings:
    """The values; change one and call `save`. A damaged or foreign file gives the defaults."""

    path: Path
    theme: Choice = "system"
    page: str = "data"
    dataset: int | None = None
    geometry: str = ""
    recent_files: list[str] = field(default_factory=list)
    last_folder: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    """For pages: small JSON values under a key that starts with the page's own."""
    kept: bool = True
    """False where they are another window's: nothing is written then."""

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """Read the file of a workspace folder."""
        settings = cls(folder / FILE_NAME)
        try:
            stored = json.loads(settings.path.read_text("utf-8"))
        except FileNotFoundError:
            return settings
        except (OSError, ValueError):
            log.warning("could not read %s; using the defaults", settings.path, exc_info=True)
            return settings
        settings._take(stored if isinstance(stored, dict) else {})
        return settings

    @classmethod
    def safe(cls, folder: Path) -> Settings:
        """The defaults, with the queue on hold; nothing is read, and nothing will be written."""
        return cls(folder / FILE_NAME, extra={QUEUE_HELD: True}, kept=False)

    def _take(self, stored: dict[str, Any]) -> None:
        kinds: dict[str, Any] = {"dataset": (int, type(None)), "recent_files": list, "extra": dict}
        for name in get_type_hints(type(self)).keys() - {"path", "kept"}:
            if name in stored and isinstance(stored[name], kinds.get(name, str)):
                setattr(self, name, stored[name])
        if self.theme not in CHOICES:
            self.theme = "system"
        self.recent_files = [name for name in self.recent_files if isinstance(name, str)]

    def save(self) -> None:
        """Write the file; what cannot be written is logged, for the window works without it."""
        if not self.kept:
            return
        values = dataclasses.asdict(self)
        del values["path"], values["kept"]
        text = json.dumps(values, indent=1, ensure_ascii=False)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_suffix(".new")
            fresh.write_text(text, "utf-8")
            fresh.replace(self.path)
        except OSError:
            log.warning("could not write %s", self.path, exc_info=True)

    def remember_file(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        name = str(path)
        self.recent_files = [name, *(known for known in self.recent_files if known != name)][:RECENT_FILES]
        self.last_folder = str(path.parent)
        self.save()

    @property
    def window_geometry(self) -> bytes:
        return base64.b64decode(self.geometry) if self.geometry else b""

    @window_geometry.setter
    def window_geometry(self, value: bytes) -> None:
        self.geometry = base64.b64encode(value).decode("ascii")
