"""Which encoding a text is in: by its mark, by its zeros, as UTF-8, else by what makes letters of it."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254")
_OTHER_SCRIPTS = (
    *("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
_RUN = re.compile(rb"[\x80-\xff]+")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SHOWN = {"latin-1": "Latin-1", "cp1252": "Windows-1252"}


def encoding_of(sample: bytes) -> tuple[str | None, str]:
    """The encoding of a text by its beginning, as Python names it; None of what is no text.

    Returns:
        The name; and what the user should know about it, or an empty text.
    """
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name, ""
    if b"\0" in sample:
        return _with_zeros(sample), ""
    controls = sum(sample.count(bytes([code])) for code in (*range(1, 9), *range(14, 27)))
    if controls > len(sample) / 100:
        return None, ""
    if sample.isascii():
        return "utf-8", ""
    whole = sample[: sample.rfind(b"\n") + 1] or sample  # the last character may be cut in two
    lines = [line for line in whole.splitlines() if not line.isascii()]
    wrong = [line for line in lines if not _is_utf8(line)]
    if 2 * len(wrong) <= len(lines):
        return "utf-8", ""  # lines that are not are rejected one by one
    name = _other(b"\n".join(wrong))
    shown = _SHOWN.get(name, name.upper().replace("_", "-"))
    return name, f"The file is not UTF-8; it is read as {shown}. Check that letters with accents look right."


def is_encoding(name: str) -> bool:
    """Whether Python knows how to read a text in it."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def _with_zeros(sample: bytes) -> str | None:
    """UTF-16 without a mark has a zero in every other byte of plain text."""
    for name, zeros, others in (
        ("utf-16-le", sample[1::2], sample[::2]),
        ("utf-16-be", sample[::2], sample[1::2]),
    ):
        if zeros.count(0) > 0.7 * len(zeros) and others.count(0) == 0:
            return name
    # A few stray zeros: their lines are rejected.
    return "utf-8" if sample.count(0) * 1000 <= len(sample) else None


def _other(text: bytes) -> str:
    """The encoding that makes most sense; Western unless another is clearly better: most such files are."""
    from charset_normalizer import from_bytes  # needed for few files: kept out of every start

    # Windows-1252 has letters where Latin-1 has control characters, and is the same otherwise.
    western = "cp1252" if any(0x80 <= code <= 0x9F for code in text) else "latin-1"
    if _has_few_accents(text):
        matches = from_bytes(text, cp_isolation=list(_LATIN))
        best = matches.best()
        plain = next((match for match in matches if str(match) == text.decode(western, "replace")), None)
        clear = best is not None and not (plain and _is_as_good(plain, best))
        return best.encoding if best is not None and clear else western
    japanese = next((name for name in ("cp932", "euc_jp") if _is_japanese(text, name)), None)
    best = from_bytes(text, cp_isolation=[*_LATIN, *_OTHER_SCRIPTS]).best()
    return japanese or (western if best is None else best.encoding)


def _is_as_good(plain: CharsetMatch, best: CharsetMatch) -> bool:
    """Whether a text reads as well in one encoding as in another: no mess, and as much like a language."""
    return plain.chaos < 0.03 and plain.coherence > best.coherence - 0.1


def _is_japanese(text: bytes, name: str) -> bool:
    """Whether a fifth of the characters that are not ASCII are kana: no other encoding gives so many."""
    try:
        characters = [character for character in text.decode(name) if not character.isascii()]
    except UnicodeDecodeError:
        return False
    return sum("\u3040" <= character <= "\u30ff" for character in characters) > 0.2 * len(characters)


def _has_few_accents(text: bytes) -> bool:
    """Whether it is Latin script with accents here and there; of other scripts whole words are not ASCII."""
    runs = _RUN.findall(text)
    return sum(len(run) > 2 for run in runs) < 0.2 * len(runs)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
