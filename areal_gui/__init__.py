"""AREAL's window."""

from __future__ import annotations

from areal_gui.feature_check import answer_without_looking

answer_without_looking()  # before anything else of the window imports a library


def version() -> str:
    """The version of the installed program."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("areal")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "development"
