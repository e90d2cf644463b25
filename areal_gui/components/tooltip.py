"""Tooltips of texts that come from a log."""

from __future__ import annotations

from html import escape


def literal(text: str) -> str:
    """The tooltip that shows a text as it is, also one that Qt would take for rich text: `<b>x</b>`."""
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if "<" in text else text
