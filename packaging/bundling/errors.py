"""What goes wrong while packaging."""

from __future__ import annotations


class PackagingFailed(Exception):
    """The package could not be made or does not do what it must; the text says why and what to do."""
