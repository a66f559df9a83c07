"""Decides what is said about a file of areas: every sentence has a slug, and facts where it has places for them.

`ENGLISH` is the one catalogue. The terminal and the API say it as it stands; screens have words of their own for each slug
(pwa/src/i18n/messages/*/areas.json). Knows no file, table or HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any, Final

from app.areas.english import ENGLISH

Fact = str | int | float | list[str]
"""What JSON can carry."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said: a slug of the catalogue and its facts by name. `str()` is the English of it."""

    slug: str
    facts: Mapping[str, Fact]

    def __str__(self) -> str:
        if not self.facts:
            return ENGLISH[self.slug]
        return _SPEAKER.vformat(ENGLISH[self.slug], (), self.facts)

    def renamed(self, names: Mapping[str, str]) -> Sentence:
        """The same where the facts speak of these files by other names."""
        return Sentence(self.slug, {key: _renamed(value, names) for key, value in self.facts.items()})


def say(slug: str, /, **facts: Fact) -> Sentence:
    """A sentence of the catalogue. Raises KeyError for a slug that it has not, ValueError for other facts than it names."""
    if places(ENGLISH[slug]) != facts.keys():
        raise ValueError(f"'{slug}' has places for {sorted(places(ENGLISH[slug]))}, not for {sorted(facts)}")
    return Sentence(slug, facts)


@cache
def places(text: str) -> frozenset[str]:
    """Names of the facts that a text has places for."""
    return frozenset(name for _, name, _, _ in _SPEAKER.parse(text) if name)


class _Speaker(Formatter):
    """Lists are told with commas; what stands behind the colon is told of an empty one."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, list):
            return ", ".join(value) or format_spec
        return str(super().format_field(value, format_spec))


_SPEAKER: Final = _Speaker()


def _renamed(value: Fact, names: Mapping[str, str]) -> Fact:
    if isinstance(value, list):
        return [_replaced(one, names) for one in value]
    return _replaced(value, names) if isinstance(value, str) else value


def _replaced(text: str, names: Mapping[str, str]) -> str:
    for name, other in names.items():
        text = text.replace(name, other)
    return text


def shown(names: Sequence[object], most: int) -> list[str]:
    """The first of many names, as a fact."""
    return [str(name) for name in names[:most]]
