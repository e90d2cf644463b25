"""The icon in the forms that Windows and macOS want: both take a PNG in a wrapping of a few bytes."""

from __future__ import annotations

import struct

SIDE = 256
"""What resources/icons/areal.png measures."""


def ico(png: bytes) -> bytes:
    """For Windows: a directory with one entry, whose 0 by 0 pixels mean 256 by 256."""
    header = struct.pack("<HHH", 0, 1, 1)
    entry = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(png), len(header) + 16)
    return header + entry + png


def icns(png: bytes) -> bytes:
    """For macOS: one chunk of the kind for 256 by 256."""
    chunk = struct.pack(">4sI", b"ic08", len(png) + 8) + png
    return struct.pack(">4sI", b"icns", len(chunk) + 8) + chunk
