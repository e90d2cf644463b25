"""RESULTS.md: one section for each benchmark, replaced by each run of it."""

from __future__ import annotations

import datetime
import os
import platform
import re
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def write_section(title: str, text: str) -> None:
    """Put a section into RESULTS.md, in the place of an older one with the same title."""
    old = RESULTS.read_text() if RESULTS.exists() else "# Measured\n"
    section = f"## {title}\n\n{text}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(old):
        new = pattern.sub(lambda _: section + "\n", old)
    else:
        new = f"{old.rstrip()}\n\n{section}"
    RESULTS.write_text(new.rstrip() + "\n")


def machine() -> str:
    """The line under a table: when, on what, and how busy it was."""
    return (
        f"{datetime.date.today().isoformat()}, {os.cpu_count()} cores, {platform.machine()}, "
        f"{platform.system()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}."
    )
