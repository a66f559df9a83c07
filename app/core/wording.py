"""Decides which characters of text from outside are kept and how phone numbers are masked. Knows no field."""

from __future__ import annotations

import re
from typing import Final

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: no database keeps them, and UTF-8 has no form for the latter."""
_DIGIT, _GAP = "[0-9０-９]", "[ \u3000\\-\u2010-\u2015·]?"
_MOBILE: Final = f"[1１][3-9３-９](?:{_GAP}{_DIGIT}){{9}}"
_LINE: Final = f"[0０][1-9１-９]{_DIGIT}{{1,2}}{_GAP}[2-9２-９](?:{_GAP}{_DIGIT}){{6,7}}"
_NUMBER_IN_TEXT: Final = re.compile(f"(?<!{_DIGIT})((?:(?:[+＋]|00)?86{_GAP})?)({_MOBILE}|{_LINE})(?!{_DIGIT})")
"""A mainland mobile number, or one with its area code, also in groups, in wide digits, or after +86."""
_NARROW: Final = str.maketrans("０１２３４５６７８９", "0123456789")
_MASK: Final = "****"
_WHOLE_NUMBER: Final = 11


def storable(text: str) -> str:
    """The text with the replacement character where no database could keep the original one."""
    return _UNSTORABLE.sub("\ufffd", text)


def holds_number(text: str) -> bool:
    """Whether somebody's telephone number stands in the text."""
    return _NUMBER_IN_TEXT.search(text) is not None


def mask_number(number: str) -> str:
    """138****1234; of anything shorter than a mobile number only the last two digits remain."""
    digits = [character for character in number.translate(_NARROW) if character in "0123456789"]
    if len(digits) < _WHOLE_NUMBER:
        return _MASK + "".join(digits[-2:])
    return "".join(digits[:3]) + _MASK + "".join(digits[-4:])


def mask_numbers(text: str) -> str:
    """The text with every telephone number in it masked."""
    return _NUMBER_IN_TEXT.sub(lambda found: found[1] + mask_number(found[2]), text)
