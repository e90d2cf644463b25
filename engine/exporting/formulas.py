"""Texts that no spreadsheet takes for a formula.

A text that begins with = + - @, a tab or a carriage return is a formula to a spreadsheet, which runs it.
Ids and titles come from unknown files: in a CSV such texts get an apostrophe in front, which spreadsheets
take for "this is text". It is for cells of text only; numbers stay as they are.
"""

from __future__ import annotations

_SIGNS = ("=", "+", "-", "@", "\t", "\r")
FORMULA = r"^[=+\-@\t\r]"
"""The same as a pattern."""


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if text.startswith(_SIGNS) else text
