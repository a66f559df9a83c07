"""Decides how JSON of unknown origin is read so that nothing in it can stop the server. Knows no field of a report.

Python's parser is lenient where we want it (NaN, Infinity, repeated names) and fragile where we do not (a number of
5,000 digits, 30,000 brackets); both ends are evened out here. The bytes themselves are kept elsewhere, untouched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from app.core.errors import MalformedBody

LARGEST_NUMBER: Final = 10**18
"""Whole numbers beyond are cut off here: they fit no column and mean nothing."""
_DIGITS: Final = 18
DEEPEST: Final = 64
"""Nesting beyond is read as null; a manifest has four levels."""
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^"\[\]{}]+|"', re.DOTALL)


class RepeatedName(dict[str, Any]):
    """An object in which a name stood twice; the last one counts."""


def read_json(body: bytes) -> Any:
    """The JSON value of UTF-8 bytes. Raises MalformedBody for anything that is none."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedBody("The body is not UTF-8.") from error
    try:
        return _parse(text)
    except RecursionError:
        return _parse_shallow(text)
    except ValueError as error:
        raise _not_json() from error


def _parse(text: str) -> Any:
    return json.loads(text, parse_int=_number, object_pairs_hook=_object)


def _parse_shallow(text: str) -> Any:
    try:
        return _parse("".join(_without_depths(text)))
    except (ValueError, RecursionError) as error:
        raise _not_json() from error


def _number(digits: str) -> int:
    if len(digits) <= _DIGITS:
        return int(digits)
    return -LARGEST_NUMBER if digits.startswith("-") else LARGEST_NUMBER


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else RepeatedName(plain)


def _without_depths(text: str) -> Iterator[str]:
    """The text with everything nested deeper than `DEEPEST` replaced by null."""
    depth = 0
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token in "[{":
            depth += 1
            if depth == DEEPEST + 1:
                yield "null"
        if depth <= DEEPEST:
            yield token
        if token in "]}":
            depth -= 1


def _not_json() -> MalformedBody:
    return MalformedBody("The body is not JSON: send an object in UTF-8.")
