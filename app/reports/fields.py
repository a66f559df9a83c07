"""Decides how one field of an object from outside is read: as what it should be, or as absent and noted as odd."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from app.cases.wording import storable
from app.core import clock
from app.reports.reading import LARGEST_NUMBER, RepeatedName

T = TypeVar("T")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SLUG: Final = re.compile(r"[a-z][a-z0-9-]*")
_EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC)
"""Outside these years the calendar's arithmetic ends; such a time says nothing."""


def is_uuid(value: object) -> bool:
    """Whether it is a UUID in the usual form."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


class Fields:
    """Reads the fields of one object; parts of it note their oddities in the same list `odd` of JSON pointers."""

    def __init__(self, source: dict[str, Any], pointer: str = "", odd: list[str] | None = None) -> None:
        self._source = source
        self._pointer = pointer
        self.odd: list[str] = [] if odd is None else odd
        if isinstance(source, RepeatedName):
            self.odd.append(pointer)

    def value(self, name: str) -> Any:
        """Whatever is there."""
        return self._source.get(name)

    def part(self, name: str) -> Fields:
        """The object under `name`; without one, an empty one."""
        value = self.value(name)
        if value is not None and not isinstance(value, dict):
            self._note(name)
        return Fields(value if isinstance(value, dict) else {}, f"{self._pointer}/{name}", self.odd)

    def item(self, name: str, place: int) -> Fields:
        """The object at `place` of the array under `name`."""
        return Fields(self._source[name][place], f"{self._pointer}/{name}/{place}", self.odd)

    def text(self, name: str, longest: int | None) -> str | None:
        """Text that a database can keep, cut off after `longest` characters; None when there is none."""
        value = self._typed(name, str)
        if value is None:
            return None
        kept = storable(value)[:longest]
        if kept != value:
            self._note(name)
        return kept or None

    def identifier(self, name: str, longest: int) -> str | None:
        """Text that is somebody's or something's name: whole or not at all."""
        value = self._typed(name, str)
        return self._only_if(name, value, value is not None and len(value) <= longest and storable(value) == value) or None

    def texts(self, name: str, longest: int) -> tuple[str, ...]:
        """The texts of an array."""
        value = self._typed(name, list) or []
        texts = tuple(storable(one)[:longest] for one in value if isinstance(one, str))
        if len(texts) < len(value):
            self._note(name)
        return texts

    def word(self, name: str, known: frozenset[str]) -> str | None:
        """One of the known words."""
        value = self._typed(name, str)
        return self._only_if(name, value, value in known)

    def slug(self, name: str, longest: int) -> str | None:
        """A word of small letters, digits and hyphens that begins with a letter."""
        value = self._typed(name, str)
        return self._only_if(name, value, value is not None and len(value) <= longest and _SLUG.fullmatch(value) is not None)

    def uuid(self, name: str) -> str | None:
        """A UUID in lower case."""
        value = self._only_if(name, self._typed(name, str), is_uuid(self.value(name)))
        return value.lower() if value else None

    def truth(self, name: str) -> bool:
        """Whether it is true; anything but true is not."""
        return self._typed(name, bool) is True

    def number(self, name: str) -> float | None:
        """A finite number."""
        value = self.value(name)
        numeric = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        value = self._only_if(name, value, numeric)
        return None if value is None else float(value)

    def degrees(self, name: str, limit: float) -> float | None:
        """A number between minus and plus `limit`."""
        number = self.number(name)
        return self._only_if(name, number, number is not None and abs(number) <= limit)

    def bearing(self, name: str) -> float | None:
        """A number of degrees from 0 to below 360."""
        number = self.number(name)
        return self._only_if(name, number, number is not None and 0.0 <= number < 360.0)

    def whole(self, name: str) -> int | None:
        """A number without its fraction, of at most 18 digits."""
        number = self.number(name)
        return None if number is None else int(max(-LARGEST_NUMBER, min(LARGEST_NUMBER, number)))

    def moment(self, name: str) -> datetime | None:
        """A time in RFC 3339 between the years 1900 and 9000, in UTC."""
        value = self._typed(name, str)
        if value is None:
            return None
        try:
            moment = clock.parse(value)
        except (ValueError, OverflowError):
            moment = _LATEST
        return self._only_if(name, moment, _EARLIEST <= moment < _LATEST)

    def _typed(self, name: str, kind: type[T]) -> T | None:
        value = self.value(name)
        return self._only_if(name, value if isinstance(value, kind) else None, value is None or isinstance(value, kind))

    def _only_if(self, name: str, value: T | None, usable: bool) -> T | None:
        """The value if it can be used; one that is there and cannot is noted."""
        if not usable and self.value(name) is not None:
            self._note(name)
        return value if usable else None

    def _note(self, name: str) -> None:
        pointer = f"{self._pointer}/{name}"
        if pointer not in self.odd:
            self.odd.append(pointer)
