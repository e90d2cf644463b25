"""The demo log: invented sessions of an invented shop. Nobody's data, and marked synthetic wherever it shows.

`python -m resources.demo.generate` wrote the two files beside this one, and writes them again byte by byte.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def demo_log() -> Path:
    """The sessions: `session_id,time,item_id`."""
    return FOLDER / "synthetic_shop_sessions.csv"


def demo_items() -> Path:
    """The items: `item_id,title,category,brand`."""
    return FOLDER / "synthetic_shop_items.csv"
