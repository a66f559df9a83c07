"""Decides what of a refused text somebody reads who may not open originals: everything but phone numbers. Pure."""

from __future__ import annotations

import re
from typing import Final

from app.cases.wording import mask_number, mask_numbers

_NUMBERS: Final = re.compile(r'("(?:phone_numbers|contacts)"\s*:\s*\[)([^\]]*)')
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')


def masked(text: str) -> str:
    """The text with mobile numbers masked wherever they stand, and every entry of the lists of numbers, whatever it is."""
    listed = _NUMBERS.sub(lambda found: found[1] + _QUOTED.sub(_entry, found[2]), text)
    return mask_numbers(listed)


def _entry(found: re.Match[str]) -> str:
    return f'"{mask_number(found[1])}"'
