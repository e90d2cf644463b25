"""Files that are no logs, by how they begin; what is said about them."""

from __future__ import annotations

import codecs
import re

from engine.errors import BadInput

_TAR = (257, b"ustar")

_BEGINNING = 1 << 16
_RULE_OF_MARKDOWN = re.compile(rb"(?m)^\|? ?:?-{3,}:? ?(\| ?:?-{3,}:? ?)+\|?\r?$")


def refuse_what_is_no_log(name: str, start: bytes) -> None:
    """Refuse a web page, a pointer, an archive of files, or nothing at all.

    Raises:
        BadInput: it is one of these.
    """
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    first = text[:64].lower()
    if not text:
        raise BadInput(f"{name} holds no text.", "There are only blanks in it.", "Get the file again.")
    if first.startswith(b"version https://git-lfs"):
        raise BadInput(
            f"{name} is a Git LFS pointer, not the data.",
            "The repository keeps large files elsewhere and leaves this note in their place.",
            "Fetch the file itself with `git lfs pull`, or download it from the project's page.",
        )
    if first.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<!--", b"<body")):
        raise BadInput(
            f"{name} is a web page, not a log.",
            "A download often saves the page about a file, or a notice of an error, under the file's name.",
            "Open it in a browser to see what it says, and download the data itself.",
        )
    if _RULE_OF_MARKDOWN.search(start[:_BEGINNING]):
        raise BadInput(
            f"{name} is a text with a table in Markdown, not a log.",
            "A line of dashes and bars divides the head of a table from its rows.",
            "Choose the file that holds the log.",
        )
    if start[_TAR[0] :].startswith(_TAR[1]):
        raise BadInput(
            f"{name} is a tar archive.",
            "It holds files one after the other, not one table.",
            "Unpack it and import the file that holds the log.",
        )


def binary(name: str) -> BadInput:
    """What is said about bytes that are no text."""
    return BadInput(
        f"{name} is a binary file, not text.",
        "It holds bytes that no text has.",
        "Export the log as CSV from the program that wrote it.",
    )


def too_wide(name: str, width: int) -> BadInput:
    """What is said about a table that is as wide as a catalogue."""
    return BadInput(
        f"{name} has {width:,} columns.",
        "It may be a matrix with a column for each item; a log has a row for each interaction.",
        "Write it as rows of user and item, with the time where there is one.",
    )


def one_column(name: str, example: str) -> BadInput:
    """What is said about lines that nothing separates."""
    return BadInput(
        f"{name} has only one column.",
        f"No comma, tab, semicolon, bar, :: or blank separates its fields; a line reads {example[:60]!r}.",
        "A log needs at least a column of users or sessions and one of items.",
    )


def mixed_separators(name: str, example: str) -> BadInput:
    """What is said about lines in which some blanks separate and others are parts of texts."""
    return BadInput(
        f"{name} separates fields by tabs in some places and by blanks in others.",
        f"Blanks are also within its texts or dates, so what is a field cannot be told; a line reads "
        f"{example[:60]!r}.",
        "Write the log with one separator, such as a comma.",
    )


def no_table(name: str) -> BadInput:
    """What is said about lines that no separator makes even."""
    return BadInput(
        f"{name} is not a table.",
        "No separator splits its lines into the same number of fields.",
        "Choose a log written as CSV, TSV, or separated by ; | :: or blanks.",
    )


def cut_short(name: str, read: int, size: int) -> BadInput:
    """What is said about a file that became shorter while it was read."""
    return BadInput(
        f"{name} was cut short while it was read.",
        f"It had {size:,} bytes, and ended after {read:,}: perhaps another program is writing it anew.",
        "Wait until that is done, or import a copy of the file.",
    )


def no_rows(name: str, *, has_header: bool) -> BadInput:
    """What is said about a table without rows."""
    return BadInput(
        f"{name} holds a header and no rows." if has_header else f"{name} holds no rows.",
        advice="Choose a file with at least one interaction.",
    )
