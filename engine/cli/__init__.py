"""The command line: everything the window does, for scripts and people (`python -m engine --help`)."""

from engine.cli.program import main

__all__ = ["main"]
