"""Decides which characters the bytes of a text file are. Knows no formats."""

from __future__ import annotations

import codecs

from app.areas.rules import UnusableFile
from app.areas.sentences import say

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSES = ("utf-8", "gb18030")
"""In this order, because Chinese bytes hardly ever form valid UTF-8 by chance. GB18030 holds GBK and GB 2312."""


def decoded(raw: bytes, source: str) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030. Raises UnusableFile."""
    marked = tuple(encoding for mark, encoding in _MARKS if raw.startswith(mark))
    for encoding in marked or _GUESSES:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableFile(say("not-text", source=source))
