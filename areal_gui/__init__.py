"""AREAL's window."""

from __future__ import annotations


def version() -> str:
    """The version of the installed program."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("areal")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "development"
