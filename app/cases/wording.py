"""Decides which characters of text from outside are kept and how phone numbers are masked. Knows no field."""

from __future__ import annotations

import re
from typing import Final

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: no database keeps them, and UTF-8 has no form for the latter."""
_NUMBER_IN_TEXT: Final = re.compile(r"(?<![0-9])1[3-9](?:[ -]?[0-9]){9}(?![0-9])")
"""A mainland mobile number, also when written in groups."""
_MASK: Final = "****"
_WHOLE_NUMBER: Final = 11


def storable(text: str) -> str:
    """The text with the replacement character where no database could keep the original one."""
    return _UNSTORABLE.sub("\ufffd", text)


def holds_number(text: str) -> bool:
    """Whether somebody's mobile number stands in the text."""
    return _NUMBER_IN_TEXT.search(text) is not None


def mask_number(number: str) -> str:
    """138****1234; of anything shorter than a mobile number only the last two digits remain."""
    digits = [character for character in number if character in "0123456789"]
    if len(digits) < _WHOLE_NUMBER:
        return _MASK + "".join(digits[-2:])
    return "".join(digits[:3]) + _MASK + "".join(digits[-4:])


def mask_numbers(text: str) -> str:
    """The text with every mobile number in it masked."""
    return _NUMBER_IN_TEXT.sub(lambda found: mask_number(found[0]), text)
