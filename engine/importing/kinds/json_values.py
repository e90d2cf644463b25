"""JSON as a stream of records: one a line, or one after the other in an array of any size.

Numbers stay as they are written. A broken record costs only itself.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.importing.blocks import LONGEST_LINE
from engine.importing.kinds.text_lines import Line, Readable, read_lines
from engine.importing.kinds.wrapped import are_alike, wrapped_records

_READ = 1 << 18
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None, strict=False)
_ANY_RECORD = re.compile(r"\{")


@dataclass(frozen=True, slots=True)
class Found:
    """A record of the file, or what stands where one should be.

    Attributes:
        line: its line, or in an array its number; from 1.
        text: as it is written.
        record: its values by key; None where it could not be read.
        reason: why it could not.
    """

    line: int
    text: str
    record: dict[str, Any] | None
    reason: str = ""


def read_values(stream: Readable, encoding: str) -> Iterator[list[Found]]:
    """All records of a file, a few thousand at a time."""
    start = stream.read(_READ)
    rejoined = _Rejoined(start, stream)
    if _is_by_line(start, encoding):
        return _by_line(rejoined, encoding)
    return _Values(rejoined, encoding).read()


@dataclass
class _Rejoined:
    """A stream whose beginning was read already."""

    start: bytes
    rest: Readable

    def read(self, size: int = -1, /) -> bytes:
        start, self.start = self.start, b""
        return start or self.rest.read(size)


def _is_by_line(start: bytes, encoding: str) -> bool:
    """Whether the first line that is not blank is a whole record."""
    text = start.decode(encoding, "replace").removeprefix("\ufeff").lstrip()
    line, _, more = text.partition("\n")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if not more.strip() and wrapped_records(line) is not None:
        return False
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and not any(isinstance(part, dict | list) for part in value)
    )


def _by_line(stream: Readable, encoding: str) -> Iterator[list[Found]]:
    for lines in read_lines(stream, encoding):
        yield [_of_line(line) for line in lines]


def _of_line(line: Line) -> Found:
    text = line.text.strip()
    if line.reason:
        return Found(line.number, text, None, line.reason)
    try:
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        return Found(line.number, text, None, _broken(error))
    if end < len(text.rstrip(", \t")):
        return Found(line.number, text, None, "broken JSON: more on the line than one record")
    return _judged(line.number, text, value)


def _judged(line: int, text: str, value: object) -> Found:
    """A record if the value is one; a list has columns 1, 2, ..."""
    if isinstance(value, dict):
        return Found(line, text, value)
    if isinstance(value, list):
        return Found(line, text, {str(number): part for number, part in enumerate(value, 1)})
    return Found(line, text, None, "no record but a single value")


def _broken(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"broken JSON: {error.msg[:1].lower()}{error.msg[1:]}"
    return "broken JSON: nested too deeply"


class _Values:
    """Values one after the other, between them blanks, commas and the brackets of the array."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        self._stream = stream
        # Bytes that are no text become lone surrogates, so that they cost one record and not the file.
        errors = "surrogateescape" if codecs.lookup(encoding).name == "utf-8" else "replace"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._text, self._at, self._ended = "", 0, False
        self._begins = _ANY_RECORD
        self._wrapped: list[str] | None = None
        self._number = 0

    def read(self) -> Iterator[list[Found]]:
        self._more()
        self._text = self._text.removeprefix("\ufeff")
        self._open_array()
        while True:
            found = []
            while (one := self._next()) is not None:
                found.append(one)
                if len(self._text) - self._at < _READ // 2 and not self._ended:
                    break
            if not found:
                return
            yield found
            self._more()

    def _more(self) -> None:
        raw = self._stream.read(_READ)
        self._ended = not raw
        self._text = self._text[self._at :] + self._decoder.decode(raw, final=self._ended)
        self._at = 0

    def _open_array(self) -> None:
        self._skip()
        if self._text.startswith("[", self._at):
            self._at += 1
        elif self._text.startswith("{", self._at):
            while not self._ended and len(self._text) < LONGEST_LINE and not self._holds_value():
                self._more()
            if (begin := wrapped_records(self._text)) is not None:
                self._at, self._wrapped = begin, []

    def _holds_value(self) -> bool:
        """Whether a whole value and what follows it have been read."""
        try:
            return bool(self._text[_DECODER.raw_decode(self._text, self._at)[1] :].strip())
        except (ValueError, RecursionError):
            return False

    def _skip(self) -> None:
        """Go to the next value, past what may stand between two."""
        while True:
            self._at = _BETWEEN.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) and self._text[self._at] == "]":
                self._at += 1
                if self._wrapped is not None:
                    self._find_alike()
            elif self._at < len(self._text) or self._ended:
                return
            else:
                self._more()

    def _next(self) -> Found | None:
        self._skip()
        if self._at == len(self._text):
            return None
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._ended or len(self._text) - self._at > LONGEST_LINE:
                    self._number += 1
                    return self._broken(_broken(error))
            else:
                if end < len(self._text) or self._ended:
                    self._number += 1
                    return self._sound(value, end)
            self._more()

    def _find_alike(self) -> None:
        """Behind an array of wrapped records, go to the next of records with the same keys, or to the end."""
        begins = re.compile(r":\s*\[\s*(?=" + self._begins.pattern + ")")
        while True:
            match = begins.search(self._text, self._at)
            if match is None:
                self._at = max(self._at, len(self._text) - 256)  # a beginning may be cut in two
                if self._ended:
                    self._at = len(self._text)
                    return
                self._more()
                continue
            self._at = match.end()
            while not self._holds_value() and not self._ended and len(self._text) - self._at < LONGEST_LINE:
                self._more()
            try:
                value, _ = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                continue
            if are_alike(value, self._wrapped or ()):
                return

    def _sound(self, value: object, end: int) -> Found:
        text = self._text[self._at : end]
        self._at = end
        if self._begins is _ANY_RECORD and isinstance(value, dict) and value:
            self._begins = re.compile(r"\{\s*" + re.escape(json.dumps(next(iter(value)))) + r"\s*:")
            if self._wrapped is not None:
                self._wrapped = list(value)
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-8", "replace").decode()
            return Found(self._number, text, None, "bytes that are not UTF-8 text")
        return _judged(self._number, text, value)

    def _broken(self, reason: str) -> Found:
        """Leave out everything up to where a record begins as the first one did."""
        start, search = self._at, self._at + 1
        text = ""
        while (match := self._begins.search(self._text, search)) is None and not self._ended:
            text = text or self._text[start : start + 2000]
            self._at = max(search, len(self._text) - 256)  # a beginning may be cut in two
            self._more()
            start = search = 0
        end = len(self._text) if match is None else match.start()
        text = text or self._text[start:end].rstrip(", \t\r\n")
        self._at = end
        return Found(self._number, text.encode("utf-8", "replace").decode(), None, reason)
