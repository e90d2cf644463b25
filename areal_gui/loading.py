"""Loading heavy libraries from background threads."""

from __future__ import annotations

import threading

one_at_a_time = threading.RLock()
"""Held by every background thread that loads heavy modules: of a library that two threads load at once, one
of them can see a module that is only half made."""
