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
_AREA_CODE: Final = re.compile("0(?:10|2[0-9]|[3-9][0-9]{2})")
_HIDDEN, _LAST_OF_LINE = 4, 2
"""Digits of a line that are hidden, and those behind them: of seven or eight some stay readable on both sides."""
_LONGEST_LINE: Final = 12


def storable(text: str) -> str:
    """The text with the replacement character where no database could keep the original one."""
    return _UNSTORABLE.sub("\ufffd", text)


def holds_number(text: str) -> bool:
    """Whether somebody's telephone number stands in the text."""
    return _NUMBER_IN_TEXT.search(text) is not None


def mask_number(number: str) -> str:
    """138****1234; a line keeps its area code: 0371-63****78. Of anything shorter only the last two digits remain."""
    digits = "".join(character for character in number.translate(_NARROW) if character in "0123456789")
    if len(digits) < _WHOLE_NUMBER:
        return _MASK + digits[-2:]
    area = _AREA_CODE.match(digits)
    if area is not None and len(digits) <= _LONGEST_LINE:
        line = digits[area.end() :]
        return f"{area[0]}-{line[: -_HIDDEN - _LAST_OF_LINE]}{_MASK}{line[-_LAST_OF_LINE:]}"
    return digits[:3] + _MASK + digits[-4:]


def mask_numbers(text: str) -> str:
    """The text with every telephone number in it masked."""
    return _NUMBER_IN_TEXT.sub(lambda found: found[1] + mask_number(found[2]), text)
